"""Names of natural persons: by what stands around them, and by jieba's tagger.

No single sign is sure. A cue (联系人、我叫、先生) together with a surname is enough; the tagger's word must begin with a surname, be no
everyday word and not the beginning of a place or an organisation. A full name once found is a name wherever it stands again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from assistant.privacy.name_signs import (
    COMMON,
    COMPOUND_ALSO_WORDS,
    CUE,
    HAN,
    NEVER,
    NEXT_WORD,
    NICKNAME_BEFORE,
    NOT_BEFORE_TITLE,
    ORGANISATION,
    PLACE_ENDS,
    STOPS,
    SURE_CUES,
    TITLES,
    surname_at,
    surnames,
)
from assistant.privacy.records import Finding, PersonalData
from assistant.privacy.words import WORDS
from assistant.retrieval.segmentation import segmenter

_Span = tuple[int, int]
_PART = rf"(?:(?![{''.join(sorted(STOPS))}]){HAN}){{1,7}}"
_TRANSLITERATED = re.compile(rf"{HAN}{{2,10}}(?:[·•・]{_PART})+")
_LEAD = re.compile(rf".*{WORDS.any_of('before_foreign_name')}(?=.{{2,}})")
_ENGLISH = (
    r"(?!(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b)[A-Z][a-z]+(?:['’][A-Z][a-z]+)?(?:[ -](?:[A-Z]\.|[A-Z](?:['’][A-Z])?[a-z]+)){0,3}"
)
_FOREIGN_CUES = (
    re.compile(
        rf"\b(?:[Mm]y name is|[Tt]his is|I am|I'm|[Nn]ame:|[Ss]igned by|[Aa]ttn:?|[Cc]ontact(?: person)?:)\s+(?P<name>{_ENGLISH})"
    ),
    re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Madam)\.?\s+(?P<name>{_ENGLISH})"),
    re.compile(rf"\bI,\s+(?P<name>{_ENGLISH}),"),
    re.compile(rf"(?:[Rr]egards|[Ss]incerely(?: yours)?|[Ff]aithfully|[Rr]espectfully),?\s*\n+\s*(?P<name>{_ENGLISH})"),
    re.compile(rf"{WORDS.any_of('cues_of_foreign_name')}\s*[:：]?\s*(?P<name>{_ENGLISH})"),
    re.compile(rf"(?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+){{1,2}})\s*{WORDS.any_of('titles_of_foreign_name')}"),
)
"""Of names that are not Chinese: transliterated with a dot between their parts, and in Latin letters."""

_LINE = re.compile(rf"(?:^|\n)[\s　]*(?P<name>{HAN}{{2,4}})[\s　]*(?=\n|$)")
_SUBJECT = re.compile(
    rf"(?:^|[。；：:，,“\n])(?P<name>{HAN}{{2,4}}?)(?=于\s*\d|{WORDS.any_of('deeds')})",
    re.MULTILINE,
)
_JOINS = WORDS.any_of("joins_names")
_IN_LIST = re.compile(rf"{_JOINS}(?P<name>{HAN}{{2,4}}?)(?={_JOINS}|[，,。；;\s等（(]|$|[二两三四五]人)")
_LIST_BEFORE = re.compile(rf"(?:^|[^\u4e00-\u9fff]|有|是)(?P<name>{HAN}{{2,4}}){_JOINS}$")
_WHOLE_FIELD = re.compile(rf"{HAN}{{2,4}}(?=[\\s，,。；;（(、]|$)")
_NICKNAME = re.compile(rf"[小老阿]{HAN}")
_TAGS_OF_NAMES = frozenset({"nr", "nrfg", "nrt"})


def names_in(text: str) -> Iterator[Finding]:
    """Findings in no particular order; they may overlap."""
    tagged = TaggedText.of(text)
    spans = {
        *_cued(tagged),
        *_titled(tagged),
        *_by_tagger(tagged),
        *_compound(tagged),
        *_alone(text),
        *_nicknames(tagged),
    }
    spans |= set(_listed(text, spans))
    spans |= set(_foreign_names_in(text))
    full = {text[start:end] for start, end in spans if end - start > 1 and not _NICKNAME.fullmatch(text[start:end])}
    for name in full:
        spans |= {(match.start(), match.end()) for match in re.finditer(re.escape(name), text)}
    for start, end in spans:
        yield Finding(PersonalData.NAME, start, end, text[start:end])


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A text with jieba's words: where each begins, the word and its tag. ``boundaries`` are all places where a word begins or ends."""

    text: str
    words: tuple[tuple[int, str, str], ...]
    boundaries: frozenset[int]

    @classmethod
    def of(cls, text: str) -> "TaggedText":
        pairs = segmenter().tagged(text)
        starts = [0, *accumulate(len(word) for word, _ in pairs)]
        words = tuple((start, word, tag) for start, (word, tag) in zip(starts, pairs, strict=False))
        return cls(text, words, frozenset(starts))

    def name_length(self, at: int) -> int:
        """How long the name is that begins here, 0 where none begins; a surname alone only before a title or at a sentence's end."""
        surname = surname_at(self.text, at)
        if not surname:
            return 0
        end = at + len(surname)
        rest = self.text[end : end + 6]
        if re.match(TITLES, rest) or not re.match(HAN, rest):
            return len(surname)
        if rest[0] in STOPS - {"一", "二"} or NEXT_WORD.match(rest):
            return 0
        if len(rest) < 2 or not re.match(HAN, rest[1]) or rest[1] in STOPS or NEXT_WORD.match(rest[1:]):
            return len(surname) + 1
        ends_after_first = end + 1 in self.boundaries and end + 2 not in self.boundaries
        return len(surname) + (1 if ends_after_first else 2)


def is_everyday_word(name: str) -> bool:
    """Whether what could be a name is an everyday word, or begins with one."""
    return (
        any(segmenter().everyday_frequency(name[:size]) > COMMON for size in range(2, len(name) + 1)) or name in NEVER
    )


def _cued(tagged: TaggedText) -> Iterator[_Span]:
    """Names after 联系人、我叫、房东 …"""
    for match in CUE.finditer(tagged.text):
        at = match.end()
        length = tagged.name_length(at)
        if match["mark"] and length and (whole := _WHOLE_FIELD.match(tagged.text, at)):
            length = len(whole.group())
        if length == 0 or ORGANISATION.match(tagged.text[at + length :]):
            continue
        sure = match["cue"] in SURE_CUES or bool(match["mark"])
        if sure or (length > 1 and not is_everyday_word(tagged.text[at : at + length])):
            yield at, at + length


def _titled(tagged: TaggedText) -> Iterator[_Span]:
    """Names before 先生、经理、科长 …; the title is no part of the name."""
    text = tagged.text
    for match in re.finditer(TITLES, text):
        for size in (3, 4, 2, 1):
            start = match.start() - size
            name = text[max(start, 0) : match.start()]
            surname = surname_at(text, start) if start >= 0 else ""
            if (
                not surname
                or len(surname) > size
                or not re.fullmatch(rf"{HAN}+", name)
                or _starts_inside(tagged, start)
            ):
                continue
            if size == len(surname):
                word = text[start : match.end()]
                everyday = segmenter().everyday_frequency(word) > COMMON and len(word) == 2
                fits = not (size == 1 and (name in NOT_BEFORE_TITLE or everyday))
            else:
                fits = size - len(surname) <= 2 and not set(name[len(surname) :]) & STOPS and not is_everyday_word(name)
            if fits:
                yield start, match.start()
                break


def _starts_inside(tagged: TaggedText, at: int) -> bool:
    return at not in tagged.boundaries


def _by_tagger(tagged: TaggedText) -> Iterator[_Span]:
    """Words that jieba takes for names, put together where it cut a surname off."""
    text, words = tagged.text, tagged.words
    for index, (start, word, tag) in enumerate(words):
        if tag not in _TAGS_OF_NAMES or not re.fullmatch(rf"{HAN}{{1,4}}", word):
            continue
        end = start + len(word)
        if not surname_at(text, start):
            if index == 0 or words[index - 1][1] not in surnames() or len(words[index - 1][1]) + len(word) > 4:
                continue
            start = words[index - 1][0]
        if end - start == len(surname_at(text, start)):
            following = words[index + 1] if index + 1 < len(words) else None
            if following is None or not _may_be_given_name(following[1], following[2]):
                continue
            end += len(following[1])
        if title := re.search(rf"(?:{TITLES})$", text[start:end]):
            end = start + title.start()
        name = text[start:end]
        if not name or ORGANISATION.match(text[end:]) or name.endswith(PLACE_ENDS) or is_everyday_word(name):
            continue
        if len(name) <= 4:
            yield start, end


def _may_be_given_name(word: str, tag: str) -> bool:
    fits = re.fullmatch(rf"{HAN}{{1,2}}", word) is not None and not set(word) & STOPS
    return fits and tag[0] in "nagz" and not re.match(TITLES, word)


def _compound(tagged: TaggedText) -> Iterator[_Span]:
    """A surname of two characters is rarely anything else."""
    for start in tagged.boundaries:
        surname = surname_at(tagged.text, start)
        if len(surname) == 2 and surname not in COMPOUND_ALSO_WORDS:
            length = tagged.name_length(start)
            if length > 2 and not ORGANISATION.match(tagged.text[start + length :]):
                yield start, start + length


def _alone(text: str) -> Iterator[_Span]:
    """A line that is nothing but a name, as under a letter; a name that a sentence begins with."""
    for pattern in (_LINE, _SUBJECT):
        for match in pattern.finditer(text):
            if _could_be_full_name(match["name"]):
                yield match.start("name"), match.end("name")


def _nicknames(tagged: TaggedText) -> Iterator[_Span]:
    """小刘, 老周."""
    for match in _NICKNAME.finditer(tagged.text):
        name = match.group()
        if name[1] not in surnames() or name in NEVER or segmenter().everyday_frequency(name) > 400:
            continue
        if {match.start(), match.end()} <= tagged.boundaries and NICKNAME_BEFORE.search(tagged.text[: match.start()]):
            yield match.start(), match.end()


def _listed(text: str, known: set[_Span]) -> Iterator[_Span]:
    """Names that stand in one list with a name already found."""
    ends = {end for start, end in known if end - start > 1}
    for match in _IN_LIST.finditer(text):
        if match.start() in ends and _could_be_full_name(match["name"]):
            ends.add(match.end())
            yield match.start("name"), match.end("name")
    for start, end in known:
        before = _LIST_BEFORE.search(text[:start]) if end - start > 1 else None
        if before and _could_be_full_name(before["name"]):
            yield before.start("name"), before.end("name")


def _could_be_full_name(name: str) -> bool:
    surname = surname_at(name, 0)
    fits = bool(surname) and len(surname) < len(name) <= len(surname) + 2 and not re.search(rf"(?:{TITLES})$", name)
    return (
        fits and not is_everyday_word(name) and not set(name[len(surname) :]) & STOPS and not name.endswith(PLACE_ENDS)
    )


def _foreign_names_in(text: str) -> Iterator[_Span]:
    """Start and end of each name that is not Chinese."""
    for match in _TRANSLITERATED.finditer(text):
        first = re.split("[·•・]", match.group())[0]
        lead = _LEAD.match(first)
        yield match.start() + (lead.end() if lead else 0), match.end()
    for pattern in _FOREIGN_CUES:
        for match in pattern.finditer(text):
            yield match.start("name"), match.end("name")
