"""Which passwords an account may have: one rule for every account, wherever the password is set."""

from collections.abc import Mapping, Sequence

from assistant.errors import InvalidInput
from assistant.sections.service import AccountSettings

LONGEST = 256  # hashing is slow on purpose: a megabyte of password would be an attack
_RULE = "至少 {shortest} 个字符，不能是常用密码、账号名、本局或系统的名称、键盘或数字顺序、日期，或在它们后面加几个字符；可以用几个不相干的词"
_LOOKED_AT = 72  # characters that the estimate looks at: its time grows with the square of the length
_WORDS_AT_HAND = (
    *(
        "huizhao",
        "慧招",
        "zhaoshang",
        "招商",
        "zhaoshangju",
        "招商局",
        "touzi",
        "hezuo",
        "投资合作局",
        "keshang",
        "客商",
    ),
    *("guanli", "guanliyuan", "管理员", "admin", "administrator", "staff", "investor", "gongzuo", "工作人员", "shenpi"),
    *("mima", "密码", "password", "ceshi", "测试", "demo", "yanshi", "演示", "zhengfu", "政府"),
    *("一二三四五六七八九十", "零一二三四五六七八九", "一二三四五六七八", "甲乙丙丁戊己庚辛壬癸"),
)
"""What is guessed first at such a bureau, and no list of the world's passwords holds."""
_REASONS = {
    "spatial": "键盘上相邻的键",
    "repeat": "重复的字符",
    "sequence": "顺序排列的字符",
    "regex": "年份",
    "date": "日期",
}


def password_rule(settings: AccountSettings) -> str:
    """The rule in words."""
    return _RULE.format(shortest=settings.password_length)


def check_password(password: str, name: str, settings: AccountSettings) -> None:
    """Refuse a password that is too short, too long, or guessed within the set number of tries by somebody who knows the account's name.

    The number of tries is zxcvbn's estimate: Wheeler, USENIX Security 2016. Raises InvalidInput that says why, and the rule.
    """
    if len(password) < settings.password_length:
        raise InvalidInput(f"密码太短：{password_rule(settings)}")
    if len(password) > LONGEST:
        raise InvalidInput(f"密码太长：最多 {LONGEST} 个字符")
    from zxcvbn import zxcvbn  # its lists of words take a fifth of a second, and only setting a password needs them

    estimate = zxcvbn(password[:_LOOKED_AT], [name, *_WORDS_AT_HAND])
    if estimate["guesses"] < 10**settings.password_strength:
        raise InvalidInput(f"密码太容易猜（{_reason(estimate['sequence'], name)}）：{password_rule(settings)}")


def _reason(parts: Sequence[Mapping[str, object]], name: str) -> str:
    """What in the password is guessed first."""
    for part in parts:
        if part.get("dictionary_name") == "user_inputs":
            return "含有账号名" if part["matched_word"] == name.lower() else f"含有“{part['token']}”"
        if part["pattern"] == "dictionary":
            return "含有常用密码或常见单词"
    return next((f"含有{_REASONS[key]}" for part in parts if (key := str(part["pattern"])) in _REASONS), "变化太少")
