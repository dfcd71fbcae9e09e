"""The readings of drafts by ``rubrics/complaint_reply.md``: whole, and how many drafts a reader would sign."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from tests.complaint_letters import letters, letters_read, set_aside

_FOLDER = Path(__file__).with_name("rubrics")


class Mark(BaseModel):
    """What fails: a point of the rubric, and the words."""

    model_config = ConfigDict(extra="forbid")

    point: Literal[1, 2, 3, 4, 5, 6, 7]
    words: str


class Reading(BaseModel):
    """Drafts read once; one without marks is signable."""

    model_config = ConfigDict(extra="forbid")

    read: str
    drafts: dict[str, tuple[Mark, ...]]

    @property
    def signable(self) -> float:
        return self.signable_of(frozenset(self.drafts))

    def signable_of(self, ids: frozenset[str]) -> float:
        return sum(not marks for letter_id, marks in self.drafts.items() if letter_id in ids) / len(ids)


def readings(name: str = "complaint_readings") -> dict[str, Reading]:
    kept = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return {name: Reading.model_validate(one) for name, one in kept.items()}


def test_every_reading_marks_the_same_twelve_letters() -> None:
    known = {letter.id for letter in letters()}
    for name, reading in readings().items():
        print(f"{name} ({reading.read}): {reading.signable:.0%} signable")
        assert len(reading.drafts) == 12
        assert set(reading.drafts) <= known
    assert len({frozenset(reading.drafts) for reading in readings().values()}) == 1


def test_what_was_read_is_kept_and_holds_the_words_that_fail() -> None:
    drafts = (_FOLDER / "complaint_drafts.md").read_text(encoding="utf-8")
    for name in ("first", "second"):
        for letter_id, marks in readings()[name].drafts.items():
            (draft,) = [part for part in drafts.split("\n## ") if part.startswith(f"{letter_id}\n")]
            assert all(mark.words in draft for mark in marks), (name, letter_id)


def test_the_further_letters_were_read_before_and_after() -> None:
    known = frozenset(letter.id for letter in letters_read())
    kept = readings("further_readings")
    assert frozenset(kept["before"].drafts) == known - set_aside()
    for name in ("last", "last_again"):
        assert frozenset(kept[name].drafts) == known
        worked = kept[name].signable_of(known - set_aside())
        print(f"{name}: {worked:.0%} of those worked on, {kept[name].signable_of(set_aside()):.0%} of those set aside")
        assert worked > kept["before"].signable


def test_what_was_read_of_the_further_letters_holds_the_words_that_fail() -> None:
    for name, file in (
        ("before", "further_drafts_before"),
        ("last", "further_drafts"),
        ("last_again", "further_drafts"),
    ):
        drafts = (_FOLDER / f"{file}.md").read_text(encoding="utf-8")
        for letter_id, marks in readings("further_readings")[name].drafts.items():
            (draft,) = [part for part in drafts.split("\n## ") if part.startswith(f"{letter_id}\n")]
            assert all(mark.words in draft for mark in marks), (name, letter_id)
