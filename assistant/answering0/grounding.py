"""Each sentence against its citation, before the user sees it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.policies.quantities import QuantityKind, quantities_in

_MARK = re.compile(r"\[(\d{1,3})\]")
_QUOTED = re.compile(r"[“「『\"]([^”」』\"]{6,})[”」』\"]")
_CONNECTING = re.compile(r"[\w\u4e00-\u9fff]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown as fact; ``reason`` says why not, ``cited`` which passages it names."""

    grounded: bool
    cited: tuple[int, ...] = ()
    reason: str = ""


def check_sentence(sentence: str, passages: Mapping[int, str]) -> Verdict:
    """Check a sentence against the passages that were given, by number; each passage's text includes its label.

    It must cite, cite what was given, state no amount, rate, date, period or clause that its cited passages do not hold, and quote them
    verbatim.
    """
    cited = tuple(dict.fromkeys(int(number) for number in _MARK.findall(sentence)))
    claim = _MARK.sub("", sentence)
    if not _CONNECTING.search(claim):
        return Verdict(False, cited, "没有内容")
    if not cited:
        return Verdict(False, cited, "没有出处")
    unknown = [number for number in cited if number not in passages]
    if unknown:
        return Verdict(False, cited, f"出处 {unknown} 没有给过")
    source = "\n".join(passages[number] for number in cited)
    stated, held = quantities_in(claim), quantities_in(source)
    values = {quantity.value for quantity in held}
    missing = {
        quantity
        for quantity in stated - held
        # A bare number may stand in the source with a unit that the sentence leaves out.
        if quantity.kind is not QuantityKind.COUNT or not _bare_number_in(quantity.value, values, source)
    }
    if missing:
        return Verdict(False, cited, f"出处里没有 {'、'.join(sorted(quantity.value for quantity in missing))}")
    plain = _plain(source)
    if any(_plain(quote) not in plain for quote in _QUOTED.findall(claim)):
        return Verdict(False, cited, "引文与原文不符")
    return Verdict(True, cited)


def _bare_number_in(value: str, values: set[str], source: str) -> bool:
    return value in values or bool(re.search(rf"(?<![\d.]){re.escape(value)}(?![\d.])", source.replace(",", "")))


def _plain(text: str) -> str:
    return _SPACES.sub("", text)
