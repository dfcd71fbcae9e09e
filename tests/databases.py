"""Databases for tests: a SQLite file, or a new database of a PostgreSQL server of their own.

python -m tests.databases COMMAND...    run a command with HUIZHAO_TEST_DATABASE naming such a server
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url, text

from assistant.database import Database

VARIABLE = "HUIZHAO_TEST_DATABASE"
"""``postgresql+psycopg://postgres@127.0.0.1/postgres``: a server where tests may create databases."""
_TEMPLATE = "huizhao_template"
_SETTINGS = (
    "listen_addresses=127.0.0.1", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200",
)  # fmt: skip


class ServerMissing(Exception):
    """There is no PostgreSQL to test with; says why."""


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a server: the one that ``HUIZHAO_TEST_DATABASE`` names, or one started on this machine. Raises ServerMissing."""
    try:
        import psycopg  # noqa: F401 - is it there?
    except ImportError as error:
        raise ServerMissing("psycopg is not installed: pip install 'huizhao[servers]'") from error
    if named := os.environ.get(VARIABLE):
        yield named
        return
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="huizhao-postgres-"))
    try:
        if account is not None:
            os.chown(folder, pwd.getpwnam(account).pw_uid, -1)
        data = str(folder / "data")
        _run([initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], account)
        port = _free_port()
        options = " ".join(
            f"-c {setting}" for setting in (*_SETTINGS, f"port={port}", f"unix_socket_directories={folder}")
        )
        _run([pg_ctl, "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start"], account)
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        finally:
            _run([pg_ctl, "-D", data, "-m", "immediate", "stop"], account)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str, like: str = "") -> str:
    """The address of a new database of the server: all migrations done, or a copy of the one at the address ``like``, which nobody uses."""
    name = f"record_{uuid.uuid4().hex}"
    template = make_url(like).database if like else _TEMPLATE
    with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(1)"))
        if not connection.scalar(text(f"SELECT 1 FROM pg_database WHERE datname = '{_TEMPLATE}'")):
            connection.execute(text(f"CREATE DATABASE {_TEMPLATE}"))
            migrated = Database(_at(server, _TEMPLATE))
            migrated.migrate()
            migrated.close()
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        connection.execute(text("SELECT pg_advisory_unlock(1)"))
    return _at(server, name)


def empty_database(server: str) -> str:
    """The address of a new database without a table."""
    name = f"empty_{uuid.uuid4().hex}"
    with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return _at(server, name)


def everything_in(database: Database) -> str:
    """All rows of all tables, as text."""
    tables = inspect(database.engine).get_table_names()
    with database.engine.connect() as connection:
        return repr([connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in tables])


def drop_database(url: str, server: str) -> None:
    with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)"))


def _at(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _program(name: str) -> str:
    """Debian keeps them out of the path, a folder for each version."""
    found = shutil.which(name) or max(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default=None)
    if found is None:
        raise ServerMissing("PostgreSQL is not installed: apt-get install postgresql")
    return found


def _account() -> str | None:
    """Whose process the server is: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def _run(command: list[str], account: str | None) -> None:
    done = subprocess.run(
        command,
        user=account,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise ServerMissing(f"{Path(command[0]).name} failed: {done.stderr.decode(errors='replace')[-300:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def main() -> int:
    try:
        with postgres() as server:
            return subprocess.run(sys.argv[1:], env=os.environ | {VARIABLE: server}, check=False).returncode
    except ServerMissing as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
