"""What an address shows before any script has run: to previews in messengers, to printers and to slow networks.

It is made for nobody in particular, so it holds what is public and nothing else. The page takes its place as soon as it is there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from assistant.contract.listings import Listing
from ui.client import ApiClient, ApiProblem
from ui.delivery.script_policy import marked
from ui.front_end import FrontEnd
from ui.places import Place
from ui.policies import calls as policies
from ui.policies.contract import Node
from ui.rendering import render
from ui.session import Language
from ui.shared import calls as answers
from ui.texts import has_text, page_title, text
from ui.theme import FIRST, LOOK

_THEME = re.compile(r'"theme_hash":"(\w+)"')
_FRAME_RESIZER = re.compile(r"script\.async = true;\s*document\.head\.appendChild\(script\);")
"""Of a script that only pages need which show themselves in a frame that they make fit."""
_LINES = 60
_DESCRIPTION = 150
_MARK = re.compile(r"\s*\[\d{1,3}\]|\*\*")
_FOREIGN_HEAD = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*?/>')
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_FIRST = Language.CHINESE


@dataclass(frozen=True, slots=True)
class FirstView:
    """``title`` and ``description`` are what a card of a shared link shows, ``lines`` what can be read; ``asks``: it
    has a box for a question. ``status`` is the HTTP status."""

    title: str = ""
    description: str = ""
    lines: tuple[str, ...] = ()
    asks: bool = False
    status: int = 200

    def written_into(self, page: str, base: str, parts: FrontEnd, nonce: str) -> str:
        """The page's HTML with this head instead of Gradio's, with our first view in its body, ``base`` as where its addresses begin, and what
        it will need named at once. Scripts that are not the server's own lack the mark ``nonce``."""
        product = text("product", _FIRST)
        title = f"{self.title} · {product}" if self.title else product
        description = self.description or text("about", _FIRST)
        head = render(
            "first_head", _FIRST, title=title, description=description[:_DESCRIPTION], look=marked(LOOK, nonce)
        )
        found = _THEME.search(page)
        links = marked(
            render("first_links", _FIRST, parts=parts, theme=f"theme.css?v={found[1]}" if found else ""), nonce
        )
        body = render("first_view", _FIRST, view=self, script=marked(FIRST, nonce))
        page = str(marked(_TITLE.sub("", _FOREIGN_HEAD.sub("", page)), nonce))
        page = page.replace('<base href="./" />', f'<base href="{escape(base)}" />', 1)
        page = page.replace('<html\n\tlang="en"', '<html\n\tlang="zh-CN"', 1)
        page = _FRAME_RESIZER.sub("", page)
        page = page.replace("<head>", f"<head>{_import_map(parts, base, nonce)}{head}", 1).replace(
            "</head>", f"{links}</head>", 1
        )
        return re.sub(r"<body[^>]*>", lambda found: found[0] + body, page, count=1)


def _import_map(parts: FrontEnd, base: str, nonce: str) -> str:
    """Where small modules are found: a browser takes it only before it has begun to fetch any."""
    found = parts.import_map(base)
    return f'<script nonce="{nonce}" type="importmap">{found}</script>' if found else ""


async def first_view(api: ApiClient, place: Place) -> FirstView:
    """The first view of a place, as anybody may see it."""
    data, page = place.data, place.pages[0] if place.pages else ""
    try:
        if "document" in data and page == "policies":
            return await _document(api, data["document"])
        if ("row" in data and page == "sites") or ("listing" in data and page == "opportunities"):
            return await _listing(api, data.get("row") or data["listing"])
        if "answer" in data and page == "shared":
            return await _answer(api, data["answer"])
    except ApiProblem as problem:
        return FirstView(page_title(page, _FIRST), status=404 if problem.code == "not_found" else 200)
    if page == "search" and data.get("q"):
        return FirstView(f"{text('search', _FIRST)}：{data['q'][:60]}")
    return FirstView(page_title(page, _FIRST) if page and has_text(page) else "", asks=not page)


async def _document(api: ApiClient, document_id: str) -> FirstView:
    tree = await policies.tree(api, document_id, "")
    policy = tree.policy
    facts = [policy.document_number, policy.issuer, policy.status]
    lines = _lines_of(tree.nodes)
    description = f"{'，'.join(filter(None, facts))}。{' '.join(lines)}"
    return FirstView(policy.document, description, ("　".join(filter(None, facts)), *lines))


async def _listing(api: ApiClient, listing_id: str) -> FirstView:
    found = await api.read(Listing, "GET", f"/api/listings/{listing_id}")
    lines = tuple(f"{cell.header}：{cell.text}" for cell in found.cells if cell.text)
    return FirstView(found.name, "；".join(lines), (found.document, *lines))


async def _answer(api: ApiClient, answer_id: str) -> FirstView:
    found = await answers.shared(api, answer_id)
    lines = tuple(_MARK.sub("", line) for line in found.answer.text.splitlines() if line.strip())
    sources = tuple(f"[{item.number}] {item.label}" for item in found.answer.citations)
    return FirstView(found.question, " ".join(lines), (*lines, *sources))


def _lines_of(nodes: Sequence[Node]) -> tuple[str, ...]:
    walked: Iterator[Node] = (node for top in nodes for node in top.walk())
    return tuple([node.text for node in walked if node.text and node.kind not in ("目录", "文首")][:_LINES])
