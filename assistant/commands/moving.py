"""``huizhao migrate-store``: the record of a SQLite folder onto a server, in one transaction, and compared row by row."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer
from filelock import FileLock, Timeout
from sqlalchemy import Column, Connection, Table, bindparam, func, insert, inspect, select, text, update

from assistant.commands.ingesting import Json
from assistant.commands.running import loading, messages_for_errors, print_json, stderr
from assistant.database import Base, Database, newest_schema_version
from assistant.errors import Conflict, DatabaseUnavailable, InvalidInput
from assistant.settings import load_settings

_ROWS = 500
_VERSIONS = "alembic_version"
Row = Mapping[str, object]


def migrate_store(
    target: Annotated[str, typer.Argument(help="空的库的地址：postgresql+psycopg://用户:密码@主机:5432/库名")],
    as_json: Json = False,
) -> None:
    """把数据目录里的 SQLite 资料库搬到服务器上，逐行核对。数据目录里的原件、向量、密钥不动，SQLite 文件也留着。

    返回码：0 已搬完并核对，1 没有搬成（目标库不变），2 参数不对。
    """
    settings = load_settings()
    with messages_for_errors():
        with loading():
            import assistant.wiring  # noqa: F401 - with it come the tables of all rooms
        path = settings.data_dir / "huizhao.db"
        if target.startswith("sqlite") or "://" not in target:
            raise InvalidInput("目标应是服务器上的库，形如 postgresql+psycopg://用户:密码@主机:5432/库名")
        if not path.is_file():
            raise InvalidInput(
                f"{settings.data_dir.absolute()} 里没有 huizhao.db：请用 HUIZHAO_DATA_DIR 指向原来的数据目录"
            )
        source, server = Database(f"sqlite:///{path.absolute()}"), Database(target)
        try:
            with FileLock(settings.data_dir / "writer.lock", timeout=0):
                source.check()
                moved = move_store(source, server)
        except Timeout as error:
            raise Conflict("另一个进程正在写入资料库：请停止服务后再试") from error
        finally:
            source.close()
            server.close()
    for name, rows in moved.items():
        stderr.print(f"{name}：{rows} 行，一致", highlight=False, markup=False)
    stderr.print("已搬完。请把 HUIZHAO_DATABASE_URL 设为这个地址再启动；huizhao.db 确认无误后自行移走", highlight=False)
    if as_json:
        print_json({"rows": moved})


def move_store(source: Database, target: Database) -> dict[str, int]:
    """Copy every table into an empty database and compare all rows; returns how many rows each table has. All or nothing.

    Raises InvalidInput where the target holds something, DatabaseUnavailable where a row did not arrive as it was.
    """
    if source.schema_version() != newest_schema_version():
        source.migrate()
    target.migrate()
    with source.engine.connect() as old, target.engine.begin() as new:
        unknown = set(inspect(old).get_table_names()) - set(Base.metadata.tables) - {_VERSIONS}
        if unknown:
            raise InvalidInput(f"资料库里有不认识的表，不能搬：{'、'.join(sorted(unknown))}")
        _empty(new)
        moved = {table.name: _copy(old, new, table) for table in Base.metadata.sorted_tables}
        for table in Base.metadata.sorted_tables:
            _compare(old, new, table)
    return moved


def _empty(connection: Connection) -> None:
    """Remove what migrations put there. Raises InvalidInput where there is more: nothing is written over."""
    from assistant.accounts.tables import UserRow
    from assistant.audit.tables import AuditRow
    from assistant.complaints.tables import ComplaintRow
    from assistant.conversations.tables import ConversationRow
    from assistant.documents.tables import DocumentRow

    for kept in (DocumentRow, UserRow, ComplaintRow, ConversationRow, AuditRow):
        if connection.scalar(select(func.count()).select_from(kept)):
            raise InvalidInput("目标库里已经有内容：请另建一个空的库，不会覆盖任何东西")
    for table in reversed(Base.metadata.sorted_tables):
        with _unguarded(connection, table):
            connection.execute(table.delete())


@contextmanager
def _unguarded(connection: Connection, table: Table) -> Iterator[None]:
    """The guards of tables that are only added to let the migrations' own rows go, in this transaction."""
    named = connection.dialect.identifier_preparer.format_table(table)
    change = f"ALTER TABLE {named} {{}} TRIGGER USER" if connection.dialect.name == "postgresql" else ""
    if change:
        connection.execute(text(change.format("DISABLE")))
    yield
    if change:
        connection.execute(text(change.format("ENABLE")))


def _copy(old: Connection, new: Connection, table: Table) -> int:
    later = [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    count = 0
    for rows in _batches(old, table):
        new.execute(insert(table), [{**row, **{column.name: None for column in later}} for row in rows])
        count += len(rows)
    for column in later:
        _fill(old, new, table, column)
    _count_on(new, table)
    return count


def _fill(old: Connection, new: Connection, table: Table, column: Column[object]) -> None:
    """A column that points into its own table, when all rows are there."""
    (key,) = table.primary_key.columns
    pairs = [
        {"row": row[key.name], "value": row[column.name]}
        for rows in _batches(old, table)
        for row in rows
        if row[column.name] is not None
    ]
    if pairs:
        new.execute(update(table).where(key == bindparam("row")).values({column.name: bindparam("value")}), pairs)


def _count_on(connection: Connection, table: Table) -> None:
    """New rows are numbered after those that were copied."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    named = {"table": table.name, "column": column.name}
    sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), named)
    highest = connection.scalar(select(func.max(column)))
    if sequence and highest:
        connection.execute(select(func.setval(sequence, highest)))


def _compare(old: Connection, new: Connection, table: Table) -> None:
    """Raises DatabaseUnavailable."""
    keys = tuple(column.name for column in table.primary_key.columns)
    arrived = {_key(row, keys): row for rows in _batches(new, table) for row in rows} if len(keys) > 1 else None
    count = 0
    for rows in _batches(old, table):
        count += len(rows)
        same = arrived if arrived is not None else _same(new, table, keys[0], rows)
        for row in rows:
            if same.get(_key(row, keys)) != row:
                raise DatabaseUnavailable(f"核对不一致，没有搬：表 {table.name} 中 {_key(row, keys)} 这一行")
    if count != new.scalar(select(func.count()).select_from(table)):
        raise DatabaseUnavailable(f"核对不一致，没有搬：表 {table.name} 的行数不同")


def _same(connection: Connection, table: Table, key: str, rows: Sequence[Row]) -> dict[tuple[object, ...], Row]:
    found = connection.execute(select(table).where(table.c[key].in_([row[key] for row in rows]))).mappings()
    return {(row[key],): dict(row) for row in found}


def _key(row: Row, keys: Sequence[str]) -> tuple[object, ...]:
    return tuple(row[key] for key in keys)


def _batches(connection: Connection, table: Table) -> Iterator[list[Row]]:
    """All rows of a table in the order of its primary key."""
    result = connection.execution_options(yield_per=_ROWS).execute(select(table).order_by(*table.primary_key.columns))
    for rows in result.mappings().partitions():
        yield [dict(row) for row in rows]
