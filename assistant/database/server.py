"""What a database on a server needs beside SQLite's ways: its connections, its locks, its errors in words. PostgreSQL is the one that is tested."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Enum, String, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import GenericTypeCompiler

from assistant.errors import ConfigurationError, DatabaseUnavailable, WriterBusy

_DIALECT = "postgresql"
_CHANGES, _WRITER, _SCHEMA, _JOBS = 7_301_001, 7_301_002, 7_301_003, 7_301_004
"""Numbers of advisory locks: of a transaction that changes the record, of the one writer, of a change of the schema, of taking a job."""
_NUL = "\x00"
_OLDEST = 150_000
_BINARY_ORDERS = frozenset({"C", "POSIX", "C.UTF-8", "C.utf8"})
_TRY_AGAIN_S = 0.2
_CONNECTIONS, _MORE_CONNECTIONS = 10, 30
_CONNECT = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "application_name": "huizhao",
    "options": "-c timezone=UTC -c lock_timeout=30s",
}
_DRIVER_MISSING = (
    "没有安装连接这种数据库的驱动：PostgreSQL 请执行 pip install 'huizhao[servers]'，并检查 HUIZHAO_DATABASE_URL 的开头"
)
_UNUSABLE_URL = "HUIZHAO_DATABASE_URL 不是可用的地址，应形如 postgresql+psycopg://用户:密码@主机:5432/库名"
_UNREACHABLE = (
    "连不上资料库服务器：请检查 HUIZHAO_DATABASE_URL 的主机、端口、用户名、密码和库名，以及服务器是否在运行、网络是否通"
)
_PROBLEMS: Mapping[str, str] = {
    "08": _UNREACHABLE,
    "57P": "资料库服务器正在停止或重启：请稍候重试，并检查服务器的日志",
    "53100": "资料库服务器的磁盘已满，写不进去：请清理服务器的磁盘后重试",
    "53200": "资料库服务器内存不足：请检查服务器的日志",
    "53300": "资料库服务器的连接已用满：请调大 PostgreSQL 的 max_connections，或减少进程数",
    "25006": "资料库服务器只能读取（可能连到了备机）：请检查 HUIZHAO_DATABASE_URL 指向主库",
    "42501": "资料库服务器拒绝了操作：请检查 HUIZHAO_DATABASE_URL 中账号的权限，它应是库的所有者",
    "55P03": "资料库正忙，等候超过 30 秒：请稍后重试",
    "58": "资料库服务器读写磁盘出错：请检查服务器的磁盘和日志",
    "XX001": "资料库已损坏：请用服务器上的备份恢复（docs/deployment.md“备份与恢复”）",
    "XX002": "资料库的索引已损坏：请在服务器上执行 REINDEX DATABASE，再检查日志",
}
"""By the beginning of SQLSTATE (PostgreSQL's manual, appendix A)."""


def create_server_engine(url: str) -> Engine:
    """Raises ConfigurationError for an address that cannot be used or a driver that is not installed."""
    try:
        known = make_url(url).get_backend_name() == _DIALECT
        engine = create_engine(
            url,
            pool_pre_ping=True,
            pool_size=_CONNECTIONS,
            max_overflow=_MORE_CONNECTIONS,
            connect_args=_CONNECT if known else {},
        )
    except ArgumentError as error:
        raise ConfigurationError(_DRIVER_MISSING if isinstance(error, NoSuchModuleError) else _UNUSABLE_URL) from error
    except ModuleNotFoundError as error:
        raise ConfigurationError(_DRIVER_MISSING) from error
    event.listen(engine, "before_cursor_execute", _send_no_nul, retval=True)
    return engine


def _send_no_nul(
    _connection: Connection, _cursor: object, statement: str, parameters: object, _context: object, _many: bool
) -> tuple[str, object]:
    """Texts of files and questions may hold NUL, which SQLite keeps and a server refuses; nobody can see it."""
    return statement, _without_nul(parameters)


def _without_nul(value: object) -> object:
    match value:
        case str():
            return value.replace(_NUL, "") if _NUL in value else value
        case dict():
            return {key: _without_nul(inner) for key, inner in value.items()}
        case list() | tuple():
            return type(value)(_without_nul(inner) for inner in value)
    return value


@compiles(String, _DIALECT)
def _text_of_any_length(_element: String, _compiler: object, **_options: object) -> str:
    """The lengths of columns say what is to be expected: SQLite does not enforce them, and a cell that is longer fails no file on a server."""
    return "TEXT"


@compiles(Enum, _DIALECT)
def _name_of_any_length(element: Enum, compiler: GenericTypeCompiler, **options: object) -> str:
    """The same for enumerations that are kept as texts."""
    return compiler.visit_enum(element, **options) if element.native_enum else "TEXT"


def server_problem(error: BaseException | None, *, disconnected: bool) -> str | None:
    """What is wrong with the server, in Chinese; None for an error of ours, such as a value that a constraint refuses."""
    state = str(getattr(error, "sqlstate", None) or "")
    for beginning, problem in _PROBLEMS.items():
        if state.startswith(beginning):
            return problem
    return _UNREACHABLE if disconnected else None


def hold_changes(session: Session) -> None:
    """In a transaction that changes the record, before it reads: wait until no other one does. SQLite has one writer by itself."""
    if session.get_bind().dialect.name == _DIALECT:
        session.execute(select(func.pg_advisory_xact_lock(_CHANGES)))


def hold_jobs(session: Session) -> None:
    """In the transaction that takes a job: wait until no other one does, so that two never run in one lane."""
    if session.get_bind().dialect.name == _DIALECT:
        session.execute(select(func.pg_advisory_xact_lock(_JOBS)))


def hold_schema(connection: Connection) -> None:
    """In the transaction of a migration: wait for another process's. For SQLite the transaction is begun here, which its driver would do at the
    first row alone: tables made before would stay, half a schema, where the process is killed."""
    if connection.dialect.name == _DIALECT:
        connection.execute(select(func.pg_advisory_xact_lock(_SCHEMA)))
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@dataclass(frozen=True, slots=True)
class ServerState:
    """What a server is: name, version and order of texts; ``problem`` makes it unusable, ``advice`` does not."""

    description: str
    problem: str = ""
    advice: str = ""


def server_state(engine: Engine) -> ServerState:
    """Look at a server; of other than PostgreSQL nothing is known but the name."""
    if engine.dialect.name != _DIALECT:
        return ServerState(engine.dialect.name, advice="这种数据库没有测试过，测试过的服务器是 PostgreSQL 15")
    with engine.connect() as connection:
        version = str(connection.scalar(text("SHOW server_version")))
        number = int(connection.scalar(text("SHOW server_version_num")) or 0)
        encoding = connection.scalar(text("SHOW server_encoding"))
        order = connection.scalar(text("SELECT datcollate FROM pg_database WHERE datname = current_database()"))
    description = f"PostgreSQL {version.split()[0]}，{engine.url.host}:{engine.url.port or 5432}/{engine.url.database}"
    if number < _OLDEST:
        return ServerState(description, "版本太旧：请升级到 PostgreSQL 15 或更新")
    if encoding != "UTF8":
        return ServerState(
            description, f"库的编码是 {encoding}：请用 createdb -T template0 -E UTF8 --locale=C 另建一个库"
        )
    if order not in _BINARY_ORDERS:
        return ServerState(
            description, advice=f"库的排序规则是 {order}，同分的次序可能与 SQLite 不同：建库时用 --locale=C 即可一致"
        )
    return ServerState(description)


class ServerWriter:
    """The one writer's place on a server: an advisory lock, which ends with the connection, so that nobody who died holds it. A thread that has
    it may enter again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._mine = threading.local()

    @contextmanager
    def held(self, wait_seconds: float) -> Iterator[None]:
        """Raises WriterBusy when another process or thread has the place for longer than this."""
        if getattr(self._mine, "inside", False):
            yield
            return
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            until = time.monotonic() + wait_seconds
            while not connection.scalar(select(func.pg_try_advisory_lock(_WRITER))):
                if time.monotonic() >= until:
                    raise WriterBusy("另一个进程正在写入资料库，请等它结束后再试")
                time.sleep(_TRY_AGAIN_S)
            self._mine.inside = True
            try:
                yield
            finally:
                self._mine.inside = False
                _unlock(connection)


def _unlock(connection: Connection) -> None:
    """A connection that was lost has let go of its lock already."""
    try:
        connection.execute(select(func.pg_advisory_unlock(_WRITER)))
    except (DBAPIError, DatabaseUnavailable):
        connection.invalidate()
