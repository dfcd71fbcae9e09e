"""The letters of ``complaint_letters.yaml``, with what is right about each; twelve are held out by a seed that was fixed before the first run."""

import random
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.complaints.records import Complaint, State
from assistant.complaints.reply_records import Remit
from assistant.workdays import BEIJING

_FILE = Path(__file__).with_name("complaint_letters.yaml")
_SEED, _HELD_OUT = 1911, 12
RECEIVED = datetime(2026, 9, 1, 10, 0, tzinfo=BEIJING)


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

    @property
    def complaint(self) -> Complaint:
        """Registered as it came in, without a subject."""
        return Complaint(
            id=1,
            number="云投诉〔2026〕1号",
            channel=self.channel,
            subject="",
            text=self.text,
            complainant=self.complainant,
            contact=self.contact,
            received_at=RECEIVED,
            registered_at=RECEIVED,
            registered_by="登记员",
            state=State.REGISTERED,
        )


@cache
def letters() -> tuple[Letter, ...]:
    """All of them, in the order of the file."""
    return tuple(Letter.model_validate(one) for one in yaml.safe_load(_FILE.read_text(encoding="utf-8")))


@cache
def held_out() -> frozenset[str]:
    """The ids of the letters that nothing was tuned on."""
    return frozenset(random.Random(_SEED).sample(sorted(letter.id for letter in letters()), _HELD_OUT))
