"""Where the work that is being done was asked for: the request, the command or the job, and by whom.

Set by the doors where a call comes in; logs, the audit and the patience with a busy database read it. It goes along into worker threads.
"""

import secrets
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.records import Principal


class Door(StrEnum):
    """How a call came in."""

    API = "api"
    COMMAND = "command"
    JOB = "job"
    NONE = ""


@dataclass(slots=True)
class Call:
    """One request, command or job. ``principal`` is filled in once it is known who asks. ``noted_address`` is where it came from, as the
    audit is to hold it; "" where there is none."""

    door: Door
    noted_address: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    principal: Principal = field(default_factory=Principal)


_current: ContextVar[Call | None] = ContextVar("call", default=None)


def current_call() -> Call:
    """The call that this thread or task works for; one of no door where nobody said."""
    return _current.get() or Call(Door.NONE, id="")


def begin(call: Call) -> Token[Call | None]:
    """From here on, in this thread or task and those that it starts, work is done for this call."""
    return _current.set(call)


def end(token: Token[Call | None]) -> None:
    """Undo ``begin``."""
    _current.reset(token)
