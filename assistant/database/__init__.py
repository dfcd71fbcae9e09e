"""SQLAlchemy engine, declarative base, sessions and migrations.

SQLite in WAL mode by default, or a server (``database/server.py``). Tables live in the rooms that own them (``documents/tables.py`` …).
"""

import logging
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import DateTime, Engine, MetaData, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from assistant.calls import Door, current_call
from assistant.database.server import create_server_engine, hold_schema, server_problem
from assistant.errors import ConfigurationError, DatabaseBusy, DatabaseUnavailable, DiskFull, StorageReadOnly
from assistant.settings import Settings

log = logging.getLogger(__name__)

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=FAST",  # what is deleted or overwritten does not stay readable in the page it stood in
    "cache_size=-65536",  # KiB, at most: the index by which many listings are matched stays in memory
    "mmap_size=2147418112",  # bytes, at most: a scan reads the file where the system keeps it, without copying
)
_FOR_ITS_USER_ONLY = 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
MIGRATIONS_DIR = Path(__file__).resolve().parent / "migrations"
_VERSION_TABLE = "alembic_version"
_FILE = "huizhao.db"
RESTORING = ".restoring"
"""In a data folder that a backup is being put back into."""
_RESTORE = "请停止服务，用 huizhao restore 恢复最近的备份，再启动（docs/deployment.md“备份与恢复”）"
_DAMAGED = f"资料库已损坏：{_RESTORE}"
_LOST = f"资料库不见了或是空的，而原件还在：{_RESTORE}；没有备份，就换一个空的数据目录重新导入"
_EMPTY_SERVER = (
    "资料库服务器上的库是空的，而数据目录里有原件：要把原来的 SQLite 资料库搬过去，先执行 huizhao migrate-store；"
    "如果库在别处，请检查 HUIZHAO_DATABASE_URL；要重新开始，请换一个空的数据目录"
)
_PRIMARY_CODE = 0xFF  # the rest of an error code of SQLite only says where it happened
_PROBLEMS: Mapping[int, DatabaseUnavailable] = {
    sqlite3.SQLITE_CORRUPT: DatabaseUnavailable(_DAMAGED),
    sqlite3.SQLITE_NOTADB: DatabaseUnavailable(_DAMAGED),
    sqlite3.SQLITE_CANTOPEN: DatabaseUnavailable(
        "资料库打不开：请检查数据目录是否还在，服务账号能否读写其中的 huizhao.db"
    ),
    sqlite3.SQLITE_READONLY: StorageReadOnly("资料库不能写入：请检查服务账号对数据目录和 huizhao.db 的权限"),
    sqlite3.SQLITE_FULL: DiskFull("磁盘已满，资料库写不进去：请清理磁盘后重试"),
    sqlite3.SQLITE_IOERR: DatabaseUnavailable("读写资料库时磁盘出错：请检查磁盘和系统日志"),
    sqlite3.SQLITE_BUSY: DatabaseBusy("资料库正被另一个程序占用，请过几秒再试"),
    sqlite3.SQLITE_LOCKED: DatabaseBusy("资料库正被另一个程序占用，请过几秒再试"),
}
_PATIENCE_MS = 30_000
_PATIENCE_OF_A_REQUEST_MS = 1_500
"""How long to wait while another connection writes: somebody is waiting for the answer."""
_POOL_TIMEOUT_S = 5
_CONNECTIONS = 10
"""Kept open for those who ask at the same time; more are opened and closed as they are needed, each of which reads the schema anew."""
_PATIENCE = "patience_ms"


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
        self._damage = ""
        self._read_whole = False
        event.listen(self.engine, "handle_error", self._tell)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    def migrate(self) -> None:
        """Bring the schema to the newest version; does nothing when it is there."""
        if self.schema_version() == newest_schema_version():
            return
        from alembic import command  # a third of a second, for a schema that is nearly always there
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS_DIR))
        with self.engine.begin() as connection:
            hold_schema(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def schema_version(self) -> str | None:
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

    def check(self) -> None:
        """Read the whole file at the first call, where it is one of SQLite; later say what damage was met since, by whoever met it.

        Raises DatabaseUnavailable.
        """
        if not self._read_whole and self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                outcome = connection.scalar(text("PRAGMA quick_check(1)"))
            if outcome != "ok":
                log.error("the database is damaged: %s", outcome)
                self._damage = _DAMAGED
            self._read_whole = True
        if self._damage:
            raise DatabaseUnavailable(self._damage)

    def check_writable(self) -> None:
        """Take the writer's place for a moment, where it is one of SQLite. Raises DatabaseBusy, StorageReadOnly, DatabaseUnavailable."""
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                connection.rollback()

    def _tell(self, context: ExceptionContext) -> None:
        """The database's own errors in words. Raises DatabaseUnavailable."""
        code = getattr(context.original_exception, "sqlite_errorcode", None)
        if code is not None:
            problem = _PROBLEMS.get(code & _PRIMARY_CODE)
        else:
            told = server_problem(context.original_exception, disconnected=_is_disconnected(context))
            problem = DatabaseUnavailable(told) if told is not None else None
        if problem is None:
            return
        log.error("the database failed: %s", context.original_exception)
        if str(problem) == _DAMAGED:
            self._damage = _DAMAGED
        raise type(problem)(str(problem)) from context.original_exception

    def close(self) -> None:
        self.engine.dispose()


def _is_disconnected(context: ExceptionContext) -> bool:
    """Whether the connection was lost, or none was made."""
    unmade = context.connection is None and isinstance(context.sqlalchemy_exception, OperationalError)
    return context.is_disconnect or unmade


def newest_schema_version() -> str:
    """The revision of the last migration, with which the name of its file begins."""
    return max(path.name for path in (MIGRATIONS_DIR / "versions").glob("*.py")).partition("_")[0]


def _create_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_server_engine(url)
    path = url.removeprefix("sqlite:///")
    in_file = bool(path) and path != ":memory:"
    if in_file:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    pooled = {"pool_timeout": _POOL_TIMEOUT_S, "pool_size": _CONNECTIONS} if in_file else {}
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True, **pooled)

    @event.listens_for(engine, "checkout")
    def _wait_as_long_as_fits(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: object) -> None:
        patience_ms = _patience_ms()
        if entry.info.get(_PATIENCE) != patience_ms:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={patience_ms}")
            cursor.close()
            entry.info[_PATIENCE] = patience_ms

    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_patience_ms()}")
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _patience_ms() -> int:
    return _PATIENCE_OF_A_REQUEST_MS if current_call().door is Door.API else _PATIENCE_MS


def is_on_server(settings: Settings) -> bool:
    """Whether a database server keeps the record, not a file."""
    return make_url(settings.resolved_database_url).get_backend_name() != "sqlite"


def database_file(settings: Settings) -> Path:
    """The file of the record. Raises ConfigurationError where a database server keeps it."""
    url = make_url(settings.resolved_database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise ConfigurationError("资料库在数据库服务器上，不是一个文件：请检查 HUIZHAO_DATABASE_URL")
    return Path(url.database)


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


def _check_not_lost(settings: Settings) -> None:
    """Raises DatabaseUnavailable where files were imported and the database that knew them is gone."""
    if (settings.data_dir / RESTORING).exists():
        raise DatabaseUnavailable("上一次恢复备份没有做完：请再执行一次同样的 huizhao restore，做完再启动")
    path = settings.data_dir / _FILE
    kept = settings.database_url or (path.exists() and (path.is_dir() or path.stat().st_size))
    if not kept and _has_originals(settings):
        raise DatabaseUnavailable(_LOST)


def _has_originals(settings: Settings) -> bool:
    return settings.originals_dir.is_dir() and any(settings.originals_dir.iterdir())


def open_database(settings: Settings) -> Database:
    """The relational store, its schema brought up to date. Raises DatabaseUnavailable: nothing takes the place of one that was lost."""
    _keep_private(settings.data_dir)
    _check_not_lost(settings)
    database = Database(settings.resolved_database_url)
    if settings.database_url and _has_originals(settings) and database.schema_version() is None:
        raise DatabaseUnavailable(_EMPTY_SERVER)
    database.migrate()
    return database
