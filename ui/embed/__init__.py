"""Asking from another site: a small page for a frame or a web view, and the one line that puts a bubble with it on that site.

The page is anonymous and calls the same API as everybody, with the same limits. It needs no Gradio: it weighs a few kilobytes.
"""
