"""The complaints desk over HTTP: cases, lists, filing, drafts and replies."""
