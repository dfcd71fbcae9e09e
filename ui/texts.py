"""Every text of the page by its key, in Chinese and English: gathered from the pages' own ``texts.py``."""

from collections.abc import Mapping

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
from ui.worksheet import texts as worksheet


def _gathered(*parts: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """All texts. Raises ValueError when two pages use one key, which would let one change the other's words."""
    texts: dict[str, tuple[str, str]] = {}
    for part in parts:
        if twice := texts.keys() & part.keys():
            raise ValueError(f"texts defined twice: {sorted(twice)}")
        texts |= part
    return texts


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

_STATUSES = {
    "未施行": "Not yet in force",
    "现行有效": "In force",
    "已失效": "Expired",
    "已废止": "Repealed",
    "已被修订": "Amended",
    "待确认": "Unconfirmed",
}


_WORDS = {
    # what a row offers
    "写字楼": "Offices",
    "商铺": "Shops",
    "厂房": "Factories",
    "仓库": "Warehouses",
    "工业用地": "Industrial land",
    # how an opportunity stands, or a building
    "开放": "Open",
    "洽谈中": "Under negotiation",
    "已签约": "Signed",
    "已截止": "Closed",
    "可租": "To let",
    "可售": "For sale",
    "已租": "Let",
    # fields of industry
    "先进制造": "Advanced manufacturing",
    "数字经济": "Digital economy",
    "现代服务业": "Modern services",
    "生物医药": "Biopharma",
    "楼宇商业": "Buildings and retail",
    "城市更新": "Urban renewal",
    "文旅会展": "Culture, tourism and exhibitions",
    "绿色低碳": "Green and low-carbon",
    "总部经济": "Headquarters",
    "金融": "Finance",
    # forms of documents
    "办法": "Measures",
    "措施": "Initiatives",
    "政策": "Policies",
    "细则": "Detailed rules",
    "规程": "Procedures",
    "通知": "Notices",
    "意见": "Opinions",
    "方案": "Plans",
    "规定": "Provisions",
    "条例": "Regulations",
    "决定": "Decisions",
    "公告": "Announcements",
    "指南": "Guides",
}
"""Words of the records themselves that the page shows in English too; any other stays as it is recorded."""


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
    """A word by which records are sorted: a category, a status, a form."""
    return _WORDS.get(word, word) if language is Language.ENGLISH else word


def status_text(status: str, language: Language) -> str:
    """A validity status, which the API sends in Chinese."""
    return _STATUSES.get(status, status) if language is Language.ENGLISH else status
