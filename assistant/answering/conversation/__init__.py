"""Questions that only the conversation before them explains: about the answer just given, and about one of the things that it listed."""
