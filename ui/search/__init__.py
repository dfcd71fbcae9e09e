"""检索原文: passages that fit words, with an address for each search."""
