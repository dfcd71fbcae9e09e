"""What an answer names beside what it cites, other editions, repealed ones, what it proposes to look at: each with its address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ui.chat import calls
from ui.chat.thread import Exchange, Thread
from ui.client import ApiClient, ApiProblem
from ui.contract import Document
from ui.rendering import clause_href

MOST_TITLES = 20
_LONGEST_ARTICLE = 12
_IN_FORCE = "现行有效"
_LEDGERS = frozenset({"listing", "opportunity"})
"""Kinds of documents that are no running text: they have no address of their own."""


def named_in(text: str) -> Iterator[tuple[str, str]]:
    """The titles in 《》 that a text names, each with the article that follows it, "" for none."""
    for part in text.split("《")[1:]:
        title, closed, behind = part.partition("》")
        if not closed or not title or "\n" in title:
            continue
        number, ends, _ = behind[:_LONGEST_ARTICLE].partition("条")
        yield title, f"{number}条" if ends and number.startswith("第") and " " not in number else ""


async def linked(api: ApiClient, thread: Thread) -> Thread:
    """The thread, its answers with the addresses of all that they name and this account may read; without them where they cannot be had."""
    open_ones = [one for one in thread.exchanges if one.links is None and not one.pending]
    wanted = {title: None for one in open_ones for title, _ in _unlinked(one)}
    found: Sequence[Document] = ()
    if wanted:
        try:
            found = await calls.documents_called(api, list(wanted)[:MOST_TITLES])
        except ApiProblem:
            return thread
    texts = [document for document in found if document.kind not in _LEDGERS]
    held = {document.title: document for document in sorted(texts, key=lambda one: one.status == _IN_FORCE)}
    exchanges = (
        replace(one, links=_links(one, held)) if one.links is None and not one.pending else one
        for one in thread.exchanges
    )
    return replace(thread, exchanges=tuple(exchanges))


def _unlinked(exchange: Exchange) -> list[tuple[str, str]]:
    """What the answer names, and nothing that it cites has the address of."""
    known = exchange.names
    return [
        (title, article)
        for title, article in named_in(f"{exchange.notice}\n{exchange.text}")
        if f"《{title}》{article}" not in known
    ]


def _links(exchange: Exchange, held: Mapping[str, Document]) -> dict[str, str]:
    links: dict[str, str] = {}
    for title, article in _unlinked(exchange):
        if document := held.get(title):
            links[f"《{title}》{article}"] = clause_href(document.id, article or None)
    return links
