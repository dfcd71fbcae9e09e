"""Texts of the own account, in Chinese and English."""

TEXTS: dict[str, tuple[str, str]] = {
    "account": ("我的账号", "My account"),
    "account_hint": (
        "修改前请再输入密码；已有两步验证的还要输入验证码。",
        "Enter your password again before a change, and a code if you use one.",
    ),
    "login_code": ("验证码", "Code"),
    "login_code_info": ("验证器上的 6 位数字，或一个恢复码", "Six digits of your authenticator, or a recovery code"),
    "second_factor_needed": ("请输入验证器上的 6 位数字。", "Enter the six digits of your authenticator."),
    "second_factor_missing": (
        "按规定要先设置两步验证，请按下面的步骤设置。",
        "Your role needs a second step. Please set it up below.",
    ),
    "second_factor": ("两步验证", "Second step"),
    "second_factor_on": ("已设置，恢复码还有 {count} 个", "On, {count} recovery codes left"),
    "second_factor_off": ("未设置", "Off"),
    "set_up_second_factor": ("设置两步验证", "Set up"),
    "confirm_second_factor": ("确认验证码", "Confirm the code"),
    "remove_second_factor": ("取消两步验证", "Turn off"),
    "scan": (
        "用手机上的验证器扫描，再把它显示的 6 位数字填入“验证码”并确认。",
        "Scan with your authenticator, enter its six digits as the code, and confirm.",
    ),
    "secret_to_type": ("不能扫描时手工输入密钥", "If you cannot scan, type this key"),
    "recovery_codes": (
        "两步验证已生效。下面的恢复码只显示这一次，手机丢失时用，每个只能用一次，请妥善保存。",
        "It is on. Keep these recovery codes, which are shown this once: each is good once when your phone is lost.",
    ),
    "new_password": ("新密码", "New password"),
    "change_password": ("修改密码", "Change password"),
    "password_changed": ("已修改，请用新密码重新登录。", "Changed. Please sign in with the new password."),
    "sign_out_everywhere": ("退出全部登录", "Sign out everywhere"),
    "open_logins": ("登录着的地方", "Signed in at"),
    "this_login": ("本次", "this one"),
    "department": ("部门", "Department"),
    "sign_on_with": ("用{provider}登录", "Sign in with {provider}"),
    "leave_provider": ("在统一身份认证退出", "Sign out at the provider too"),
    "ended_everywhere": ("已在所有地方退出。", "Signed out everywhere."),
}
