"""``huizhao users``: accounts and API tokens; ``huizhao secret``: the key that signs login tokens."""

import sys
from typing import Annotated

import typer

from assistant.accounts.service import Accounts, ApiToken, User
from assistant.commands.ingesting import Json
from assistant.commands.running import messages_for_errors, print_json, stderr, stdout
from assistant.database import open_database
from assistant.errors import ConfigurationError, InvalidInput
from assistant.records import Role
from assistant.settings import load_settings

users_app = typer.Typer(help="账号与访问令牌", no_args_is_help=True)
secret_app = typer.Typer(help="登录令牌的签名密钥", no_args_is_help=True)
PasswordStdin = Annotated[bool, typer.Option("--password-stdin", help="从标准输入读密码")]


@users_app.command("add")
def add_user(
    name: str,
    role: Annotated[Role, typer.Option(help="investor 客商，staff 工作人员，admin 管理员")],
    password_stdin: PasswordStdin = False,
) -> None:
    """新建账号。"""
    with messages_for_errors():
        _accounts().add(name, _password(password_stdin), role)
        stderr.print(f"已建立账号 {name}（{role}）", markup=False)


@users_app.command("password")
def set_password(name: str, password_stdin: PasswordStdin = False) -> None:
    """重设密码。"""
    with messages_for_errors():
        _accounts().set_password(name, _password(password_stdin))
        stderr.print(f"已重设 {name} 的密码", markup=False)


@users_app.command("disable")
def disable_user(name: str) -> None:
    """停用账号，立即生效。"""
    with messages_for_errors():
        _accounts().disable(name)
        stderr.print(f"已停用 {name}", markup=False)


@users_app.command("enable")
def enable_user(name: str) -> None:
    """重新启用账号。"""
    with messages_for_errors():
        _accounts().enable(name)
        stderr.print(f"已启用 {name}", markup=False)


@users_app.command("role")
def set_role(
    name: str, role: Annotated[Role, typer.Argument(help="investor 客商，staff 工作人员，admin 管理员")]
) -> None:
    """改变账号的身份，从下一次请求起生效。"""
    with messages_for_errors():
        _accounts().set_role(name, role)
        stderr.print(f"{name} 现在是 {role}", markup=False)


@users_app.command("approver")
def set_approver(name: str, revoke: Annotated[bool, typer.Option("--revoke", help="收回审批权")] = False) -> None:
    """给工作人员审批诉求复函的权力；谁也不能批准自己起草的复函。"""
    with messages_for_errors():
        _accounts().set_may_approve(name, not revoke)
        stderr.print(f"{name} {'不再有' if revoke else '现在有'}复函审批权", markup=False)


@users_app.command("list")
def list_users(as_json: Json = False) -> None:
    """列出账号。"""
    with messages_for_errors():
        users = _accounts().list_users()
        if as_json:
            print_json({"users": [_user_json(user) for user in users]})
            return
        for user in users:
            stdout.print(
                f"{user.name}  {user.role}{'  可审批' if user.may_approve else ''}{'  已停用' if user.disabled else ''}",
                highlight=False,
                markup=False,
            )


@users_app.command("token")
def create_token(name: str, label: Annotated[str, typer.Option(help="令牌的用途")] = "命令行") -> None:
    """为账号建立访问令牌（只显示这一次）。"""
    with messages_for_errors():
        stdout.print(_accounts().create_api_token(name, label), highlight=False, markup=False)


@users_app.command("tokens")
def list_tokens(name: str, as_json: Json = False) -> None:
    """列出账号的访问令牌（不含令牌本身）。"""
    with messages_for_errors():
        tokens = _accounts().list_api_tokens(name)
        if as_json:
            print_json({"tokens": [_token_json(token) for token in tokens]})
            return
        for token in tokens:
            used = f"最近使用 {token.last_used_at:%Y-%m-%d}" if token.last_used_at else "未使用"
            line = f"{token.id}  {token.name}  建立于 {token.created_at:%Y-%m-%d}  {used}{'  已作废' if token.revoked else ''}"
            stdout.print(line, highlight=False, markup=False)


@users_app.command("revoke")
def revoke_token(token_id: Annotated[int, typer.Argument(help="令牌的编号，见 huizhao users tokens")]) -> None:
    """作废一个访问令牌，立即生效。"""
    with messages_for_errors():
        _accounts().revoke(token_id)
        stderr.print(f"已作废令牌 {token_id}", markup=False)


@secret_app.callback()
def _secret() -> None:
    """登录令牌的签名密钥。"""


@secret_app.command("rotate")
def rotate_secret() -> None:
    """更换签名密钥：所有登录、日历地址和访问令牌立即失效，密码不变。密钥可能已经泄露时使用，服务不用停。"""
    with messages_for_errors():
        ended = _accounts().end_all_tokens()
        stderr.print(
            f"已退出全部 {ended.accounts} 个账号的登录，日历地址一并失效；已作废 {ended.api_tokens} 个访问令牌。",
            markup=False,
        )
        stderr.print("请各人重新登录；程序用的访问令牌用 huizhao users token 重新建立。", markup=False)
        if not ended.key_replaced:
            raise ConfigurationError(
                "签名密钥写在配置 HUIZHAO_SERVER__SECRET 里，不能由本命令更换：请改成新的随机值（至少 32 个字符），"
                "或删去这一项由程序自动生成，然后重新启动服务。在此之前，知道旧密钥的人仍能伪造登录"
            )
        stderr.print("签名密钥已更换。", markup=False)


def _user_json(user: User) -> dict[str, object]:
    return {"name": user.name, "role": user.role, "disabled": user.disabled, "may_approve": user.may_approve}


def _token_json(token: ApiToken) -> dict[str, object]:
    return {
        "id": token.id,
        "label": token.name,
        "created_at": token.created_at.isoformat(),
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
        "revoked": token.revoked,
    }


def _accounts() -> Accounts:
    settings = load_settings()
    return Accounts(open_database(settings), settings)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise InvalidInput("请加 --password-stdin，并把密码从标准输入传入")
    return str(typer.prompt("密码", hide_input=True, confirmation_prompt=True))
