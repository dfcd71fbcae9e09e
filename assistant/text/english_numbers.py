"""English number words as digits: ``twenty-five percent`` is ``25 percent``."""

import re

_LOW = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_HIGH = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: number for number, word in enumerate(_LOW.split())}
_TENS = {word: 10 * number for number, word in enumerate(_HIGH.split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_WORD = "|".join((*_UNITS, *_TENS, *_SCALES))
_NUMBER = re.compile(rf"(?<!\d )(?<!\d-)\b(?:{_WORD})(?:(?:[ -]|\s+and\s+)(?:{_WORD}))*\b", re.IGNORECASE)
"""Not behind digits: the scale of ``5 million`` belongs to the figure before it."""
_ALONE = re.compile(r"one", re.IGNORECASE)
_MEASURES = re.compile(
    r"\s*-?(?:per\s?cent|%|years?|months?|(?:working )?days?|yuan|rmb|times?|square|sq|million|billion|thousand|percent)",
    re.IGNORECASE,
)


def with_digits(text: str) -> str:
    """The text with its number words as digits. ``one`` is a number only before a measure: ``one of them`` is not."""

    def digits(match: re.Match[str]) -> str:
        if _ALONE.fullmatch(match.group()) and not _MEASURES.match(text, match.end()):
            return match.group()
        return str(_value(re.findall(_WORD, match.group().lower())))

    return _NUMBER.sub(digits, text)


def _value(words: list[str]) -> int:
    total = part = 0
    for word in words:
        if word == "hundred":
            part = (part or 1) * 100
        elif word in _SCALES:
            total, part = total + (part or 1) * _SCALES[word], 0
        else:
            part += _UNITS.get(word, _TENS.get(word, 0))
    return total + part
