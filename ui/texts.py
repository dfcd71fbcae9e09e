"""Every text of the page by its key, in Chinese and English: gathered from the pages' own ``texts.py``."""

from collections.abc import Mapping
from decimal import Decimal

from ui import frame_texts
from ui.account import texts as account
from ui.admin import texts as admin
from ui.admin.evaluating import texts as evaluation
from ui.chat import texts as chat
from ui.comparison import texts as comparison
from ui.complaints import texts as complaints
from ui.ledgers import texts as ledgers
from ui.library import texts as library
from ui.listings import texts as listings
from ui.opportunities import texts as opportunities
from ui.policies import texts as policies
from ui.search import texts as search
from ui.session import Language
from ui.shared import texts as shared
from ui.sites import texts as sites
from ui.validity import texts as validity
from ui.words import DETAIL_VALUES, DETAILS, ENGLISH, RATES, STATUSES
from ui.worksheet import texts as worksheet


def _gathered(*parts: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """All texts. Raises ValueError when two pages use one key, which would let one change the other's words."""
    texts: dict[str, tuple[str, str]] = {}
    for part in parts:
        if twice := texts.keys() & part.keys():
            raise ValueError(f"texts defined twice: {sorted(twice)}")
        texts |= part
    return texts


_AREAS = (("万㎡", 10_000), ("万平方米", 10_000), ("平方米", 1))
_SUMS = (("亿元", Decimal(100)), ("万元", Decimal("0.01")))  # in millions
_TEXTS = _gathered(
    frame_texts.TEXTS,
    account.TEXTS,
    chat.TEXTS,
    library.TEXTS,
    policies.TEXTS,
    comparison.TEXTS,
    complaints.TEXTS,
    ledgers.TEXTS,
    listings.TEXTS,
    opportunities.TEXTS,
    search.TEXTS,
    shared.TEXTS,
    sites.TEXTS,
    worksheet.TEXTS,
    validity.TEXTS,
    admin.TEXTS,
    evaluation.TEXTS,
)


def text(key: str, language: Language, **values: object) -> str:
    """The text of a key, its places filled in. Raises KeyError for an unknown key."""
    chinese, english = _TEXTS[key]
    return (english if language is Language.ENGLISH else chinese).format(**values)


def page_title(name: str, language: Language) -> str:
    """What a page is called: by its tab, or by its button."""
    return text(f"tab_{name}" if has_text(f"tab_{name}") else name, language)


def has_text(key: str) -> bool:
    """Whether there is a text of this key."""
    return key in _TEXTS


def word_text(word: str, language: Language) -> str:
    """A word of the records (a category, a form), or one that the API sends in Chinese (the state of a case, an event)."""
    return ENGLISH.get(word, word) if language is Language.ENGLISH else word


def status_text(status: str, language: Language) -> str:
    """A validity status, which the API sends in Chinese."""
    return STATUSES.get(status, status) if language is Language.ENGLISH else status


def detail_text(name: str, value: str, language: Language) -> tuple[str, str]:
    """What a line of the audit log tells of, and its value, in words."""
    side = int(language is Language.ENGLISH)
    return (
        DETAILS.get(name, (name, name))[side],
        DETAIL_VALUES.get(value.lower(), (value, value))[side],
    )


def amount_text(recorded: str, language: Language) -> str:
    """A sum, a rate or an area as a list writes it; in English ``12 亿元`` is told as ``1,200 million yuan``, ``46元/㎡·月`` as
    ``46 yuan/㎡/month``, ``1.6万㎡`` as ``16,000 ㎡``, and what is none of them stays."""
    if language is not Language.ENGLISH:
        return recorded
    for unit, english in RATES.items():
        if recorded.endswith(unit) and not any(letter.isalpha() for letter in recorded.removesuffix(unit)):
            return f"{recorded.removesuffix(unit).strip()} {english}"
    for unit, square_metres in _AREAS:
        if (area := _counted(recorded, unit)) is not None:
            return f"{(area * square_metres).normalize():,f} ㎡"
    for unit, millions in _SUMS:
        if (count := _counted(recorded, unit)) is not None:
            whole = count * millions
            return f"{whole.normalize():,f} million yuan" if whole >= 1 else f"{whole * 1_000_000:,.0f} yuan"
    return recorded


def _counted(recorded: str, unit: str) -> Decimal | None:
    """How many of a unit are told, where nothing else is."""
    count = recorded.removesuffix(unit).strip()
    return Decimal(count) if count != recorded.strip() and count.replace(".", "", 1).isdecimal() else None
