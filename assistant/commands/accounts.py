"""``huizhao users``: accounts and API tokens; ``huizhao secret``: the key that signs login tokens."""

import sys
from typing import Annotated

import segno
import typer

from assistant.accounts.registry import ApiToken
from assistant.accounts.service import Accounts
from assistant.accounts.users import User
from assistant.commands.ingesting import Json
from assistant.commands.running import messages_for_errors, print_json, stderr, stdout
from assistant.database import open_database
from assistant.errors import ConfigurationError, InvalidInput
from assistant.groups import read_groups, write_groups
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


@users_app.command("curator")
def set_curator(name: str, revoke: Annotated[bool, typer.Option("--revoke", help="收回")] = False) -> None:
    """让工作人员维护问答：未答上的问题、标准答复、同义词、反馈；不涉及账号、审计、设置和资料的公开。"""
    with messages_for_errors():
        _accounts().set_may_curate(name, not revoke)
        stderr.print(f"{name} {'不再' if revoke else '现在'}维护问答", markup=False)


@users_app.command("second-factor")
def set_second_factor(
    name: str, remove: Annotated[bool, typer.Option("--remove", help="取消（手机和恢复码都丢了的时候）")] = False
) -> None:
    """给账号设置两步验证：用验证器扫描打印的二维码，再输入它显示的 6 位数字；恢复码只显示这一次。"""
    with messages_for_errors():
        accounts = _accounts()
        if remove:
            accounts.remove_second_factor(name)
            stderr.print(f"已取消 {name} 的两步验证，这个账号的登录已全部退出", markup=False)
            return
        enrolment = accounts.begin_second_factor(name)
        segno.make(enrolment.uri, micro=False).terminal(out=sys.stderr, compact=True)
        stderr.print(f"不能扫描时手工输入密钥：{enrolment.secret}", markup=False)
        code = typer.prompt("验证器显示的 6 位数字", err=True) if sys.stdin.isatty() else sys.stdin.readline()
        for recovery in accounts.confirm_second_factor(name, code):
            stdout.print(recovery, highlight=False, markup=False)
        stderr.print("两步验证已生效；以上是恢复码，每个只能用一次，请交本人妥善保管", markup=False)


@users_app.command("sign-out")
def sign_out(name: str, tokens: Annotated[bool, typer.Option("--tokens", help="访问令牌也一并作废")] = False) -> None:
    """账号在所有地方的登录和日历地址立即失效。"""
    with messages_for_errors():
        _accounts().sign_out_everywhere(name, api_tokens=tokens)
        stderr.print(f"{name} 已在所有地方退出{'，访问令牌已全部作废' if tokens else ''}", markup=False)


@users_app.command("link")
def link_user(name: str, subject: Annotated[str, typer.Argument(help="统一身份认证里这个人的编号（sub）")]) -> None:
    """让统一身份认证的一个人用这个已有的账号登录。"""
    with messages_for_errors():
        issuer = load_settings().oidc.issuer
        if not issuer:
            raise ConfigurationError("没有设置统一身份认证：请先设置 HUIZHAO_OIDC__ISSUER")
        _accounts().link(name, issuer, subject)
        stderr.print(f"{name} 已对应统一身份认证的 {subject}", markup=False)


@users_app.command("groups")
def set_groups(
    name: str,
    groups: Annotated[list[str] | None, typer.Argument(help="部门，可以写几个；一个都不写就是不属于任何部门")] = None,
) -> None:
    """账号属于哪些部门：只给这些部门看的内部资料和台账的内部列，属于其中之一的工作人员才看得到。从下一次请求起生效。"""
    with messages_for_errors():
        chosen = read_groups("、".join(groups or ()))
        _accounts().set_groups(name, chosen)
        stderr.print(f"{name} {f'现在属于 {write_groups(chosen)}' if chosen else '现在不属于任何部门'}", markup=False)


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
                f"{user.name}  {user.role}{'  可审批' if user.may_approve else ''}{'  维护问答' if user.may_curate else ''}"
                f"{'  ' + write_groups(user.groups) if user.groups else ''}{'  已停用' if user.disabled else ''}",
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
                "或删去这一项由程序自动生成，旧的值暂时写在 HUIZHAO_SERVER__SECRET_BEFORE（两步验证的密钥用它加密，启动时改用新的），"
                "然后重新启动服务。在此之前，知道旧密钥的人仍能伪造登录"
            )
        stderr.print("签名密钥已更换，两步验证的密钥已用新的重新加密。", markup=False)


def _user_json(user: User) -> dict[str, object]:
    return {
        "name": user.name,
        "role": user.role,
        "disabled": user.disabled,
        "may_approve": user.may_approve,
        "may_curate": user.may_curate,
        "groups": sorted(user.groups),
    }


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
