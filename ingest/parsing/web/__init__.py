"""Saved pages and Markdown."""
