"""Personal numbers are taken out before text leaves the machine, and put back into what returns."""

import re

# Longest first: an identity number holds digits that look like a phone number.
_PATTERNS = (
    ("证件号", re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")),
    ("银行卡号", re.compile(r"(?<!\d)(?:\d{4}[ -]?){3,4}\d{1,7}(?!\d)")),
    ("邮箱", re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")),
    ("手机号", re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")),
    ("电话", re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")),
)


class Masker:
    """Remembers what it took out of the texts of one exchange."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}

    def mask(self, text: str) -> str:
        """The text with marks such as ``【手机号1】`` in place of personal numbers; an equal number gets an equal mark."""
        for name, pattern in _PATTERNS:
            text = pattern.sub(lambda match, name=name: self._mark(name, match.group()), text)  # type: ignore[misc]
        return text

    def unmask(self, text: str) -> str:
        """The text with the numbers back in their places."""
        for value, mark in self._marks.items():
            text = text.replace(mark, value)
        return text

    def _mark(self, name: str, value: str) -> str:
        if value not in self._marks:
            self._marks[value] = f"【{name}{len(self._marks) + 1}】"
        return self._marks[value]
