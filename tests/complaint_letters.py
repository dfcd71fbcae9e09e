"""The letters of ``complaint_letters.yaml``, with what is right about each; twelve are held out by a seed that was fixed before the first run.

Those of ``complaint_letters_read.yaml`` came later, for the reading of their drafts; six were set aside in the same way.
"""

import random
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.complaints.letters.reply_records import Remit
from assistant.complaints.records import Complaint, State
from assistant.workdays import BEIJING

_FILE = Path(__file__).with_name("complaint_letters.yaml")
_READ_FILE = Path(__file__).with_name("complaint_letters_read.yaml")
_SEED, _HELD_OUT, _SET_ASIDE = 1911, 12, 6


class Letter(BaseModel):
    """A letter as labelled: ``demands`` are words of the letter, ``clauses`` are written 《title》 article without the marks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    text: str
    matter: str
    remit: Remit
    demands: tuple[str, ...]
    clauses: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    channel: str = "bureau"
    complainant: str = ""
    contact: str = "0999-5550188"
    received: date = date(2026, 9, 1)

    @property
    def complaint(self) -> Complaint:
        """Registered as it came in, without a subject."""
        received_at = datetime.combine(self.received, time(10), BEIJING)
        return Complaint(
            id=1,
            number="云投诉〔2026〕1号",
            channel=self.channel,
            subject="",
            text=self.text,
            complainant=self.complainant,
            contact=self.contact,
            received_at=received_at,
            registered_at=received_at,
            registered_by="登记员",
            state=State.REGISTERED,
        )


@cache
def letters() -> tuple[Letter, ...]:
    """All of the first file, in its order."""
    return _letters(_FILE)


@cache
def letters_read() -> tuple[Letter, ...]:
    """All of the second file, in its order."""
    return _letters(_READ_FILE)


def _letters(path: Path) -> tuple[Letter, ...]:
    return tuple(Letter.model_validate(one) for one in yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def held_out() -> frozenset[str]:
    """The ids of the letters that nothing was tuned on."""
    return frozenset(random.Random(_SEED).sample(sorted(letter.id for letter in letters()), _HELD_OUT))


@cache
def set_aside() -> frozenset[str]:
    """The ids of the letters of the second file whose drafts nobody saw before the last reading."""
    return frozenset(random.Random(_SEED).sample(sorted(letter.id for letter in letters_read()), _SET_ASIDE))
