"""Registers the fictional complaints of ``complaints/complaints.yaml``, each in the state that the demonstration shows."""

from datetime import datetime, timedelta
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.complaints.desk import Step
from assistant.complaints.letters.editing import EditedLetter
from assistant.complaints.records import Action, NewComplaint
from assistant.complaints.room import Complaints
from assistant.database import utc_now
from assistant.records import Principal, Role
from assistant.wiring import Services
from assistant.workdays import BEIJING

_FILE = Path(__file__).resolve().parent / "complaints" / "complaints.yaml"
_OFFICE_HOUR = 10


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Step(_Part):
    """``days_ago`` None is now."""

    action: Action
    by: str
    days_ago: int | None = None
    note: str = ""


class _Letter(_Part):
    by: str
    approved_by: str
    title: str
    body: str


class _Sample(_Part):
    subject: str
    channel: str
    complainant: str
    contact: str
    received_days_ago: int
    text: str
    by: str = ""
    filed_by: str = ""
    steps: tuple[_Step, ...] = ()
    letter: _Letter | None = None
    after: tuple[_Step, ...] = ()


def register_samples(services: Services) -> int:
    """Register them where there is no complaint yet; returns how many."""
    complaints = services.complaints
    if complaints.desk.list(Principal(Role.ADMIN)):
        return 0
    samples = [_Sample.model_validate(one) for one in yaml.safe_load(_FILE.read_text(encoding="utf-8"))]
    for sample in sorted(samples, key=lambda one: -one.received_days_ago):
        _register(sample, complaints, services)
    return len(samples)


def _register(sample: _Sample, complaints: Complaints, services: Services) -> None:
    account = services.accounts.principal_called
    filer = account(sample.filed_by) if sample.filed_by else None
    new = NewComplaint(
        text=sample.text,
        channel=sample.channel,
        subject=sample.subject,
        complainant=sample.complainant,
        contact=sample.contact,
        received_at=_days_ago(sample.received_days_ago),
        filed_by=filer.user_id if filer else None,
    )
    number = complaints.desk.add(new, (), filer or account(sample.by)).complaint.number
    for step in sample.steps:
        complaints.desk.act(number, _step(step), account(step.by))
    if sample.letter is not None:
        letter = sample.letter
        edited = EditedLetter(letter.title, sample.complainant, letter.body, services.settings.letter.issuer)
        complaints.replies.save_edited(number, edited, account(letter.by))
        complaints.replies.submit(number, account(letter.by))
        complaints.replies.approve(number, account(letter.approved_by))
    for step in sample.after:
        complaints.desk.act(number, _step(step), account(step.by))


def _step(step: _Step) -> Step:
    return Step(step.action, step.note, at=_days_ago(step.days_ago) if step.days_ago is not None else None)


def _days_ago(days: int) -> datetime:
    """In office hours of that day, Beijing's time."""
    day = (utc_now().astimezone(BEIJING) - timedelta(days=days)).date()
    return datetime(day.year, day.month, day.day, _OFFICE_HOUR, tzinfo=BEIJING)
