"""The reply: drafts, versions, the official letter as a file."""
