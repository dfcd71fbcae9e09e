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
_ALWAYS_FURNITURE = re.compile(r"nav|menu|foot|copyright|share|crumb|search|login|print|qr|weixin", re.IGNORECASE)
_CONTENT = re.compile(
    r"trs_editor|ucap-?content|zoom|article|content|detail|main-?text|news|view|pages_content|wenzhang", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BUTTON = re.compile(r"(?:^|[-_\s])(?:btn|button|anniu)(?:$|[-_\s\d])", re.IGNORECASE)
_PRESSED = ("a", "span", "em", "i", "b", "label", "input", "div", "li")
_LONGEST_BUTTON = 14
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
        if not tag.decomposed:
            tag.decompose()
    whole = len(body.get_text(strip=True))
    for form in body.find_all("form"):  # some systems set the whole page in one
        if not form.decomposed and len(form.get_text(strip=True)) < whole / 2:
            form.decompose()
    for tag in body.find_all(True):
        if tag.decomposed:
            continue
        names = _names_of(tag)
        selectors = [f"#{tag.get('id', '')}", *(f".{one}" for one in tag.get("class") or [])]
        hidden = (
            tag.has_attr("hidden")
            or bool(_HIDDEN.search(str(tag.get("style", ""))))
            or not hiding.isdisjoint(selectors)
        )
        furniture = bool(_FURNITURE.search(names)) and not _CONTENT.search(names) and not informs(tag)
        if _is_button(tag):
            tag.decompose()
            continue
        # A wrapper called "top-content" or a page that hides everything until its script runs holds the text itself.
        if (hidden or furniture) and len(tag.get_text(strip=True)) < whole / 2:
            tag.decompose()


def informs(tag: Tag) -> bool:
    """Whether a block that is called top or side holds labels with their values or sentences, and nothing to click: it is text."""
    if tag.name != "div" or tag.find("a") is not None or _ALWAYS_FURNITURE.search(_names_of(tag)):
        return False
    return tag.find(["dl", "table"]) is not None or any("。" in part.get_text() for part in tag.find_all("p"))


def _names_of(tag: Tag) -> str:
    """Its id and classes."""
    return " ".join([str(tag.get("id", "")), *(tag.get("class") or [])])


def _is_button(tag: Tag) -> bool:
    """Whether a link or span is something to press: 立即申请, 打印本页."""
    if (
        tag.name not in _PRESSED
        or len(text := tag.get_text(strip=True)) > _LONGEST_BUTTON
        or re.search("[。；，]", text)
    ):
        return False
    acts = tag.get("role") == "button" or tag.has_attr("onclick") or str(tag.get("href", "")).startswith("javascript:")
    return acts or bool(_BUTTON.search(_names_of(tag)))


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
