"""HTML from templates. Jinja2 escapes every value, so text of a document can never become markup."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from itertools import groupby, pairwise
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ui.contract import Citation, Reference
from ui.session import Language
from ui.texts import amount_text, detail_text, status_text, text, word_text

_TEMPLATES = Path(__file__).parent / "templates"
_MARK = re.compile(r"\[(\d{1,3})\]")
_TITLE = re.compile("《[^》]+》")
_BUTTON = (
    '<button type="button" class="hz-mark" data-act="cite" data-exchange="{}" data-number="{}" title="{}">{}</button>'
)
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_STATUS_TONES = {"现行有效": "good", "未施行": "notice", "已失效": "bad", "已废止": "bad", "已被修订": "bad"}
_BEIJING = ZoneInfo("Asia/Shanghai")
_NO_END = date(9999, 12, 31)


def render(template: str, language: Language, **values: object) -> str:
    """The template ``templates/<template>.html`` with its values filled in.

    Templates may use ``t(key, ...)`` for texts, ``status(status)``, ``word(word)``, ``amount(sum)``, ``detail(name, value)``, ``tone(status)``, ``day(date)``, ``moment(time)`` and
    ``clause_href(document, clause)``.
    """
    return (
        _environment()
        .get_template(f"{template}.html")
        .render(
            t=partial(_text, language=language),
            status=partial(status_text, language=language),
            word=partial(word_text, language=language),
            amount=partial(amount_text, language=language),
            detail=partial(detail_text, language=language),
            language=language,
            **values,
        )
    )


def with_marks(
    answer: str,
    citations: Sequence[Citation],
    exchange: int = 0,
    names: Mapping[str, str] | None = None,
    folded: str = "",
) -> Markup:
    """An answer as paragraphs, its [n] marks as buttons that open the n-th citation, ``**…**`` as strong, and every clause, document and
    row that it names as a link: ``names`` are addresses of further names.

    ``exchange`` numbers the question that is answered. Indented lines are what a line rests on: with ``folded`` as their heading they are folded
    below it.
    """
    known = {citation.number: citation for citation in citations}
    links = {str(escape(name)): href for name, href in {**named_by(citations), **(names or {})}.items() if name}
    longest_first = sorted(links, key=len, reverse=True)
    pattern = re.compile("|".join([_MARK.pattern, *(re.escape(name) for name in longest_first)]))

    def button(match: re.Match[str]) -> str:
        if match[1] is None:
            return f'<a class="hz-name" href="{escape(links[match[0]])}">{match[0]}</a>'
        citation = known.get(int(match[1]))
        if citation is None:
            return match[0]
        return Markup(_BUTTON).format(exchange, citation.number, citation.label, citation.number)

    def written(line: str) -> str:
        strong = _BOLD.sub(r"<strong>\1</strong>", str(escape(line.strip())))
        return f"<p>{pattern.sub(button, strong)}</p>"

    html: list[str] = []
    for is_below, lines in groupby(filter(str.strip, answer.split("\n")), lambda line: line.startswith("    ")):
        paragraphs = "".join(map(written, lines))
        if is_below and folded and html:
            paragraphs = f'<details class="hz-fold"><summary>{escape(folded)}</summary>{paragraphs}</details>'
        html.append(paragraphs)
    return Markup("".join(html))


def with_names(text: str, names: Mapping[str, str]) -> Markup:
    """A text with every name that it holds as a link to its address."""
    links = {str(escape(name)): href for name, href in names.items() if name}
    if not links:
        return escape(text)
    pattern = re.compile("|".join(re.escape(name) for name in sorted(links, key=len, reverse=True)))
    return Markup(
        pattern.sub(
            lambda match: f'<a class="hz-name" href="{escape(links[match[0]])}">{match[0]}</a>', str(escape(text))
        )
    )


def row_mark(number: int, citations: Sequence[Citation], exchange: int) -> Markup:
    """The button that opens the citation of a row."""
    citation = next((item for item in citations if item.number == number), None)
    if citation is None:
        return Markup()
    return Markup(_BUTTON).format(exchange, citation.number, citation.label, citation.number)


def named_by(citations: Sequence[Citation]) -> dict[str, str]:
    """Addresses of the clauses that are cited, and of their documents, by the names that an answer gives them."""
    names: dict[str, str] = {}
    for citation in citations:
        if not citation.has_clauses:
            continue
        title = _TITLE.match(citation.label)
        if title:
            names.setdefault(title[0], clause_href(citation.source_id))
        if citation.clause:
            names[citation.label] = clause_href(citation.source_id, citation.clause)
    return names


def clause_href(document_id: str, clause: str | None = None) -> str:
    """The address of a document, or of a clause in it, from the page's own root."""
    return f"p/{quote(document_id, safe='')}{'#' + quote(clause, safe='') if clause else ''}"


def with_emphasis(passage: str, quote: str, references: Sequence[Reference] = ()) -> Markup:
    """A passage with the words that an answer quoted from it set off, without them where they are not found verbatim.

    A reference that leads somewhere becomes a link to ``#reference-n``, the n-th from 1.
    """
    quote = quote.strip()
    start = passage.find(quote) if quote and quote != passage.strip() else -1
    strong = range(start, start + len(quote)) if start >= 0 else range(0)
    html, at = Markup(""), 0
    for number, reference in enumerate(references, start=1):
        if reference.leads_somewhere and at <= reference.start < reference.end <= len(passage):
            html += _emphasised(passage, at, reference.start, strong)
            link = _emphasised(passage, reference.start, reference.end, strong)
            html += Markup('<a href="#reference-{}">{}</a>').format(number, link)
            at = reference.end
    return html + _emphasised(passage, at, len(passage), strong)


def _emphasised(passage: str, start: int, end: int, strong: range) -> Markup:
    """Characters ``start`` to ``end``, those in ``strong`` set off."""
    edges = sorted({start, end, *(edge for edge in (strong.start, strong.stop) if start < edge < end)})
    pieces = ((passage[begin:stop], begin in strong) for begin, stop in pairwise(edges))
    return Markup("").join(Markup("<b>{}</b>").format(piece) if bold else escape(piece) for piece, bold in pieces)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = lambda figure: f"{figure:,.1f}".removesuffix(".0")
    environment.globals.update(
        with_marks=with_marks,
        with_names=with_names,
        with_emphasis=with_emphasis,
        row_mark=row_mark,
        tone=_tone,
        day=_day,
        size=_size,
        moment=_moment,
        clause_href=clause_href,
    )
    return environment


def _text(key: str, *, language: Language, **values: object) -> str:
    return text(key, language, **values)


def _tone(status: str) -> str:
    return _STATUS_TONES.get(status, "plain")


def _day(value: date | None) -> str:
    return "" if value is None or value >= _NO_END or value.year == 1 else value.isoformat()


def _moment(value: datetime) -> str:
    """As the bureau's clock shows it, wherever the server stands."""
    return f"{value.astimezone(_BEIJING):%Y-%m-%d %H:%M}"


def _size(size_bytes: int) -> str:
    if size_bytes < 1024:
        return f"{size_bytes} B"
    return f"{size_bytes / 1024:.0f} KB" if size_bytes < 1024 * 1024 else f"{size_bytes / 1024 / 1024:.1f} MB"
