"""One line of a header, word by word: words that say something by themselves, and acts with what stands before them (``header_lexicon.yaml``).

A line is cut so that as few characters as may be are left unexplained, the longer word first where that is equal.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.buildings.headers.header_lexicon import Alone, End, Grammar, Mark, Measure, State, grammar

_WHICH = re.compile(r"(?:[a-z\d]+|[一二三四五六七八九十]+)(?:期|号楼|号|座|栋|幢|区|层|楼|#)|20\d\d年?")
"""Which part of a place a line is about (二期, 3号楼): that changes nothing of what is measured."""
_SAYS = re.compile(r"[\u4e00-\u9fffa-z]")


@dataclass(frozen=True, slots=True)
class LineWords:
    """What the words of one line say. ``measures`` in order; ``unknown`` are the characters that no word explains."""

    measures: tuple[Measure, ...] = ()
    states: frozenset[State] = frozenset()
    marks: frozenset[Mark] = frozenset()
    unknown: str = ""
    place: bool = False
    within: bool = False
    thing: str = ""
    ends: frozenset[End] = frozenset()


def one_word(word: Alone, *measures: Measure) -> LineWords:
    """A line that is one word, behind what it measures: ``起`` below 租金, ``空`` of 空面."""
    return LineWords(
        measures=(*measures, word) if isinstance(word, Measure) else measures,
        states=frozenset({word}) if isinstance(word, State) else frozenset(),
        marks=frozenset({word}) if isinstance(word, Mark) else frozenset(),
        ends=frozenset({word}) if isinstance(word, End) else frozenset(),
    )


def read_line(line: str) -> LineWords:
    """What a normalised line without units says."""
    known = grammar()
    line = _WHICH.sub("", known.as_of.sub("", line))
    if len(line) == 2 and (said := known.alone.get(line[0])) and (noun := known.short.get(line[1])):
        return one_word(said, noun)
    reading = _Reading(line, _unexplained_behind(known, line))
    at = 0
    while at < len(line):
        at = reading.next(at)
    return reading.words()


def _unexplained_behind(known: Grammar, line: str) -> list[int]:
    """How many characters from each place on no word explains, however the rest is cut."""
    left = [0] * (len(line) + 1)
    for at in reversed(range(len(line))):
        ends = [end for end in range(at + 1, len(line) + 1) if line[at:end] in known.vocabulary]
        phrase = known.phrase.match(line, at)
        if phrase and phrase.end() > at and not (phrase["act"] and phrase.end() - at == 1):
            ends.append(phrase.end())
        left[at] = min([left[at + 1] + bool(_SAYS.match(line[at])), *(left[end] for end in ends)])
    return left


@dataclass(slots=True)
class _Reading:
    """A line while it is read from left to right."""

    line: str
    unexplained: list[int]
    measures: list[Measure] = field(default_factory=list)
    states: set[State] = field(default_factory=set)
    marks: set[Mark] = field(default_factory=set)
    ends: set[End] = field(default_factory=set)
    unknown: str = ""
    place: bool = False
    within: bool = False
    thing: str = ""
    acted: str = ""
    denied: bool = False
    announced: bool = False

    def next(self, at: int) -> int:
        """Read what stands at a place; where the next word begins."""
        known = grammar()
        word = self._word(known, at)
        phrase = known.phrase.match(self.line, at)
        length = phrase.end() - at if phrase else 0
        act = phrase["act"] if phrase else None
        if phrase and act and length > len(word) and (length > 1 or self.marks or self.ends):
            self._take_act(known, phrase, act)
            return at + length
        if word and (act or length <= len(word)):
            self._take_word(known, word)
            return at + len(word)
        if phrase and length and not act:
            self._take_no_act(known, phrase)
            return at + length
        self.unknown += "".join(_SAYS.findall(self.line[at]))
        return at + 1

    def words(self) -> LineWords:
        """What was read."""
        marks = self.marks - ({Mark.PARTY} if self.announced else set())
        measures = self.measures
        if Measure.UPKEEP in measures:
            marks |= {Mark.TOGETHER} if Measure.RENT in measures else set()
            measures = [Measure.UPKEEP] if measures[-1] in (Measure.PRICE, Measure.FEE) else measures
        return LineWords(
            tuple(measures),
            frozenset(self.states),
            frozenset(marks),
            self.unknown,
            self.place,
            self.within,
            self.thing,
            frozenset(self.ends),
        )

    def _word(self, known: Grammar, at: int) -> str:
        ends = [end for end in range(at + 1, len(self.line) + 1) if self.line[at:end] in known.vocabulary]
        best = min((self.unexplained[end] for end in ends), default=0)
        return max((self.line[at:end] for end in ends if self.unexplained[end] == best), key=len, default="")

    def _take_act(self, known: Grammar, phrase: re.Match[str], act: str) -> None:
        kind = known.acts[act]
        if not (kind == "let" == self.acted and phrase[0] == act):  # 未签约出租 is one act in two words
            self.states.add(_state(known, phrase))
        self.acted = kind
        self.marks |= {Mark.PLANNED} if phrase["to_be"] and kind == "vacant" else set()
        self.thing = known.things.get(act, self.thing)
        self.denied = self.denied or phrase["denied"] is not None

    def _take_word(self, known: Grammar, word: str) -> None:
        measure, mark, end = known.measures.get(word), known.marks.get(word), known.ends.get(word)
        self.measures += [measure] if measure else []
        self.marks |= {mark} if mark and not (mark is Mark.PARTY and self.denied) else set()  # 还没招到企业的
        self.ends |= {end} if end else set()
        self.states |= {State[name]} if (name := known.states.get(word)) else set()
        self.announced = self.announced or word in known.announcing
        self.acted = "" if measure or mark else self.acted
        self.place, self.within = self.place or word in known.places, self.within or word in known.within
        self.thing = known.things.get(word, self.thing)

    def _take_no_act(self, known: Grammar, phrase: re.Match[str]) -> None:
        following = self._word(known, phrase.end())
        self.states |= _of_no_act(phrase, following in known.things)
        asked = known.measures.get(following) in (Measure.RENT, Measure.PRICE)
        self.marks |= {Mark.PLANNED} if phrase["to_be"] and not asked else set()


def _of_no_act(phrase: re.Match[str], before_a_thing: bool) -> set[State]:
    """What is denied or done without an act: 未办证, 已建. 现 alone only tells of now (现报价), 可 of what may be (可搬入)."""
    if phrase["may"] == "可供":
        return {State.AVAILABLE}
    if not any(phrase.groups()):
        return set()
    denied = phrase["denied"] is not None or phrase["never"] is not None
    hoped = phrase["to_be"] is not None or (phrase["may"] is not None and before_a_thing)
    return set() if phrase[0] == "现" or (hoped and not denied) else {State.DENIED}


def _state(known: Grammar, phrase: re.Match[str]) -> State:
    """An act with what stands before it: 未 + 出租, 可 + 租, 不 + 可 + 租, 待 + 租, 已 + 用."""
    act = known.acts[phrase["act"]]
    denied, never, may, done = (phrase[name] is not None for name in ("denied", "never", "may", "done"))
    denied = denied or never
    if act == "vacant":
        return State.LET if denied else State.VACANT
    if act == "own":
        return State.DENIED if denied else State.OWN
    if act == "divide":
        return State.INDIVISIBLE if denied else State.DIVISIBLE
    if phrase["to_be"] is not None and not denied:
        return State.FOR_SALE if act == "sell" else State.OPEN
    if may:
        possible = State.FOR_SALE if act == "sell" else State.AVAILABLE
        return State.CLOSED if denied else possible
    if never:
        return State.CLOSED
    if denied:
        return State.FOR_SALE if act == "sell" else State.OPEN
    return _ACTS[act][done]


_ACTS: Mapping[str, tuple[State, State]] = {
    "let": (State.LETTING, State.LET),
    "sell": (State.SELLING, State.SOLD),
    "use": (State.USING, State.USED),
}
"""The state that an act names alone, and that it names when it is done."""
