"""Requests that a letter makes in so many words: behind words of asking, in lists."""
