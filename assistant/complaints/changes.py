"""What may be done to a complaint in which state: one table, nothing else decides."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.complaints.records import Action, State
from assistant.errors import Conflict, InvalidInput

OPEN_STATES = frozenset(
    {State.REGISTERED, State.ACCEPTED, State.SUPPLEMENTING, State.DRAFTING, State.REVIEW, State.APPROVED}
)
_WITHOUT_DECISION = frozenset({State.REJECTED, State.REFERRED})
_EVERY_STATE = frozenset(State)
_UNFINISHED = OPEN_STATES | _WITHOUT_DECISION


@dataclass(frozen=True, slots=True)
class Transition:
    """``to`` None: the state stays, or for the end of a 补正 returns to what it was. ``needs_note``: the reason must be written down."""

    start: frozenset[State]
    to: State | None
    needs_note: str = ""  # what the reason is called, "" when none is needed


TRANSITIONS: Mapping[Action, Transition] = {
    Action.ACCEPT: Transition(frozenset({State.REGISTERED}), State.ACCEPTED),
    Action.REJECT: Transition(frozenset({State.REGISTERED}), State.REJECTED, needs_note="不予受理的理由"),
    Action.REFER: Transition(frozenset({State.REGISTERED, State.ACCEPTED}), State.REFERRED, needs_note="转办的理由"),
    Action.ASK_SUPPLEMENT: Transition(
        frozenset({State.REGISTERED, State.ACCEPTED, State.DRAFTING}), State.SUPPLEMENTING, needs_note="要补正什么"
    ),
    Action.RECEIVE_SUPPLEMENT: Transition(frozenset({State.SUPPLEMENTING}), None),
    Action.EXTEND: Transition(
        frozenset({State.ACCEPTED, State.SUPPLEMENTING, State.DRAFTING, State.REVIEW, State.APPROVED}),
        None,
        needs_note="延期的理由",
    ),
    Action.DRAFT: Transition(frozenset({State.ACCEPTED, State.DRAFTING}) | _WITHOUT_DECISION, State.DRAFTING),
    Action.SUBMIT: Transition(frozenset({State.DRAFTING}), State.REVIEW),
    Action.RECALL: Transition(frozenset({State.REVIEW}), State.DRAFTING),
    Action.RETURN: Transition(frozenset({State.REVIEW}), State.DRAFTING, needs_note="退回的理由"),
    Action.APPROVE: Transition(frozenset({State.REVIEW}), State.APPROVED),
    Action.REOPEN: Transition(frozenset({State.APPROVED, State.ANSWERED}), State.DRAFTING, needs_note="重新起草的理由"),
    Action.ANSWER: Transition(frozenset({State.APPROVED}), State.ANSWERED),
    Action.ARCHIVE: Transition(frozenset({State.ANSWERED, State.WITHDRAWN}) | _WITHOUT_DECISION, State.ARCHIVED),
    Action.WITHDRAW: Transition(OPEN_STATES, State.WITHDRAWN, needs_note="撤回的理由"),
    Action.ATTACH: Transition(_UNFINISHED, None),
    Action.SPLIT: Transition(_UNFINISHED, None),
    Action.LINK: Transition(_EVERY_STATE, None),
    Action.CORRECT: Transition(_UNFINISHED, None),
    Action.ANALYSE: Transition(_EVERY_STATE, None),
    Action.EXPORT: Transition(_EVERY_STATE, None),
    Action.ERASE: Transition(frozenset({State.ARCHIVED}), None),
}


def state_after(action: Action, state: State, state_before: State | None, note: str) -> State:
    """Raises Conflict when the state does not allow it, InvalidInput when the reason is missing."""
    transition = TRANSITIONS[action]
    if state not in transition.start:
        possible = "、".join(start.label for start in State if start in transition.start)
        raise Conflict(f"现在是“{state.label}”，不能{action.label}；{action.label}只能在“{possible}”时进行")
    if transition.needs_note and not note.strip():
        raise InvalidInput(f"请写明{transition.needs_note}")
    if action is Action.RECEIVE_SUPPLEMENT:
        return state_before or State.REGISTERED
    return transition.to or state


def actions_in(state: State) -> tuple[Action, ...]:
    """What may be done now."""
    return tuple(action for action, transition in TRANSITIONS.items() if state in transition.start)
