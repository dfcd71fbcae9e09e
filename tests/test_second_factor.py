"""The second factor: what gets in, what does not, and what is over at once."""

from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select

from assistant.accounts import second_factor, sessions
from assistant.accounts.attempts import ATTEMPTS_FROM_ONE_ADDRESS
from assistant.accounts.service import Accounts
from assistant.accounts.tables import LoginSessionRow, RecoveryCodeRow
from assistant.audit.tables import AuditRow
from assistant.database import Database, utc_now
from assistant.errors import (
    Conflict,
    InvalidInput,
    NotSignedIn,
    SecondFactorMissing,
    SecondFactorNeeded,
    TooManyAttempts,
)
from assistant.records import Role
from assistant.sections.service import AccountSettings
from assistant.settings import Settings

PASSWORD = "zhao-shang-2026"


@pytest.fixture
def database(database_url: str):
    database = Database(database_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """Time that a test can move: the sum of what is in the list goes on top."""
    moved = [timedelta()]
    for module in (second_factor, sessions):
        monkeypatch.setattr(module, "utc_now", lambda: utc_now() + sum(moved, timedelta()))
    return moved


@pytest.fixture
def accounts(database: Database, tmp_path: Path, clock: list[timedelta]) -> Accounts:
    rules = AccountSettings(second_factor=frozenset({"admin"}), idle_minutes=30)
    accounts = Accounts(database, Settings(data_dir=tmp_path, accounts=rules))
    accounts.add("wang", PASSWORD, Role.STAFF)
    return accounts


@pytest.fixture
def app(accounts: Accounts, clock: list[timedelta]) -> pyotp.TOTP:
    """The authenticator app of wang, whose second factor counts; the code that was used is of an earlier step."""
    app = pyotp.TOTP(accounts.begin_second_factor("wang").secret)
    accounts.confirm_second_factor("wang", code_of(app, clock))
    clock.append(timedelta(seconds=30))
    return app


def code_of(app: pyotp.TOTP, clock: list[timedelta]) -> str:
    return app.at(utc_now() + sum(clock, timedelta()))


def test_the_password_alone_does_not_get_in(accounts: Accounts, app: pyotp.TOTP, clock: list[timedelta]) -> None:
    with pytest.raises(SecondFactorNeeded):
        accounts.login("wang", PASSWORD)
    with pytest.raises(NotSignedIn):
        accounts.login("wang", "wrong-password-9", code=code_of(app, clock))
    token = accounts.login("wang", PASSWORD, code=code_of(app, clock)).token
    assert accounts.principal_of(token).name == "wang"


def test_a_code_counts_once(accounts: Accounts, app: pyotp.TOTP, clock: list[timedelta]) -> None:
    code = code_of(app, clock)
    accounts.login("wang", PASSWORD, code=code)
    with pytest.raises(SecondFactorNeeded, match="用过"):
        accounts.login("wang", PASSWORD, code=code)


@pytest.mark.parametrize(
    ("off_s", "is_taken"),
    [
        pytest.param(-30, True, id="clock-behind"),
        pytest.param(30, True, id="clock-ahead"),
        pytest.param(-120, False, id="old-code"),
        pytest.param(120, False, id="code-of-later"),
    ],
)
def test_codes_of_neighbouring_steps_alone_are_taken(
    accounts: Accounts, app: pyotp.TOTP, clock: list[timedelta], off_s: int, is_taken: bool
) -> None:
    clock.append(timedelta(minutes=10))
    code = app.at(utc_now() + sum(clock, timedelta()) + timedelta(seconds=off_s))
    if is_taken:
        assert accounts.login("wang", PASSWORD, code=code)
    else:
        with pytest.raises(SecondFactorNeeded):
            accounts.login("wang", PASSWORD, code=code)


def test_guessing_codes_locks_out_like_guessing_passwords(
    accounts: Accounts, app: pyotp.TOTP, clock: list[timedelta]
) -> None:
    for number in range(ATTEMPTS_FROM_ONE_ADDRESS):
        with pytest.raises(NotSignedIn):
            accounts.login("wang", PASSWORD if number % 2 else "wrong-password-9", "192.0.2.1", code=f"00000{number}")
    with pytest.raises(TooManyAttempts):
        accounts.login("wang", PASSWORD, "192.0.2.1", code=code_of(app, clock))


def test_recovery_codes_count_once_each_and_only_their_hashes_are_kept(accounts: Accounts, database: Database) -> None:
    app = pyotp.TOTP(accounts.begin_second_factor("wang").secret)
    codes = accounts.confirm_second_factor("wang", app.now())
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert accounts.login("wang", PASSWORD, code=codes[3].upper())
    with pytest.raises(SecondFactorNeeded):
        accounts.login("wang", PASSWORD, code=codes[3])
    with database.session() as session:
        kept = list(session.scalars(select(RecoveryCodeRow.code_hash)))
    assert len(kept) == second_factor.RECOVERY_CODES - 1 and not set(kept) & set(codes)


def test_recovery_codes_of_others_do_not_count(accounts: Accounts) -> None:
    accounts.add("li", PASSWORD, Role.STAFF)
    codes = {}
    for name in ("wang", "li"):
        app = pyotp.TOTP(accounts.begin_second_factor(name).secret)
        codes[name] = accounts.confirm_second_factor(name, app.now())
    with pytest.raises(SecondFactorNeeded):
        accounts.login("wang", PASSWORD, code=codes["li"][0])
    assert accounts.login("li", PASSWORD, code=codes["li"][0])


def test_a_secret_counts_only_once_it_is_confirmed(accounts: Accounts) -> None:
    accounts.begin_second_factor("wang")
    assert accounts.login("wang", PASSWORD)
    with pytest.raises(InvalidInput, match="验证码不对"):
        accounts.confirm_second_factor("wang", "12")
    assert accounts.login("wang", PASSWORD)


def test_a_second_factor_is_not_replaced_by_whoever_has_the_login(accounts: Accounts, app: pyotp.TOTP) -> None:
    with pytest.raises(Conflict):
        accounts.begin_second_factor("wang")
    with pytest.raises(Conflict):
        accounts.confirm_second_factor("wang", "000000")


def test_a_role_that_needs_it_opens_nothing_without_it(accounts: Accounts, database: Database) -> None:
    accounts.add("guanli", PASSWORD, Role.ADMIN)
    login = accounts.login("guanli", PASSWORD)
    assert login.must_enrol
    with pytest.raises(SecondFactorMissing):
        accounts.principal_of(login.token)
    assert accounts.owner_of(login.token).name == "guanli"
    app = pyotp.TOTP(accounts.begin_second_factor("guanli").secret)
    accounts.confirm_second_factor("guanli", app.now())
    assert accounts.principal_of(login.token).role is Role.ADMIN
    assert not accounts.login("wang", PASSWORD).must_enrol
    with database.session() as session:
        assert "second_factor" in set(map(str, session.scalars(select(AuditRow.event))))


def test_taking_it_away_ends_all_logins(accounts: Accounts, app: pyotp.TOTP, clock: list[timedelta]) -> None:
    token = accounts.login("wang", PASSWORD, code=code_of(app, clock)).token
    accounts.remove_second_factor("wang")
    with pytest.raises(NotSignedIn):
        accounts.principal_of(token)
    assert accounts.login("wang", PASSWORD)


def test_changing_the_account_asks_the_owner_again(accounts: Accounts, app: pyotp.TOTP, clock: list[timedelta]) -> None:
    with pytest.raises(NotSignedIn, match="密码不正确"):
        accounts.check_owner("wang", "wrong-password-9", code_of(app, clock), "")
    with pytest.raises(SecondFactorNeeded):
        accounts.check_owner("wang", PASSWORD, "", "")
    accounts.check_owner("wang", PASSWORD, code_of(app, clock), "")


def test_a_login_that_lies_idle_ends(accounts: Accounts, clock: list[timedelta]) -> None:
    token = accounts.login("wang", PASSWORD).token
    for _ in range(3):
        clock.append(timedelta(minutes=25))
        assert accounts.principal_of(token).name == "wang"
    clock.append(timedelta(minutes=31))
    with pytest.raises(NotSignedIn, match="没有操作"):
        accounts.principal_of(token)


def test_api_tokens_do_not_lie_idle(accounts: Accounts, clock: list[timedelta]) -> None:
    token = accounts.create_api_token("wang", "程序")
    clock.append(timedelta(days=30))
    assert accounts.principal_of(token).name == "wang"
    with pytest.raises(InvalidInput):
        accounts.owner_of(token)


def test_signing_out_everywhere_ends_everything_at_once(accounts: Accounts, database: Database) -> None:
    tokens = [accounts.login("wang", PASSWORD).token for _ in range(3)]
    api = accounts.create_api_token("wang", "程序")
    calendar = accounts.calendar_token(accounts.principal_of(api))
    assert len(accounts.state_of(tokens[0]).logins) == 3
    accounts.log_out(tokens[2])
    assert [login.own for login in accounts.state_of(tokens[0]).logins].count(True) == 1
    assert len(accounts.state_of(tokens[0]).logins) == 2
    accounts.sign_out_everywhere("wang")
    for token in tokens:
        with pytest.raises(NotSignedIn):
            accounts.principal_of(token)
    with pytest.raises(NotSignedIn):
        accounts.principal_of_calendar(calendar)
    assert accounts.principal_of(api).name == "wang"
    accounts.sign_out_everywhere("wang", api_tokens=True)
    with pytest.raises(NotSignedIn):
        accounts.principal_of(api)
    with database.session() as session:
        assert not session.scalars(select(LoginSessionRow.id)).all()


def test_password_rules_follow_the_settings(database: Database, tmp_path: Path) -> None:
    strict = Accounts(database, Settings(data_dir=tmp_path, accounts=AccountSettings(password_length=16)))
    with pytest.raises(InvalidInput, match="至少 16 个字符"):
        strict.add("li", PASSWORD, Role.STAFF)
    weak = AccountSettings(password_length=8, password_strength=6)
    assert Accounts(database, Settings(data_dir=tmp_path, accounts=weak)).add("li", "qzmvkt42", Role.STAFF)


def test_groups_of_an_account_count_for_staff_alone(accounts: Accounts) -> None:
    accounts.set_groups("wang", frozenset({"产业科"}))
    token = accounts.login("wang", PASSWORD).token
    assert accounts.principal_of(token).groups == {"产业科"}
    assert accounts.list_groups() == ("产业科",)
    accounts.set_role("wang", Role.INVESTOR)
    assert accounts.principal_of(token).groups == frozenset()
