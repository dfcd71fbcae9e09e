"""A page's source as a tree that is no deeper than any page that is meant to be read."""

from collections.abc import Mapping

from bs4 import BeautifulSoup
from bs4.element import Tag

_DEEPEST = 128
"""Tags within each other. Saved government pages have up to some forty; browsers stop at 512. What looks at each tag's whole text costs as much as
the text is long, times this."""


class PageSource(BeautifulSoup):
    """Reads as browsers do what never closes its tags: below the deepest level one tag follows the other instead of standing in it."""

    def __init__(self, source: str) -> None:
        super().__init__(source, "lxml")

    def handle_starttag(
        self,
        name: str,
        namespace: str | None,
        nsprefix: str | None,
        attrs: Mapping[str, str],
        sourceline: int | None = None,
        sourcepos: int | None = None,
        namespaces: dict[str, str] | None = None,
    ) -> Tag | None:
        """Called by the parser for each tag that opens."""
        if len(self.tagStack) > _DEEPEST:
            self.endData()
            self.popTag()
        return super().handle_starttag(
            name, namespace, nsprefix, dict(attrs), sourceline, sourcepos, namespaces=namespaces
        )
