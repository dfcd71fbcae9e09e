"""The web page: a Gradio client of the HTTP API.

Everything it shows comes over HTTP with the user's own token, so it cannot show what the API would not give.
"""
