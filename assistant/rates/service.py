"""So many requests a minute for each caller: a bucket that fills again steadily.

Source: the virtual scheduling form of the Generic Cell Rate Algorithm, ITU-T I.371, annex A.
"""

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Protocol, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Engine,
    Table,
    bindparam,
    case,
    create_engine,
    delete,
    event,
    extract,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from assistant.database import Database
from assistant.errors import DatabaseUnavailable
from assistant.rates.tables import CallerRateRow
from assistant.settings import Settings

log = logging.getLogger(__name__)
MINUTE_S = 60.0
_MOST_CALLERS = 50_000
_TOLERANCE_S = 1e-6
_TRIES = 5
_RATES = cast(Table, CallerRateRow.__table__)
_FILE = "rates.db"
_PATIENCE_S = 0.2


class Rate(Protocol):
    """A rate of requests."""

    def take(self, caller: str) -> float:
        """Count a request; returns 0, or in how many seconds it may be made instead."""
        ...


class OwnRate:
    """Counted in this process."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval_s = MINUTE_S / per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._full_again_at: OrderedDict[str, float] = OrderedDict()

    def take(self, caller: str) -> float:
        with self._lock:
            now = self._clock()
            full_again_at = max(self._full_again_at.get(caller, now), now) + self._interval_s
            wait_s = full_again_at - now - MINUTE_S
            if wait_s > _TOLERANCE_S:
                return wait_s
            self._full_again_at[caller] = full_again_at
            self._full_again_at.move_to_end(caller)
            if len(self._full_again_at) > _MOST_CALLERS:
                self._full_again_at.popitem(last=False)
            return 0.0


class SharedRate:
    """Counted in a table, for all processes together; in this process alone while the table cannot be reached, so that nobody waits for it."""

    def __init__(self, engine: Engine, work: str, per_minute: int) -> None:
        """Different kinds of ``work`` count apart from each other."""
        self._engine = engine
        self._work = work
        self._instead = OwnRate(per_minute)
        now, interval_s, held = _now(engine), MINUTE_S / per_minute, _RATES.c.full_again_at_s
        then = case((held > now, held), else_=now) + interval_s
        wait_s = then - now - MINUTE_S
        mine = _RATES.c.subject == bindparam("caller")
        # Built once: a count is asked for by every request.
        self._count = update(_RATES).where(mine, wait_s <= _TOLERANCE_S).values(full_again_at_s=then)
        self._wait = select(wait_s).where(mine)
        self._begin = insert(_RATES).values(subject=bindparam("caller"), full_again_at_s=now + interval_s)

    def take(self, caller: str) -> float:
        values = {
            "caller": hashlib.sha256(f"{self._work}\n{caller}".encode()).hexdigest(),
            "now_s": time.time(),  # where the database has no clock of its own
        }
        try:
            for _ in range(_TRIES):
                wait_s = self._take(values)
                if wait_s is not None:
                    return wait_s
        except (SQLAlchemyError, DatabaseUnavailable):
            log.warning("cannot count a caller for all processes", exc_info=True)
        return self._instead.take(caller)

    def _take(self, values: Mapping[str, object]) -> float | None:
        """None where another process came in between, so that nothing was counted."""
        with self._engine.begin() as connection:
            if cast(CursorResult[tuple[()]], connection.execute(self._count, values)).rowcount:
                return 0.0
            wait_s = connection.scalar(self._wait, values)
        if wait_s is not None:
            return float(wait_s) if wait_s > _TOLERANCE_S else None
        try:
            with self._engine.begin() as connection:
                connection.execute(self._begin, values)
        except IntegrityError:  # by its first request
            return None
        return 0.0


class SharedRates:
    """The table of a deployment: in the database's server, or beside the record of a folder, whose writers it is not to wait for."""

    def __init__(self, database: Database, settings: Settings) -> None:
        on_server = database.engine.dialect.name != "sqlite"
        self._engine = database.engine if on_server else _engine_in(settings)

    def rate(self, work: str, per_minute: int) -> Rate:
        """The rate of a kind of work."""
        return SharedRate(self._engine, work, per_minute)

    def sweep(self) -> None:
        """Forget the callers whose buckets are full."""
        try:
            with self._engine.begin() as connection:
                full = delete(_RATES).where(_RATES.c.full_again_at_s < _now(self._engine))
                connection.execute(full, {"now_s": time.time()})
        except (SQLAlchemyError, DatabaseUnavailable):
            log.warning("cannot forget callers", exc_info=True)


def is_shared(database: Database, settings: Settings) -> bool:
    """Whether other processes may serve the same callers."""
    return settings.server.shared or settings.server.workers > 1 or database.engine.dialect.name != "sqlite"


def _now(engine: Engine) -> ColumnElement[float]:
    """One clock for all machines where a server has one."""
    if engine.dialect.name == "postgresql":
        return cast(ColumnElement[float], extract("epoch", func.clock_timestamp()).cast(_RATES.c.full_again_at_s.type))
    return bindparam("now_s", type_=_RATES.c.full_again_at_s.type)


def _engine_in(settings: Settings) -> Engine:
    engine = create_engine(
        f"sqlite:///{(settings.data_dir / _FILE).absolute()}",
        connect_args={"check_same_thread": False, "timeout": _PATIENCE_S},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=OFF"):  # what is lost with the machine is a minute's count
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    _RATES.create(engine, checkfirst=True)
    return engine
