"""Names and addresses compared: what is the same however it is written, and what is near enough to ask an administrator."""

import re

from assistant.text.figures import normalise

_PUNCTUATION = re.compile(r"[\s·•.,，、\-_/()《》“”\"'「」【】]+")
_DISTRICT = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,4}省)?(?:[\u4e00-\u9fff]{2,4}市)?(?:[\u4e00-\u9fff]{1,4}[区县])?(?=.{2})"
)
_GENERIC_ENDING = re.compile(r"(?:大厦|大楼|写字楼|商务楼|楼宇|项目|中心|广场)$")
_REMARK = re.compile(r"[（(][^（()）]*[)）]")
_FORMERLY = re.compile(r"[（(](?:原|曾用名|又名|别名)[:：]?([^（()）]+)[)）]")
_TELLS_APART = re.compile(r"[a-z0-9〇零一二三四五六七八九十甲乙丙丁东西南北中上下前后]")
_DATES = re.compile(
    r"(?:19|20)\d{2}(?:\s*[年./-]\s*\d{1,2})?(?:\s*[月./-]\s*\d{1,2})?[年月日号]*|\d{1,2}月(?:份)?(?:\d{1,2}[日号])?"
    r"|第?[一二三四1-4]季度|[上下]半年|[上中下]旬|截至|更新|最新|年度|月度"
)


def name_key(name: str) -> str:
    """A name without spaces, punctuation, letter case and widths."""
    return _PUNCTUATION.sub("", normalise(name))


def address_key(address: str) -> str:
    """An address the same way, without the province, city and district at its beginning."""
    return name_key(_DISTRICT.sub("", normalise(address)))


def series_of(title: str) -> str:
    """A ledger's title without dates: its editions of two months share it."""
    return name_key(_DATES.sub("", normalise(title)))


def stem(name: str) -> str:
    """A name without remarks in brackets and without its generic ending: what two ways of writing it share."""
    plain = name_key(_REMARK.sub("", normalise(name)))
    return _GENERIC_ENDING.sub("", plain) or plain


def former_names(name: str) -> tuple[str, ...]:
    """Names that a remark says the thing had: ``金融大厦（原城建大厦）``."""
    return tuple(name_key(found) for found in _FORMERLY.findall(normalise(name)))


def without_each_character(text: str) -> set[str]:
    """The text and all texts with one character left out: two texts that are one slip apart share one of them."""
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


def is_one_slip_apart(first: str, second: str) -> bool:
    """Whether a single character makes the difference, and not one that tells two buildings apart (A座, 2号, 东区)."""
    if first == second or abs(len(first) - len(second)) > 1 or min(len(first), len(second)) < 3:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    rest = (first[start : len(first) - end], second[start : len(second) - end])
    return all(len(part) <= 1 and not _TELLS_APART.search(part) for part in rest)
