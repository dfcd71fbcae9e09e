"""So much of what a question asks for (几天, 多少平方米, 百分之几), so that a passage that holds no such figure is no answer to it."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.text.figures import WRITTEN_NUMBER
from assistant.text.phrases import WordFile
from assistant.text.units import spelled, unit_written

_WORDS = WordFile(Path(__file__).with_name("measures.yaml"))
_MEASURED = ("area", "volume", "length", "weight", "power", "energy", "wattage", "time", "counted")
_SHARES = ("share", "parts")
_ALIKE = {"人": ("人", "位"), "家": ("家", "个"), "套": ("套", "间")}
"""Of what is counted, by which units it is counted alike; any other by its own alone."""
_ASKED = re.compile(rf"{_WORDS.any_of('so_many')}(?P<unit>个?{spelled(*_MEASURED, spoken=True)})")
_SHARE_ASKED = _WORDS.pattern("share")
_OTHER = _WORDS.pattern("other_asks", "so_many")


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured: dimensions, or units, of the table of units; ``words`` is the list of words that answer without a figure, "" for none."""

    of: tuple[str, ...]
    words: str = ""

    def held_in(self, text: str) -> bool:
        """Whether a text holds a figure of it, or says it in words."""
        return _figures(self.of).search(text) is not None or bool(
            self.words and _WORDS.pattern(self.words).search(text)
        )


def measure_asked(question: str) -> Measure | None:
    """The measure that a question asks for; None where it asks for none, or for something else besides."""
    share = _SHARE_ASKED.search(question)
    asked = None if share else _ASKED.search(question)
    found = share or asked
    if found is None or _OTHER.search(question[: found.start()] + question[found.end() :]):
        return None
    if asked is None:
        return Measure(_SHARES, "of_all")
    unit = unit_written(asked["unit"]) or unit_written(asked["unit"].removeprefix("个"))
    if unit is None:
        return None
    if unit.of == "counted":
        return Measure(_ALIKE.get(unit.name, (unit.name,)))
    return Measure((unit.of,), "time" if unit.of == "time" else "")


@cache
def _figures(of: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"{WRITTEN_NUMBER}\s*[余多]?\s*{spelled(*of, spoken=True)}", re.IGNORECASE)
