"""Links, telephone and account numbers in what a language model writes: said only where asked for, and as a passage gives them."""

import re

from assistant.answering.asking.language import folded
from assistant.privacy.masking import NUMBERS, find_personal_data
from assistant.text.sentences import sentences_of

_ADDRESS = re.compile(
    r"https?://[^\s\u4e00-\u9fff，。；）)\]]+|www\.[^\s\u4e00-\u9fff，。；）)\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<!\d)(?:0\d{2,3}[- ]?\d{7,8}|400[- ]?\d{3}[- ]?\d{4}|1[3-9]\d{9})(?!\d)",
    re.IGNORECASE,
)
_CODE = re.compile(r"<\s*/?\s*[a-zA-Z][^>]*>|\]\(\s*\w+:|javascript:", re.IGNORECASE)
_LABEL = re.compile(
    r"电话|热线|手机|传真|联系|咨询|邮箱|邮件|网址|网站|官网|平台|系统|登录|账号|帐号|账户|帐户|开户|微信|地址|tel|phone|fax|e-?mail|contact|website|account|http",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"电话|热线|号码|联系|咨询|邮箱|网址|网站|官网|链接|网上|线上|平台|系统|找谁|找哪|哪里(?:办|申|交|查|报)|在哪|账号|帐号|账户|帐户|微信|传真|怎么(?:申|报|办|登)|如何(?:申|报|办|登)"
    r"|phone|telephone|call\b|contact|e-?mail|website|link|online|account|how (?:do|can) (?:i|we) (?:apply|register)",
    re.IGNORECASE,
)


def holds_code(text: str) -> bool:
    """Whether a text holds tags or links of a web page, which no answer needs."""
    return _CODE.search(text) is not None


def addresses_in(text: str) -> tuple[str, ...]:
    """Links, mail addresses, telephone and account numbers, verbatim."""
    found = [match.group().rstrip(".,;") for match in _ADDRESS.finditer(text)]
    found += [one.text for one in find_personal_data(text, NUMBERS)]
    return tuple(dict.fromkeys(found))


def unfounded_addresses(claim: str, passages: str, question: str) -> tuple[str, ...]:
    """Those of a claim that nobody asked for, or that no passage gives as a way of contact."""
    found = addresses_in(claim)
    if found and not _ASKED.search(question):
        return found
    return tuple(one for one in found if not _is_given(one, passages))


def _is_given(address: str, passages: str) -> bool:
    """Whether a sentence of the passages gives it behind a word for a way of contact."""
    wanted = folded(address)
    for sentence in sentences_of(passages):
        before, found, _ = folded(sentence).partition(wanted)
        if found and _LABEL.search(before + found):
            return True
    return False
