"""Accounts: who gets in, what a token stands for, and what guessing costs."""

import stat
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.accounts import attempts
from assistant.accounts.service import Accounts
from assistant.accounts.tables import ApiTokenRow, EndedLoginRow, KnownAddressRow, LoginAttemptRow
from assistant.accounts.users import normalise_name
from assistant.database import Database, open_database, utc_now
from assistant.errors import (
    ConfigurationError,
    Conflict,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    TooManyAttempts,
)
from assistant.records import Role
from assistant.sections.service import AccountSettings, ServerSettings
from assistant.settings import Settings
from tests.databases import everything_in

PASSWORD = "zhao-shang-2026"


@pytest.fixture
def database(database_url: str):
    database = Database(database_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def accounts(database: Database, tmp_path: Path) -> Accounts:
    return Accounts(database, Settings(data_dir=tmp_path))


@pytest.fixture
def wang(accounts: Accounts):
    return accounts.add("王芳", PASSWORD, Role.STAFF)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("  Wang.Fang ", id="case-and-blanks"),
        pytest.param("ｗａｎｇ．ｆａｎｇ", id="full-width"),
        pytest.param("WANG.FANG", id="capitals"),
    ],
)
def test_a_name_has_one_spelling(accounts: Accounts, typed: str) -> None:
    accounts.add("wang.fang", PASSWORD, Role.STAFF)
    assert accounts.login(typed, PASSWORD).name == "wang.fang"
    with pytest.raises(Conflict):
        accounts.add(typed, PASSWORD, Role.ADMIN)


@given(st.text(max_size=80))
def test_a_normalised_name_stays_as_it_is(text: str) -> None:
    try:
        once = normalise_name(text)
    except InvalidInput:
        return
    assert normalise_name(once) == once


@pytest.mark.parametrize("name", ["", "  ", "a b", "a/b", "<b>", "x" * 65, "换\n行"])
def test_an_unusable_name_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(InvalidInput):
        accounts.add(name, PASSWORD, Role.STAFF)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        pytest.param("", "太短", id="empty"),
        pytest.param("xK9#mQ2vLp"[: AccountSettings().password_length - 1], "太短", id="one-too-few"),
        pytest.param("a" * 257, "太长", id="slow-to-hash"),
        pytest.param("12345678", "太短", id="eight-digits"),
        pytest.param("1234567890", "常用密码", id="ten-digits"),
        pytest.param("qwertyuiop", "常用密码", id="row-of-keys"),
        pytest.param("lixiaoming", "账号名", id="own-name"),
        pytest.param("LiXiaoMing@2026", "账号名", id="own-name-and-year"),
        pytest.param("gnimoaixil123", "账号名", id="own-name-backwards"),
        pytest.param("Huizhao@2026", "Huizhao", id="products-name"),
        pytest.param("admin@12345", "admin", id="role-and-digits"),
        pytest.param("P@ssw0rd2026", "常用密码", id="dressed-up-password"),
        pytest.param("woaini1314520", "常用密码", id="two-common-ones"),
        pytest.param("admin-password", "常用", id="two-words-at-hand"),
        pytest.param("啊" * 12, "重复", id="repeated"),
        pytest.param("a" * 72 + "xK9#mQ2vLp", "重复", id="padded"),
    ],
)
def test_an_unusable_password_is_refused(accounts: Accounts, password: str, says: str) -> None:
    for role in Role:
        with pytest.raises(InvalidInput, match=says):
            accounts.add("lixiaoming", password, role)
    assert accounts.list_users() == ()


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("xK9#mQ2vLp", id="random"),
        pytest.param("laptop-river-sunday", id="three-words"),
        pytest.param("汀湖路口的老槐树下见", id="chinese-sentence"),
        pytest.param("laptop-river-sunday" * 10, id="long"),
    ],
)
def test_a_password_that_is_hard_to_guess_is_taken(accounts: Accounts, password: str) -> None:
    accounts.add("lixiaoming", password, Role.STAFF)
    assert accounts.login("lixiaoming", password).name == "lixiaoming"


def test_a_new_password_follows_the_rule_too(accounts: Accounts, wang) -> None:
    with pytest.raises(InvalidInput, match="至少 10 个字符"):
        accounts.set_password("王芳", "12345678")
    assert accounts.login("王芳", PASSWORD).name == "王芳"


def test_a_login_token_stands_for_its_account(accounts: Accounts, wang) -> None:
    login = accounts.login("王芳", PASSWORD)
    principal = accounts.principal_of(login.token)
    assert (principal.user_id, principal.name, principal.role) == (wang.id, "王芳", Role.STAFF)
    assert timedelta(hours=11) < login.expires_at - utc_now() <= timedelta(hours=12)


def test_passwords_are_not_stored(accounts: Accounts, wang, tmp_path: Path) -> None:
    accounts.login("王芳", PASSWORD)
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("huizhao.db*"))
    stored += everything_in(accounts.database).encode()
    assert PASSWORD.encode() not in stored
    assert b"$argon2id$" in stored


@pytest.mark.usefixtures("passwords_of_service")
def test_a_guess_costs_what_is_recommended(database: Database, tmp_path: Path) -> None:
    Accounts(database, Settings(data_dir=tmp_path)).add("王芳", PASSWORD, Role.STAFF)
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in everything_in(database)


@pytest.mark.parametrize("name", [pytest.param("王芳", id="wrong-password"), pytest.param("谁", id="unknown-name")])
def test_a_failed_login_does_not_tell_whether_the_name_exists(accounts: Accounts, wang, name: str) -> None:
    with pytest.raises(NotSignedIn, match=r"^账号或密码不正确$"):
        accounts.login(name, "not-the-password")


def test_an_unknown_name_costs_a_whole_hash(accounts: Accounts, wang, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    real = accounts._passwords.verify_and_update
    monkeypatch.setattr(
        accounts._passwords, "verify_and_update", lambda password, kept: verified.append(kept) or real(password, kept)
    )
    for name in ("王芳", "谁"):
        with pytest.raises(NotSignedIn):
            accounts.login(name, "not-the-password")
    assert [kept.split("$")[1:4] for kept in verified] == [verified[0].split("$")[1:4]] * 2


def test_a_role_is_what_the_database_says_now(accounts: Accounts, wang) -> None:
    token = accounts.login("王芳", PASSWORD).token
    accounts.set_role("王芳", Role.INVESTOR)
    assert accounts.principal_of(token).role is Role.INVESTOR


def test_disabling_takes_effect_on_tokens_that_are_out(accounts: Accounts, wang) -> None:
    tokens = [accounts.login("王芳", PASSWORD).token, accounts.create_api_token("王芳", "脚本")]
    accounts.disable("王芳")
    for token in tokens:
        with pytest.raises(NotSignedIn):
            accounts.principal_of(token)
    with pytest.raises(NotPermitted, match="停用"):
        accounts.login("王芳", PASSWORD)
    with pytest.raises(NotSignedIn):
        accounts.login("王芳", "not-the-password")
    accounts.enable("王芳")
    assert accounts.principal_of(tokens[0]).role is Role.STAFF


def test_a_new_password_signs_out_but_keeps_api_tokens(accounts: Accounts, wang) -> None:
    login, api = accounts.login("王芳", PASSWORD).token, accounts.create_api_token("王芳", "脚本")
    accounts.set_password("王芳", "another-river-2026")
    with pytest.raises(NotSignedIn):
        accounts.principal_of(login)
    assert accounts.principal_of(api).name == "王芳"
    with pytest.raises(NotSignedIn):
        accounts.login("王芳", PASSWORD)
    assert accounts.principal_of(accounts.login("王芳", "another-river-2026").token).name == "王芳"


def test_signing_out_ends_this_login_and_no_other(accounts: Accounts, wang, database: Database) -> None:
    here, elsewhere = (accounts.login("王芳", PASSWORD).token for _ in range(2))
    calendar, api = accounts.calendar_token(accounts.principal_of(here)), accounts.create_api_token("王芳", "脚本")
    accounts.log_out(here)
    for again in (accounts.principal_of, accounts.log_out):
        with pytest.raises(NotSignedIn):
            again(here)
    assert accounts.principal_of(elsewhere).name == accounts.principal_of(api).name == "王芳"
    assert accounts.principal_of_calendar(calendar).name == "王芳"
    with pytest.raises(InvalidInput, match="revoke"):
        accounts.log_out(api)


def test_an_ended_login_is_forgotten_when_it_would_have_expired(accounts: Accounts, wang, database: Database) -> None:
    accounts.log_out(accounts.login("王芳", PASSWORD).token)
    with database.session() as session:
        session.query(EndedLoginRow).one().expires_at -= timedelta(days=1)
    accounts.log_out(accounts.login("王芳", PASSWORD).token)
    with database.session() as session:
        assert session.query(EndedLoginRow).count() == 1


def test_an_api_token_works_until_it_is_revoked(accounts: Accounts, wang, database: Database) -> None:
    token = accounts.create_api_token("王芳", "周报脚本")
    assert token.startswith("hz_")
    assert accounts.principal_of(token).user_id == wang.id
    (listed,) = accounts.list_api_tokens("王芳")
    assert (listed.name, listed.revoked) == ("周报脚本", False)
    assert listed.last_used_at is not None
    with database.session() as session:
        assert token not in session.get_one(ApiTokenRow, listed.id).token_hash
    accounts.revoke(listed.id)
    with pytest.raises(NotSignedIn):
        accounts.principal_of(token)


def test_what_does_not_exist_is_not_found(accounts: Accounts) -> None:
    for call in (
        lambda: accounts.disable("谁"),
        lambda: accounts.set_password("谁", PASSWORD),
        lambda: accounts.create_api_token("谁", "脚本"),
        lambda: accounts.revoke(7),
    ):
        with pytest.raises(NotFound):
            call()


def test_forged_tokens_are_refused(accounts: Accounts, wang, tmp_path: Path) -> None:
    good = accounts.login("王芳", PASSWORD).token
    key = (tmp_path / "secret.key").read_text()
    claims = {"sub": str(wang.id), "ver": 1, "iat": utc_now(), "exp": utc_now() + timedelta(hours=1), "jti": "a"}
    forged = {
        "another key": jwt.encode(claims, "k" * 64, algorithm="HS256"),
        "no signature": jwt.encode(claims, None, algorithm="none"),
        "another algorithm": jwt.encode(claims, key, algorithm="HS512"),
        "expired": jwt.encode(claims | {"exp": utc_now() - timedelta(seconds=1)}, key, algorithm="HS256"),
        "no expiry": jwt.encode({k: v for k, v in claims.items() if k != "exp"}, key, algorithm="HS256"),
        "no id": jwt.encode({k: v for k, v in claims.items() if k != "jti"}, key, algorithm="HS256"),
        "subject is no number": jwt.encode(claims | {"sub": "admin"}, key, algorithm="HS256"),
        "unknown account": jwt.encode(claims | {"sub": "999"}, key, algorithm="HS256"),
        "old version": jwt.encode(claims | {"ver": 0}, key, algorithm="HS256"),
        "cut": good[:-2],
        "api token of nobody": "hz_" + "A" * 43,
        "garbage": "null",
    }
    assert accounts.principal_of(jwt.encode(claims, key, algorithm="HS256")).name == "王芳"
    for what, token in forged.items():
        with pytest.raises(NotSignedIn):
            accounts.principal_of(token)
            pytest.fail(what)


def test_the_key_is_made_once_and_for_this_user_only(database: Database, tmp_path: Path) -> None:
    first, second = (Accounts(database, Settings(data_dir=tmp_path)) for _ in range(2))
    first.add("li", PASSWORD, Role.ADMIN)
    assert second.principal_of(first.login("li", PASSWORD).token).name == "li"
    path = tmp_path / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in tmp_path.iterdir() if item.name.startswith(".secret")] == []


@pytest.mark.parametrize(
    "before", [pytest.param(None, id="new"), pytest.param(0o755, id="as-before"), pytest.param(0o770, id="group")]
)
def test_no_other_user_reads_data_folder_or_key(tmp_path: Path, before: int | None) -> None:
    folder = tmp_path / "data"
    key = folder / "secret.key"
    if before is not None:
        folder.mkdir()
        key.write_text("k" * 64)
        key.chmod(before & 0o666)
        folder.chmod(before)
    settings = Settings(data_dir=folder)
    database = open_database(settings)
    accounts = Accounts(database, settings)
    accounts.add("li", PASSWORD, Role.ADMIN)
    accounts.login("li", PASSWORD)
    database.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_folder_shared_by_all_is_not_taken_from_the_others(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    open_database(Settings(data_dir=tmp_path)).close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


def test_a_configured_key_must_be_long(database: Database, tmp_path: Path) -> None:
    for secret, usable in (("short", False), ("k" * 32, True)):
        accounts = Accounts(database, Settings(data_dir=tmp_path, server=ServerSettings(secret=secret)))
        if usable:
            assert accounts.login("li", PASSWORD).name == "li"
        else:
            accounts.add("li", PASSWORD, Role.ADMIN)
            with pytest.raises(ConfigurationError, match="HUIZHAO_SERVER__SECRET"):
                accounts.login("li", PASSWORD)
    assert not (tmp_path / "secret.key").exists()


@pytest.mark.parametrize("name", [pytest.param("王芳", id="existing"), pytest.param("谁", id="unknown")])
def test_guessing_is_stopped(accounts: Accounts, wang, name: str) -> None:
    for _ in range(attempts.ATTEMPTS_FROM_ONE_ADDRESS):
        with pytest.raises(NotSignedIn):
            accounts.login(name, "wrong-password", "10.0.0.1")
    with pytest.raises(TooManyAttempts, match="15 分钟"):
        accounts.login(name, PASSWORD, "10.0.0.1")


def test_guessing_elsewhere_does_not_lock_the_owner_out(accounts: Accounts, wang) -> None:
    for _ in range(attempts.ATTEMPTS_FROM_ONE_ADDRESS):
        with pytest.raises(NotSignedIn):
            accounts.login("王芳", "wrong-password", "10.0.0.1")
    assert accounts.login("王芳", PASSWORD, "10.0.0.2").name == "王芳"


def test_addresses_of_one_ipv6_network_count_as_one(accounts: Accounts, wang) -> None:
    for number in range(attempts.ATTEMPTS_FROM_ONE_ADDRESS):
        with pytest.raises(NotSignedIn):
            accounts.login("王芳", "wrong-password", f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooManyAttempts):
        accounts.login("王芳", PASSWORD, "2001:db8:1:2:ffff::1")
    assert accounts.login("王芳", PASSWORD, "2001:db8:1:3::1").name == "王芳"


def test_guessing_from_many_addresses_is_stopped(accounts: Accounts, wang, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts._attempts, "from_anywhere", 7)
    for number in range(7):
        with pytest.raises(NotSignedIn):
            accounts.login("王芳", "wrong-password", f"10.0.0.{number}")
    with pytest.raises(TooManyAttempts):
        accounts.login("王芳", PASSWORD, "10.0.1.1")


def test_the_limit_passes_with_time_and_with_success(accounts: Accounts, wang, database: Database) -> None:
    for _ in range(attempts.ATTEMPTS_FROM_ONE_ADDRESS - 1):
        with pytest.raises(NotSignedIn):
            accounts.login("王芳", "wrong-password", "10.0.0.1")
    accounts.login("王芳", PASSWORD, "10.0.0.1")
    for _ in range(attempts.ATTEMPTS_FROM_ONE_ADDRESS):
        with pytest.raises(NotSignedIn):
            accounts.login("王芳", "wrong-password", "10.0.0.1")
    with database.session() as session:
        for row in session.query(LoginAttemptRow):
            row.at -= attempts.WINDOW
    assert accounts.login("王芳", PASSWORD, "10.0.0.1").name == "王芳"


def test_a_clock_that_was_set_back_ends_no_login_and_locks_nobody_out(
    accounts: Accounts, wang, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = timedelta(hours=3)
    for module in ("signing", "attempts"):
        monkeypatch.setattr(f"assistant.accounts.{module}.utc_now", lambda: utc_now() + ahead)
    token = accounts.login("王芳", PASSWORD).token
    for _ in range(attempts.ATTEMPTS_FROM_ONE_ADDRESS):
        with pytest.raises(NotSignedIn):
            accounts.login("王芳", "wrong")
    monkeypatch.undo()
    assert accounts.principal_of(token).name == "王芳"
    assert accounts.login("王芳", PASSWORD).name == "王芳"


def test_names_typed_at_login_are_not_kept(accounts: Accounts, tmp_path: Path) -> None:
    with pytest.raises(NotSignedIn):
        accounts.login("my-password-in-the-name-field", "x")
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("huizhao.db*"))
    assert b"my-password-in-the-name-field" not in stored


def test_a_known_address_stays_so_for_a_while_and_among_the_latest(
    accounts: Accounts, wang, database: Database
) -> None:
    counted = attempts.Attempts(database, from_anywhere=0)

    def is_known(address: str) -> bool:
        try:
            counted.begin("王芳", address)
        except TooManyAttempts:
            return False
        return True

    for number in range(attempts.MOST_KNOWN + 1):
        accounts.login("王芳", PASSWORD, f"10.0.0.{number}")
    assert [is_known(f"10.0.0.{number}") for number in (0, 1, attempts.MOST_KNOWN)] == [False, True, True]
    with database.session() as session:
        for row in session.query(KnownAddressRow):
            row.at -= attempts.KNOWN_FOR
    assert not is_known("10.0.0.1")
    accounts.login("王芳", PASSWORD, "10.0.0.50")
    with database.session() as session:
        assert session.query(KnownAddressRow).count() == 1
