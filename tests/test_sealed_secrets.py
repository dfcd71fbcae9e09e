"""Secrets of authenticator apps: unreadable in the database alone, and still good after the key is replaced, wherever that is broken off."""

import base64
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select, update

from assistant.accounts import second_factor
from assistant.accounts.sealing import SEALED_LENGTH, SecretBox, Unreadable
from assistant.accounts.service import Accounts
from assistant.accounts.tables import SecondFactorRow
from assistant.database import Database
from assistant.errors import SecondFactorNeeded
from assistant.records import Role
from assistant.sections.service import ServerSettings
from assistant.settings import Settings

PASSWORD = "zhao-shang-2026"
SECRET = pyotp.random_base32()


@pytest.fixture
def database(database_url: str):
    database = Database(database_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def accounts(database: Database, tmp_path: Path) -> Accounts:
    accounts = Accounts(database, Settings(data_dir=tmp_path))
    accounts.add("wang", PASSWORD, Role.STAFF)
    return accounts


@pytest.fixture
def enrolled(accounts: Accounts) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    """The authenticator app of wang, and the recovery codes."""
    app = pyotp.TOTP(accounts.begin_second_factor("wang").secret)
    codes = accounts.confirm_second_factor("wang", app.now())
    set_row(accounts.database, last_step=0)  # so that the same half minute's code is good again
    return app, codes


def kept(database: Database) -> str:
    with database.session() as session:
        return session.scalars(select(SecondFactorRow.secret)).one()


def set_row(database: Database, **values: object) -> None:
    with database.session() as session:
        session.execute(update(SecondFactorRow).values(**values))


def test_a_sealed_secret_is_the_accounts_own_and_has_its_length() -> None:
    box = SecretBox(lambda: ["k" * 32])
    sealed = box.seal(SECRET, 7)
    assert (len(sealed), box.open(sealed, 7), box.is_current(sealed, 7)) == (SEALED_LENGTH, SECRET, True)
    assert box.seal(SECRET, 7) != sealed
    damaged = ("A" if sealed[0] != "A" else "B") + sealed[1:]
    for other, mine, owner in ((box, sealed, 8), (SecretBox(lambda: ["other" * 8]), sealed, 7), (box, damaged, 7)):
        assert not other.is_current(mine, owner)
        with pytest.raises(Unreadable):
            other.open(mine, owner)


def test_the_record_does_not_tell_a_secret(
    accounts: Accounts, enrolled: tuple[pyotp.TOTP, tuple[str, ...]], tmp_path: Path
) -> None:
    secret = enrolled[0].secret
    assert secret not in kept(accounts.database)
    accounts.database.close()
    texts = (secret.encode(), base64.b32decode(secret))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path.name for path in files for text in texts if text in path.read_bytes()]


def test_one_kept_plain_is_sealed_at_the_start_and_leaves_no_trace(
    accounts: Accounts, enrolled: tuple[pyotp.TOTP, tuple[str, ...]], tmp_path: Path
) -> None:
    app, database = enrolled[0], accounts.database
    set_row(database, secret=app.secret)
    assert accounts.login("wang", PASSWORD, code=app.now()).token  # read as it is until then
    set_row(database, last_step=0)
    accounts.seal_second_factors()
    assert len(kept(database)) == SEALED_LENGTH
    assert accounts.login("wang", PASSWORD, code=app.now()).token
    if database.engine.dialect.name == "sqlite":
        database.close()  # what was written ahead goes into the file
        assert app.secret.encode() not in Path(database.url.removeprefix("sqlite:///")).read_bytes()


@pytest.mark.parametrize("broken_off", [False, True], ids=["whole", "broken-off"])
def test_a_second_factor_outlives_the_key(
    accounts: Accounts,
    enrolled: tuple[pyotp.TOTP, tuple[str, ...]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken_off: bool,
) -> None:
    app, before = enrolled[0], kept(accounts.database)
    if broken_off:
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(second_factor, "seal_all", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            patched.setattr(accounts, "seal_second_factors", lambda: None)
            accounts.end_all_tokens()
        assert (tmp_path / "secret.key.before").exists() and kept(accounts.database) == before
        assert accounts.login("wang", PASSWORD, code=app.now()).token
        set_row(accounts.database, last_step=0)
    accounts.end_all_tokens()
    assert kept(accounts.database) != before
    assert not (tmp_path / "secret.key.before").exists()
    assert accounts.login("wang", PASSWORD, code=app.now()).token


def test_a_key_of_the_settings_is_replaced_by_naming_the_one_before(
    database: Database, enrolled: tuple[pyotp.TOTP, tuple[str, ...]], accounts: Accounts, tmp_path: Path
) -> None:
    app, codes = enrolled
    old = (tmp_path / "secret.key").read_text()
    configured = Settings(data_dir=tmp_path, server=ServerSettings(secret="s" * 40))
    lost = Accounts(database, configured)
    with pytest.raises(SecondFactorNeeded, match="恢复码"):
        lost.login("wang", PASSWORD, code=app.now())
    lost.seal_second_factors()
    assert lost.login("wang", PASSWORD, code=codes[0]).token
    named = configured.server.model_copy(update={"secret_before": ServerSettings(secret_before=old).secret_before})
    Accounts(database, configured.model_copy(update={"server": named})).seal_second_factors()
    assert lost.login("wang", PASSWORD, code=app.now()).token
