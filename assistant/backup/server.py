"""The record of a PostgreSQL server: dumped as it was at one moment by PostgreSQL's own tools, whoever writes meanwhile, and put back in one
transaction."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, inspect, make_url, text

from assistant.backup.manifest import Held, held_by
from assistant.database.server import create_server_engine
from assistant.errors import ConfigurationError, Conflict, DatabaseUnavailable, ToolMissing

_TOLD = 300  # characters of what a tool says
_PASSWORD = "PGPASSWORD"
_DIALECT = "postgresql"


def dump_record(url: str, target: Path) -> Held:
    """Dump the record into a file, in PostgreSQL's custom format; what it holds at that moment.

    Raises ToolMissing, DatabaseUnavailable where the server refuses or cannot be reached.
    """
    with _connected(url) as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        snapshot = str(connection.scalar(text("SELECT pg_export_snapshot()")))
        tables = frozenset(inspect(connection).get_table_names())
        held = held_by(lambda statement: connection.exec_driver_sql(statement).all(), tables)
        options = [
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--no-unlogged-table-data",
            f"--snapshot={snapshot}",
            f"--file={target}",
        ]
        _run("pg_dump", url, options, "备份没有做成")
    return held


def check_dump(dump: Path) -> str:
    """What is wrong with a dump, in Chinese; "" where it can be read to its end, or where there is no tool to read it with."""
    try:
        done = subprocess.run(
            [_tool("pg_restore"), f"--file={os.devnull}", str(dump)], capture_output=True, check=False
        )
    except ToolMissing:
        return ""
    return "" if done.returncode == 0 else "备份里的资料库读不出来"


def check_place(url: str, *, replace: bool) -> bool:
    """Whether there is a record already. Raises Conflict where it is not to be replaced, or somebody uses it."""
    with _connected(url) as connection:
        tables = inspect(connection).get_table_names()
        if not tables:
            return False
        if not replace:
            raise Conflict(
                "资料库服务器上的库里已有资料；确实要用备份替换，请停止服务并加 --replace（原有的先导出到一旁）"
            )
        others = connection.scalar(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND application_name = 'huizhao'"
            )
        )
        if others:
            raise Conflict("服务或另一个命令正在使用这个资料库：请先停止，再恢复")
    return True


def restore_record(url: str, dump: Path) -> None:
    """Put a dump in place of what the database holds, all of it or nothing; vectors count as in need of looking after.

    Raises ToolMissing, DatabaseUnavailable.
    """
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", url, [*options, str(dump)], "没有恢复，库里原来的内容没有变")
    with _connected(url) as connection:
        connection.execute(text("DELETE FROM store_facts WHERE name = 'vectors_dirty'"))
        connection.execute(text("INSERT INTO store_facts (name, value) VALUES ('vectors_dirty', '1')"))


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """A transaction of the server. Raises ConfigurationError for one that is not PostgreSQL, DatabaseUnavailable."""
    if make_url(url).get_backend_name() != _DIALECT:
        raise ConfigurationError("这种数据库请用它自己的工具备份，原件另行复制（docs/deployment.md“备份与恢复”）")
    engine = create_server_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _run(tool: str, url: str, options: Sequence[str], failed: str) -> None:
    address = make_url(url)
    plain = URL.create(_DIALECT, address.username, None, address.host, address.port, address.database, address.query)
    # A password among the arguments would be seen by every user of the machine.
    secret: Mapping[str, str] = {_PASSWORD: str(address.password)} if address.password else {}
    command = [_tool(tool), "--no-password", f"--dbname={plain.render_as_string(hide_password=False)}", *options]
    done = subprocess.run(command, env={**os.environ, **secret}, capture_output=True, text=True, check=False)
    if done.returncode:
        told = " ".join(done.stderr.split())[:_TOLD]
        version = "；本机的 PostgreSQL 工具要不低于服务器的版本" if "version mismatch" in told else ""
        raise DatabaseUnavailable(f"{failed}：{tool} 报告 {told}{version}")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ToolMissing(f"没有安装 {name}：请安装 PostgreSQL 的客户端工具（Debian：apt install postgresql-client）")
    return found
