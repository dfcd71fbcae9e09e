"""Which scripts a browser may run in our pages: those that the server wrote into the answer, each marked with a number used once, and what these load.

A script that got into a page by any other way - an attribute, an address, markup of a document - has no such mark. Gradio compiles the handlers
of its components in the browser (``new Function``) and sets styles by attributes, so both of these have to stay allowed.
"""

import re
import secrets

from markupsafe import Markup

_SCRIPT = re.compile(r"<script(?=[\s>])")
_MODULE = re.compile(r'<link(?= rel="modulepreload")')
_ALIKE = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; form-action 'self'"


def new_nonce() -> str:
    """A number that nobody can guess, for one answer."""
    return secrets.token_urlsafe(16)


def page_policy(nonce: str) -> str:
    """The Content-Security-Policy of the page."""
    return (
        f"{_ALIKE}; script-src 'nonce-{nonce}' 'strict-dynamic' 'unsafe-eval'; font-src 'self' data:; media-src 'self' blob:; "
        "worker-src 'self' blob:; base-uri 'self'; frame-ancestors 'self'"
    )


def small_page_policy(nonce: str, frame_ancestors: str) -> str:
    """That of a page without Gradio, which ``frame_ancestors`` may show in a frame."""
    return f"{_ALIKE}; script-src 'nonce-{nonce}'; base-uri 'none'; frame-ancestors {frame_ancestors}"


def marked(html: str, nonce: str) -> Markup:
    """HTML that the server alone wrote, with the mark on all of its scripts. Never for HTML that holds anybody else's words unescaped."""
    marked_scripts = _SCRIPT.sub(f'<script nonce="{nonce}"', html)
    return Markup(_MODULE.sub(f'<link nonce="{nonce}"', marked_scripts))
