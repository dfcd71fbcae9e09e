"""The English version of a letter by template: each paragraph carries what it says in English, and these are put together."""

import re
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import yaml

from assistant.complaints.letters.reply_records import Draft, Paragraph
from assistant.text.labels import ARTICLE, parse_article_label
from assistant.text.named_documents import TITLE

_ADDRESS = re.compile(rf"({TITLE})({ARTICLE})")
_TITLES = Path(__file__).with_name("english_titles.yaml")
_STATE = "中华人民共和国"


def english_date(day: date) -> str:
    """9 March 2026."""
    return f"{day.day} {day:%B %Y}"


def english_label(label: str) -> str:
    """《外商投资法》第九条 as Article 9 of the Foreign Investment Law (《外商投资法》), without the name where it has none in English; what is no such address
    as it stands."""
    found = _ADDRESS.search(label)
    if not found:
        return label
    name = _english_titles().get(found[1].strip("《》").removeprefix(_STATE))
    title = f"the {name} ({found[1]})" if name else found[1]
    return f"Article {parse_article_label(found[2]).article} of {title}"


@cache
def _english_titles() -> dict[str, str]:
    titles: dict[str, str] = yaml.safe_load(_TITLES.read_text(encoding="utf-8"))
    return titles


def english_letter(draft: Draft, matter: str = "") -> str:
    """The version put together; "" where a paragraph has no English. The conclusion is that of the variant which the text is nearest to."""
    bodies = [_english_of(one) for one in draft.paragraphs]
    if not any(bodies):
        return ""
    heading = f"Reply concerning {matter}" if matter else (draft.english.splitlines() or ["Reply"])[0]
    lines = [heading, f"{draft.addressee}:", *(one for one in bodies if one), draft.signature]
    if draft.dated:
        lines.append(english_date(draft.dated))
    lines.append("This translation is for reference only; the Chinese text prevails.")
    return "\n".join(line for line in lines if line)


def _english_of(paragraph: Paragraph) -> str:
    if not paragraph.variants:
        return paragraph.english
    return max(
        paragraph.variants, key=lambda one: SequenceMatcher(None, one.text, paragraph.text, autojunk=False).ratio()
    ).english
