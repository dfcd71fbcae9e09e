"""A bureau's own wording by matter: what its file of phrases holds, and what the letters said that it sent. For a clerk to put into a letter."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.complaints.intake.matters import Catalogue
from assistant.complaints.letters.blanks import BLANK
from assistant.complaints.letters.reply_records import Analysis, Draft, ParagraphKind
from assistant.complaints.records import Complaint
from assistant.errors import ConfigurationError
from assistant.policies.quantities import quantities_in
from assistant.replying.parties import you_of
from assistant.replying.reading import COMPANY
from assistant.replying.words import WORDS
from assistant.text.sentences import sentences_of

MOST_PHRASES = 12
_LENGTHS = range(10, 161)
_OF_THE_CASE = 8
"""Characters in a row that a sentence has from the incoming letter: it tells of that case, and is nobody else's wording."""
_REUSED = {ParagraphKind.FINDING, ParagraphKind.CONCLUSION, ParagraphKind.NEXT_STEP, ParagraphKind.TEXT}
_YOU = WORDS.pattern("you")
_PARTICULAR = re.compile(r"[\d“”《》〔〕【】]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence to put into a letter. ``matter`` is the key that it was said under, "" for any; ``source`` is the number of the complaint whose
    reply said it last, "" for the bureau's file; ``uses`` counts the sent letters that say it."""

    text: str
    kind: ParagraphKind
    matter: str = ""
    source: str = ""
    uses: int = 0


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A reply that went out, with the complaint that it answers and what that was found to be about."""

    complaint: Complaint
    analysis: Analysis
    draft: Draft


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=2, max_length=500)
    matters: tuple[str, ...] = ()
    kind: Literal["finding", "conclusion", "next_step", "text", "closing"] = "text"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    phrases: tuple[_Entry, ...]


def load_phrases(own: Path | None, catalogue: Catalogue) -> tuple[Phrase, ...]:
    """The phrases of a bureau's file, one for each matter that an entry names; none without a file.

    Raises ConfigurationError naming what is wrong in it.
    """
    if own is None:
        return ()
    try:
        file = _File.model_validate(yaml.safe_load(own.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigurationError(f"读不了用语文件 {own}：{error}") from error
    except ValidationError as error:
        problems = "；".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ConfigurationError(f"用语文件 {own} 有误：{problems}") from error
    unknown = {key for entry in file.phrases for key in entry.matters} - set(catalogue.by_key)
    if unknown:
        raise ConfigurationError(f"用语文件 {own} 有误：事项目录里没有 {'、'.join(sorted(unknown))}")
    return tuple(
        Phrase(entry.text.strip(), ParagraphKind(entry.kind), matter)
        for entry in file.phrases
        for matter in entry.matters or ("",)
    )


def phrases_for(
    matters: Sequence[str], party: str, own: Sequence[Phrase], sent: Iterable[SentLetter], beside: str = ""
) -> tuple[Phrase, ...]:
    """What may be said on these matters, at most ``MOST_PHRASES``: the bureau's file first, then what was sent most often.

    ``sent`` comes newest first; ``party`` is who is written to, ``beside`` the text that holds already what is to be left out.
    """
    you = you_of(party)
    kept = [one for one in own if not one.matter or one.matter in matters]
    said: dict[str, Phrase] = {}
    for letter in sent:
        keys = [one.key for one in letter.analysis.matters]
        if letter.analysis.confidential or not set(keys) & set(matters):
            continue
        for phrase in general_sentences(letter):
            before = said.get(phrase.text, replace(phrase, matter=keys[0], source=letter.complaint.number))
            said[phrase.text] = replace(before, uses=before.uses + 1)
    often = sorted(said.values(), key=lambda one: -one.uses)
    turned = [replace(one, text=_YOU.sub(you, one.text)) for one in (*kept, *often)]
    chosen = {one.text: one for one in reversed(turned) if one.text not in beside}
    return tuple(reversed(chosen.values()))[:MOST_PHRASES]


def general_sentences(letter: SentLetter) -> tuple[Phrase, ...]:
    """The sentences of a sent letter that tell nothing of its case: no figure, name, quotation or words of the complaint, and that no rule
    of the draft wrote."""
    names = _names(letter)
    found: dict[str, Phrase] = {}
    for paragraph in letter.draft.paragraphs:
        if paragraph.kind not in _REUSED:
            continue
        proposed = "".join(one.text for one in paragraph.variants)
        for sentence in sentences_of(paragraph.text):
            particular = (
                _PARTICULAR.search(sentence)
                or BLANK.search(sentence)
                or COMPANY.search(sentence)
                or quantities_in(sentence)
                or any(name in sentence for name in names)
            )
            if len(sentence) not in _LENGTHS or particular or sentence in proposed:
                continue
            text = _YOU.sub("你公司", sentence)
            if _longest_common(sentence, letter.complaint.text) < _OF_THE_CASE:
                found.setdefault(text, Phrase(text, paragraph.kind))
    return tuple(found.values())


def _names(letter: SentLetter) -> Collection[str]:
    given = (letter.complaint.complainant, letter.analysis.party, letter.draft.addressee, letter.draft.signature)
    people = re.findall(r"[\u4e00-\u9fff·]{2,}", letter.complaint.contact)
    return {name.strip() for name in (*given, *people) if len(name.strip()) > 1}


def _longest_common(sentence: str, text: str) -> int:
    matcher = SequenceMatcher(None, text, sentence, autojunk=False)
    return matcher.find_longest_match().size
