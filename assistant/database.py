"""SQLAlchemy engine, declarative base, sessions and migrations.

SQLite in WAL mode by default. Tables live in the rooms that own them (``documents/tables.py`` …).
"""

import logging
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import DateTime, Engine, MetaData, create_engine, event, inspect, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from assistant.settings import Settings

log = logging.getLogger(__name__)

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "busy_timeout=30000",
    "cache_size=-65536",  # KiB, at most: the index by which many listings are matched stays in memory
    "mmap_size=2147418112",  # bytes, at most: a scan reads the file where the system keeps it, without copying
)
_FOR_ITS_USER_ONLY = 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
MIGRATIONS_DIR = Path(__file__).resolve().parent / "migrations"
_VERSION_TABLE = "alembic_version"


class Base(DeclarativeBase):
    """All tables, with constraint names that migrations can refer to."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC: SQLite forgets time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utc_now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


class Database:
    """The engine and its sessions."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _create_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    def migrate(self) -> None:
        """Bring the schema to the newest version; does nothing when it is there."""
        if self._schema_version() == newest_schema_version():
            return
        from alembic import command  # a third of a second, for a schema that is nearly always there
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS_DIR))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _schema_version(self) -> str | None:
        """What Alembic noted; None in an empty database."""
        with self.engine.connect() as connection:
            if not inspect(connection).has_table(_VERSION_TABLE):
                return None
            version: str | None = connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}"))
            return version

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on an error."""
        with self._sessions.begin() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def newest_schema_version() -> str:
    """The revision of the last migration, with which the name of its file begins."""
    return max(path.name for path in (MIGRATIONS_DIR / "versions").glob("*.py")).partition("_")[0]


def _create_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    path = url.removeprefix("sqlite:///")
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _keep_private(folder: Path) -> None:
    """Make the data folder, or close it to the machine's other users: signing key, originals and complaints lie in it.

    A folder of somebody else's stays as it is, and so does a shared one like /tmp.
    """
    folder.mkdir(mode=_FOR_ITS_USER_ONLY, parents=True, exist_ok=True)
    mode = folder.stat().st_mode
    if not mode & _OTHERS or mode & stat.S_ISVTX:
        return
    try:
        folder.chmod(_FOR_ITS_USER_ONLY)
    except OSError as error:
        log.warning("other users can read the data folder %s, and it cannot be closed to them: %s", folder, error)


def open_database(settings: Settings) -> Database:
    """The relational store, its schema brought up to date."""
    _keep_private(settings.data_dir)
    database = Database(settings.resolved_database_url)
    database.migrate()
    return database
