"""Numbers and addresses that belong to one person: phone, identity number, bank card, e-mail, number plate, chat account.

A number that is well formed is taken even where its check digit is wrong: people mistype, and it still points to somebody. The
check digits (python-stdnum) decide what a number is where two kinds fit, and where it is called a file's number.
"""

import re
import unicodedata
from collections.abc import Iterator

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from assistant.privacy.records import Finding, PersonalData
from assistant.privacy.words import WORDS

_IS = rf"\s*(?:[:：]|{WORDS.any_of('is')})?\s*"
_BIRTHDAY = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDENTITY = re.compile(rf"(?<![\dA-Za-z])\d{{6}}[ -]?{_BIRTHDAY}[ -]?\d{{3}}[\dXx](?![\dA-Za-z])")
_OLD_IDENTITY = re.compile(
    rf"{WORDS.any_of('identity')}[^\d\n]{{0,8}}(?P<value>\d{{8}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}})(?!\d)"
)
_TRAVEL_DOCUMENT = re.compile(
    rf"{WORDS.any_of('passport')}{WORDS.any_of('number')}?(?:\s*(?:no|number)\.?)?{_IS}(?P<value>[A-Za-z]{{1,2}}\d{{7,9}})(?![\dA-Za-z])",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_CARD = re.compile(r"(?<![\dA-Za-z-])(?:\d{4}[ -]){3,4}\d{1,7}(?![\dA-Za-z])|(?<![\dA-Za-z-])\d{16,19}(?![\dA-Za-z])")
_CARD_CUE = re.compile(rf"{WORDS.any_of('speaks_of_account')}[^。；;\n]{{0,12}}$", re.IGNORECASE)
_ACCOUNT_NUMBER = re.compile(
    rf"{WORDS.any_of('account')}{WORDS.any_of('is')}?\s*[:：]?\s*(?P<value>\d[\d -]{{9,25}}\d)(?![\dA-Za-z])"
)
_MOBILE = re.compile(r"(?<![\dA-Za-z])(?:(?:\+|00)86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\dA-Za-z])")
_MOBILE_IN_WORDS = re.compile(
    r"[幺一1][三四五六七八九3-9][零〇幺一二两三四五六七八九\d]{9}(?![零〇幺一二两三四五六七八九\d])"
)
_LANDLINE = re.compile(
    r"(?<![\dA-Za-z-])(?:(?:\+|00)86[- ]?)?(?:[（(]0\d{2,3}[)）][- ]?|0\d{2,3}[- ]?)\d{7,8}(?:\s*[-转]\s*\d{1,5})?(?!\d)"
)
_SHORT_LANDLINE = re.compile(rf"{WORDS.any_of('telephone')}\.?{_IS}(?P<value>[2-8]\d{{6,7}})(?!\d)", re.IGNORECASE)
_ABROAD = re.compile(r"(?<![\d+])\+(?!86)\d{1,3}[- .]?(?:\(\d{1,4}\)[- .]?)?\d{1,4}(?:[- .]?\d{2,4}){1,4}(?!\d)")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{4,6}[学警挂港澳使领]?"
    r"(?![A-Za-z0-9])"
)
_CHAT = re.compile(
    rf"{WORDS.any_of('network')}{WORDS.any_of('number_of_network')}?(?:\s*(?:id))?{_IS}(?P<value>[A-Za-z0-9][-_A-Za-z0-9]{{4,24}})",
    re.IGNORECASE,
)
_DOCUMENT_CUE = re.compile(rf"{WORDS.any_of('no_telephone')}[^。；;，,\n]{{0,6}}$")

_Found = tuple[PersonalData, int, int]


def numbers_in(text: str) -> Iterator[Finding]:
    """Findings in no particular order; they may overlap, and the longer one is meant."""
    plain = _half_width(text)
    for kind, start, end in (*_identities(plain), *_cards(plain), *_plain_patterns(plain)):
        yield Finding(kind, start, end, text[start:end])


def _half_width(text: str) -> str:
    """Full-width digits and letters as plain ones, every character in its place."""
    forms = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(form if len(form) == 1 else character for form, character in zip(forms, text, strict=True))


def _identities(text: str) -> Iterator[_Found]:
    for match in _IDENTITY.finditer(text):
        digits = re.sub(r"[ -]", "", match.group()).upper()
        card = _CARD_CUE.search(text, 0, match.start()) is not None or luhn.is_valid(digits)
        kind = PersonalData.IDENTITY if _has_check_digit(digits) or not card else PersonalData.BANK_CARD
        yield kind, match.start(), match.end()
    for pattern in (_OLD_IDENTITY, _TRAVEL_DOCUMENT):
        for match in pattern.finditer(text):
            yield PersonalData.IDENTITY, match.start("value"), match.end("value")


def _has_check_digit(identity: str) -> bool:
    try:
        return ric.calc_check_digit(identity) == identity[-1]
    except ValidationError:
        return False


def _cards(text: str) -> Iterator[_Found]:
    for match in _CARD.finditer(text):
        is_card = luhn.is_valid(re.sub(r"[ -]", "", match.group())) or _CARD_CUE.search(text, 0, match.start())
        if not _IDENTITY.fullmatch(match.group()) and (is_card or not _DOCUMENT_CUE.search(text, 0, match.start())):
            yield PersonalData.BANK_CARD, match.start(), match.end()
    for match in _ACCOUNT_NUMBER.finditer(text):
        if not _MOBILE.fullmatch(match["value"]) and not _IDENTITY.fullmatch(match["value"]):
            yield PersonalData.BANK_CARD, match.start("value"), match.end("value")


def _plain_patterns(text: str) -> Iterator[_Found]:
    for kind, pattern in (
        (PersonalData.EMAIL, _EMAIL),
        (PersonalData.PHONE, _MOBILE),
        (PersonalData.PHONE, _MOBILE_IN_WORDS),
        (PersonalData.PHONE, _LANDLINE),
        (PersonalData.PHONE, _ABROAD),
        (PersonalData.PLATE, _PLATE),
    ):
        for match in pattern.finditer(text):
            yield kind, match.start(), match.end()
    for kind, pattern in ((PersonalData.PHONE, _SHORT_LANDLINE), (PersonalData.ACCOUNT, _CHAT)):
        for match in pattern.finditer(text):
            yield kind, match.start("value"), match.end("value")
