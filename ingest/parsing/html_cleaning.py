"""What of a web page is not its text: furniture, what its style sheet hides, what a review left in it."""

import re

from bs4 import BeautifulSoup
from bs4.element import Tag

from ingest.parsing.unseen import CHANGES, COMMENTS

_NEVER_CONTENT = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "footer",
    "form",
    "button",
    "iframe",
    "svg",
    "select",
    "object",
)
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|menu|breadcrumb|crumb|footer|foot|header|head|top|topbar|toolbar|share|sidebar|side|search|login|"
    r"copyright|pagination|pager|print|qrcode|qr|weixin|related|recommend|link|links|friendlink|location|position|dqwz|bshare|accessib|wza|skip)"
    r"(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    r"trs_editor|ucap-?content|zoom|article|content|detail|main-?text|news|view|pages_content|wenzhang", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORD_COMMENT = re.compile(r"mso-element\s*:\s*comment|\bMsoCommentReference\b")
_STYLE_RULE = re.compile(r"(?P<selectors>[^{}]+)\{(?P<body>[^{}]*)\}")
_PLAIN_SELECTOR = re.compile(r"[.#][\w-]+")


def hiding_selectors(soup: BeautifulSoup) -> frozenset[str]:
    """Classes and ids that the page's own style sheet hides."""
    rules = (match for sheet in soup.find_all("style") for match in _STYLE_RULE.finditer(sheet.get_text()))
    return frozenset(
        selector.strip()
        for rule in rules
        if _HIDDEN.search(rule["body"])
        for selector in rule["selectors"].split(",")
        if _PLAIN_SELECTOR.fullmatch(selector.strip())
    )


def drop_furniture(body: Tag, hiding: frozenset[str]) -> None:
    """Take out menus, bars, scripts and what is hidden; ``hiding`` are the selectors that hide."""
    for tag in body.find_all(_NEVER_CONTENT):
        tag.decompose()
    whole = len(body.get_text(strip=True))
    for tag in body.find_all(True):
        if tag.decomposed:
            continue
        classes: list[str] = list(tag.get("class") or [])
        name = str(tag.get("id", ""))
        names = " ".join([name, *classes])
        hidden = (
            tag.has_attr("hidden")
            or bool(_HIDDEN.search(str(tag.get("style", ""))))
            or not hiding.isdisjoint([f"#{name}", *(f".{one}" for one in classes)])
        )
        furniture = bool(_FURNITURE.search(names)) and not _CONTENT.search(names)
        # A wrapper called "top-content" or a page that hides everything until its script runs holds the text itself.
        if (hidden or furniture) and len(tag.get_text(strip=True)) < whole / 2:
            tag.decompose()


def take_out_review(body: Tag) -> list[str]:
    """Take out what Word and its like save of a review - deletions, comments - and name it. Comments of the page's source are its
    programmer's and no secret: every browser has them."""
    found: list[str] = []
    for tag in body.find_all(True):
        if tag.decomposed:
            continue
        comment = bool(_WORD_COMMENT.search(f"{tag.get('style', '')} {' '.join(tag.get('class') or [])}"))
        if comment or tag.name == "del":
            found.append(COMMENTS if comment else CHANGES)
            tag.decompose()
    return found
