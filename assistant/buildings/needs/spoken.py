"""Figures as people speak them, put the way they are written: ``2块5`` is ``2.5块``, ``1万5`` is ``1.5万``, ``上千平`` is ``一千平以上``."""

import re

from assistant.text.english_numbers import with_digits
from assistant.text.figures import normalise, with_percent_signs
from assistant.text.units import spelled

_DIGIT = "零一二三四五六七八九"
_POWER = spelled("power", spoken=True)
_AREA = spelled("㎡", "亩", spoken=True)
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?<=[\d一二三四五六七八九十百千万多来])\s*个(?={_AREA}|{_POWER}|亿)"), ""),
    (re.compile(rf"(?<![以之向往\d一-龥])上([百千万])(?={_AREA})({_AREA})"), r"一\1\2以上"),
    (re.compile(rf"(?<![\d一二三四五六七八九十])([百千万])把({_AREA})"), r"约一\1\2"),
    (re.compile(r"(?<=[\d百千万])方(?![便案式面向法圆位程可才米])|(?<=多少)方(?![便案式面向法圆位程才米])"), "平"),
    (re.compile(r"(\d+)(块|米)(\d)(?![\d.])"), r"\1.\3\2"),
    (re.compile(r"(?<![\d一二三四五六七八九十百])([一二三四五六七八九])成(?![交本立都])"), r"\1十%"),
    (re.compile(r"\bbetween (\d[\d.]*k?) and (?=\d)"), r"\1-"),
    (re.compile(r"(\d)-(?=(?:tons?|t|kva|sqm|m|metres?|meters?)\b)"), r"\1 "),
    (re.compile(r"\bsq(?:uare)? ?metres?\b"), "square meters"),
)
_PIECES = re.compile(r"(\d+|[一二两三四五六七八九])块([一二三四五六七八九])(?![十百千万平月天日年个]|m2|sq)")


def written(sentence: str) -> str:
    """The sentence, normalised, with spoken figures written out."""
    text = with_percent_signs(with_digits(normalise(sentence)).replace("百分之百", "100%"))
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    return _PIECES.sub(lambda found: f"{_digit(found[1])}.{_digit(found[2])}块", text)


def _digit(word: str) -> int:
    if word.isdigit():
        return int(word)
    return 2 if word == "两" else _DIGIT.index(word)
