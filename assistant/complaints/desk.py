"""Handling: a complaint moves from state to state, each step with its line in the trail."""

from dataclasses import dataclass
from datetime import datetime

from assistant.access import may_see_complaint
from assistant.complaints.browsing import UNKNOWN, check_staff
from assistant.complaints.changes import state_after
from assistant.complaints.reading import to_complaint
from assistant.complaints.records import Action, Complaint, State
from assistant.complaints.register import Register
from assistant.complaints.tables import ComplaintRow, ExtensionRow, PauseRow
from assistant.complaints.trail import add_line
from assistant.database import utc_now
from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.records import Principal
from assistant.workdays import BEIJING

# What ``act`` does; everything else has a method of its own.
STEPS = frozenset(
    {
        Action.ACCEPT,
        Action.REJECT,
        Action.REFER,
        Action.ASK_SUPPLEMENT,
        Action.RECEIVE_SUPPLEMENT,
        Action.EXTEND,
        Action.REOPEN,
        Action.ANSWER,
        Action.ARCHIVE,
        Action.WITHDRAW,
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``note`` is the reason; ``days`` belong to an extension, ``referred_to`` to a referral. ``at`` is when it
    happened, for what is entered later; None is now."""

    action: Action
    note: str = ""
    days: int = 0
    referred_to: str = ""
    at: datetime | None = None


class Desk(Register):
    """What staff do with a complaint, apart from the reply (``replies.py``)."""

    def act(self, reference: str | int, step: Step, by: Principal) -> Complaint:
        """Do one thing to a complaint.

        Raises Conflict when its state does not allow it, InvalidInput for a missing reason or unusable days, NotPermitted, NotFound.
        """
        if step.action not in STEPS:
            raise InvalidInput(f"“{step.action.label}”不能这样办理")
        with self.changing(reference) as (session, row):
            _check_may_act(by, step.action, row)
            before = row.state
            row.state = state_after(step.action, before, row.state_before, step.note)
            self._apply(row, step, before, _moment(step.at, row))
            add_line(session, row.id, step.action, by, from_state=before, to_state=row.state, note=_written(step))
            return to_complaint(session, row)

    def _apply(self, row: ComplaintRow, step: Step, before: State, moment: datetime) -> None:
        """What a step changes beside the state."""
        match step.action:
            case Action.ACCEPT:
                row.accepted_at = row.decided_at = moment
            case Action.REJECT:
                row.decided_at = moment
            case Action.REFER:
                if not step.referred_to.strip():
                    raise InvalidInput("请写明转给哪个部门")
                row.referred_to = step.referred_to.strip()[:300]
                row.decided_at, row.closed_at = row.decided_at or moment, moment
            case Action.ASK_SUPPLEMENT:
                row.state_before = before
                row.pauses.append(PauseRow(asked_at=moment, asked_for=step.note.strip()))
            case Action.RECEIVE_SUPPLEMENT:
                row.state_before = None
                if moment < row.pauses[-1].asked_at:
                    raise InvalidInput("收到补正材料的时间不能早于通知补正的时间")
                row.pauses[-1].received_at = moment
            case Action.EXTEND:
                self._check_extension(row, step.days)
                row.extensions.append(ExtensionRow(at=moment, days=step.days, reason=step.note.strip()))
            case Action.REOPEN:
                row.answered_at = None
            case Action.ANSWER:
                row.answered_at = moment
            case Action.WITHDRAW | Action.ARCHIVE:
                row.closed_at = row.closed_at or moment

    def _check_extension(self, row: ComplaintRow, days: int) -> None:
        clock = self.channel(row.channel).conclusion
        if clock.extensions == 0:
            raise InvalidInput("这个渠道的时限不能延长")
        if len(row.extensions) >= clock.extensions:
            raise Conflict(f"最多延期 {clock.extensions} 次，已经用完")
        if not 1 <= days <= clock.extension_days:
            raise InvalidInput(f"一次可以延长 1 至 {clock.extension_days} 日，不能延长 {days} 日")


def _check_may_act(by: Principal, action: Action, row: ComplaintRow) -> None:
    """Staff handle complaints; whoever filed one with an account may withdraw it."""
    if action is Action.WITHDRAW and may_see_complaint(by, row.filed_by):
        return
    if by.user_id is not None and not may_see_complaint(by, row.filed_by):
        raise NotFound(UNKNOWN)
    check_staff(by)


def _written(step: Step) -> str:
    """The step's note in the trail, whose own time is always when the line was written."""
    parts = [f"转至{step.referred_to.strip()}"] if step.action is Action.REFER else []
    parts += [f"延长 {step.days} 日"] if step.action is Action.EXTEND else []
    parts += [step.note.strip()] if step.note.strip() else []
    parts += [f"办理时间 {step.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"] if step.at is not None else []
    return "；".join(parts)


def _moment(at: datetime | None, row: ComplaintRow) -> datetime:
    """When something happened. Raises InvalidInput for a time that cannot be."""
    now = utc_now()
    if at is None:
        return now
    if at > now:
        raise InvalidInput("办理时间不能晚于现在")
    if at < row.received_at:
        raise InvalidInput("办理时间不能早于收到诉求的时间")
    return at
