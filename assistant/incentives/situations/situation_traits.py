"""What an investor says to be, and not to be."""

import re

from assistant.incentives.records import Trait
from assistant.incentives.traits import FOREIGN, HEADQUARTERS, NEW, industries_in, qualifications_in
from assistant.incentives.words import VOCABULARY
from assistant.text.phrases import any_of, phrases

_SAID = VOCABULARY.said
_NOT = any_of(_SAID.refused)
_FOREIGN = any_of(_SAID.foreign)
_NOT_FOREIGN = re.compile(rf"{_NOT}\s*{_FOREIGN}|{any_of(_SAID.domestic)}", re.IGNORECASE)
_REFUSED = re.compile(rf"{_NOT}[^，。；,;]{{0,16}}", re.IGNORECASE)
_NO_HEADQUARTERS = re.compile(rf"{_NOT}\s*[\u4e00-\u9fff]{{0,3}}{any_of(_SAID.headquarters)}", re.IGNORECASE)
_PARKS = re.compile(rf"(?P<park>[\u4e00-\u9fff]{{2,4}}{any_of(VOCABULARY.parks)})", re.IGNORECASE)


def read_traits(text: str) -> tuple[dict[Trait, tuple[str, ...]], dict[Trait, tuple[str, ...]]]:
    """Traits that hold and traits that do not, each with its values."""
    held: dict[Trait, tuple[str, ...]] = {}
    denied: dict[Trait, tuple[str, ...]] = {}
    _put(held, Trait.INDUSTRY, industries_in(text))
    if _NOT_FOREIGN.search(text):
        denied[Trait.OWNERSHIP] = (FOREIGN,)
    elif re.search(_FOREIGN, text, re.IGNORECASE):
        held[Trait.OWNERSHIP] = (FOREIGN,)
    if phrases(_SAID.settled).search(text):
        denied[Trait.NEWCOMER] = (NEW,)
    elif phrases(_SAID.newcomer).search(text):
        held[Trait.NEWCOMER] = (NEW,)
    _headquarters(text, held, denied)
    refused = [match.group() for match in _REFUSED.finditer(text)]
    not_held = qualifications_in("".join(refused))
    _put(held, Trait.QUALIFICATION, tuple(q for q in qualifications_in(text) if q not in not_held))
    _put(denied, Trait.QUALIFICATION, not_held)
    _put(held, Trait.LOCATION, tuple(dict.fromkeys(match["park"] for match in _PARKS.finditer(_without_verbs(text)))))
    return held, denied


def _headquarters(text: str, held: dict[Trait, tuple[str, ...]], denied: dict[Trait, tuple[str, ...]]) -> None:
    if _NO_HEADQUARTERS.search(text):
        denied[Trait.HEADQUARTERS] = (HEADQUARTERS,)
        return
    kind = phrases(VOCABULARY.headquarters).search(text)
    if kind:
        held[Trait.HEADQUARTERS] = (f"{kind[0]}总部企业", HEADQUARTERS)
    elif phrases(_SAID.headquarters).search(text):
        held[Trait.HEADQUARTERS] = (HEADQUARTERS,)


def _put(into: dict[Trait, tuple[str, ...]], trait: Trait, values: tuple[str, ...]) -> None:
    if values:
        into[trait] = values


def _without_verbs(text: str) -> str:
    """Names of parks without the verbs before them: 入驻东湖数字谷."""
    return phrases(_SAID.before_a_park).sub(" ", text)
