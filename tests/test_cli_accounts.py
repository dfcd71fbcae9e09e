"""Accounts at the command line: roles, disabling, and tokens that can be listed and made void."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import jwt
import pyotp
import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.accounts.service import Accounts
from assistant.cli import app
from assistant.database import open_database, utc_now
from assistant.errors import NotSignedIn, SecondFactorNeeded
from assistant.records import Role
from assistant.settings import Settings

PASSWORD = "laptop-river-2026"
Run = Callable[..., Result]


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    settings = Settings(data_dir=tmp_path)
    return Accounts(open_database(settings), settings)


@pytest.fixture
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``huizhao users …`` on an empty data folder with one account."""
    monkeypatch.setenv("HUIZHAO_DATA_DIR", str(tmp_path))

    def run(*arguments: str, stdin: str = "") -> Result:
        return CliRunner().invoke(app, ["users", *arguments], input=stdin)

    assert run("add", "张三", "--role", "investor", "--password-stdin", stdin=f"{PASSWORD}\n").exit_code == 0
    return run


def test_a_role_is_changed(users: Run) -> None:
    assert users("role", "张三", "staff").exit_code == 0
    told = {"name": "张三", "role": "staff", "disabled": False, "may_approve": False, "may_curate": False, "groups": []}
    assert json.loads(users("list", "--json").stdout) == {"users": [told]}


def test_staff_is_let_look_after_questions(users: Run) -> None:
    assert users("curator", "张三").exit_code == 2  # an investor
    users("role", "张三", "staff")
    assert users("curator", "张三").exit_code == 0
    assert "维护问答" in users("list").stdout
    assert users("curator", "张三", "--revoke").exit_code == 0
    assert "维护问答" not in users("list").stdout


def test_an_unknown_role_is_refused(users: Run) -> None:
    assert users("role", "张三", "chief").exit_code == 2


def test_a_disabled_account_is_enabled_again(users: Run) -> None:
    users("disable", "张三")
    assert "已停用" in users("list").stdout
    assert users("enable", "张三").exit_code == 0
    assert "已停用" not in users("list").stdout


def test_a_token_is_listed_without_its_text_and_made_void(users: Run, accounts: Accounts) -> None:
    token = users("token", "张三", "--label", "办公系统").stdout.strip()
    assert accounts.principal_of(token).role is Role.INVESTOR
    (listed,) = json.loads(users("tokens", "张三", "--json").stdout)["tokens"]
    assert (listed["label"], listed["revoked"]) == ("办公系统", False)
    assert token not in users("tokens", "张三").stdout
    assert users("revoke", str(listed["id"])).exit_code == 0
    assert "已作废" in users("tokens", "张三").stdout
    with pytest.raises(NotSignedIn):
        accounts.principal_of(token)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("role", "李四", "staff"), id="role"),
        pytest.param(("enable", "李四"), id="enable"),
        pytest.param(("tokens", "李四"), id="tokens"),
        pytest.param(("revoke", "99"), id="revoke"),
    ],
)
def test_what_is_not_there_is_said_and_fails(users: Run, arguments: tuple[str, ...]) -> None:
    done = users(*arguments)
    assert done.exit_code == 1
    assert "没有" in done.stderr
    assert "Traceback" not in done.stderr


def test_rotating_the_secret_ends_every_token_at_once(users: Run, accounts: Accounts, tmp_path: Path) -> None:
    """``accounts`` stands for a server that is running meanwhile."""
    signed = accounts.login("张三", PASSWORD).token
    calendar = accounts.calendar_token(accounts.principal_of(signed))
    tokens = [signed, users("token", "张三").stdout.strip()]
    old_key = (tmp_path / "secret.key").read_text()
    rotated = CliRunner().invoke(app, ["secret", "rotate"])
    assert rotated.exit_code == 0
    assert "1 个访问令牌" in rotated.stderr
    assert (tmp_path / "secret.key").read_text() != old_key
    assert [path.name for path in tmp_path.glob(".secret-*")] == []
    for token in tokens:
        with pytest.raises(NotSignedIn):
            accounts.principal_of(token)
    with pytest.raises(NotSignedIn):
        accounts.principal_of_calendar(calendar)
    with pytest.raises(NotSignedIn):
        accounts.principal_of(_forged(old_key))
    assert accounts.principal_of(accounts.login("张三", PASSWORD).token).name == "张三"


def test_a_secret_of_the_settings_is_not_taken_for_replaced(users: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHAO_SERVER__SECRET", "k" * 40)
    rotated = CliRunner().invoke(app, ["secret", "rotate"])
    assert rotated.exit_code == 2
    assert "HUIZHAO_SERVER__SECRET" in rotated.stderr


def _forged(key: str) -> str:
    """What somebody with the old key signs who guesses the account's next token version."""
    claims = {"sub": "1", "ver": 2, "iat": utc_now(), "exp": utc_now() + timedelta(hours=1), "jti": "a"}
    return jwt.encode(claims, key, algorithm="HS256")


def test_departments_are_given_listed_and_taken_back(users: Run, accounts: Accounts) -> None:
    users("role", "张三", "staff")
    assert users("groups", "张三", "产业科", "投资促进科、Ａ组").exit_code == 0
    assert accounts.principal_called("张三").groups == {"产业科", "投资促进科", "a组"}
    assert "产业科" in users("list").stdout
    assert users("groups", "张三", "产业<科>").exit_code == 2
    assert users("groups", "张三").exit_code == 0
    assert accounts.principal_called("张三").groups == frozenset()


def test_a_second_factor_is_set_up_and_taken_away(
    users: Run, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = pyotp.random_base32()
    monkeypatch.setattr(pyotp, "random_base32", lambda: secret)
    done = users("second-factor", "张三", stdin=f"{pyotp.TOTP(secret).now()}\n")
    codes = done.stdout.split()
    assert (done.exit_code, len(codes)) == (0, 10)
    assert secret in done.stderr and secret not in done.stdout
    with pytest.raises(SecondFactorNeeded):
        accounts.login("张三", PASSWORD)
    token = accounts.login("张三", PASSWORD, code=codes[0]).token
    assert users("second-factor", "张三", "--remove").exit_code == 0
    with pytest.raises(NotSignedIn):
        accounts.principal_of(token)
    assert accounts.login("张三", PASSWORD)


def test_an_account_is_signed_out_everywhere(users: Run, accounts: Accounts) -> None:
    login, api = accounts.login("张三", PASSWORD).token, users("token", "张三").stdout.strip()
    assert users("sign-out", "张三").exit_code == 0
    with pytest.raises(NotSignedIn):
        accounts.principal_of(login)
    assert accounts.principal_of(api)
    users("sign-out", "张三", "--tokens")
    with pytest.raises(NotSignedIn):
        accounts.principal_of(api)


def test_an_account_is_linked_only_where_there_is_a_provider(
    users: Run, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert users("link", "张三", "u-1").exit_code != 0
    monkeypatch.setenv("HUIZHAO_OIDC__ISSUER", "https://sso.example.gov.cn")
    monkeypatch.setenv("HUIZHAO_OIDC__CLIENT_ID", "huizhao")
    assert users("link", "张三", "u-1").exit_code == 0
    accounts.add("lisi", PASSWORD, Role.STAFF)
    assert users("link", "lisi", "u-1").exit_code != 0
