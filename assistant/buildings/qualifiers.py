"""What a cell says of what it names: that it is not so, or not yet (准甲级 is no 甲级, 预留牛腿 no crane), or a plain yes or no (``是否可注册`` 是,
``排烟`` √)."""

import re
from functools import lru_cache

from assistant.text.figures import normalise

_NAMES = r"\w{0,8}(?:局|委员会|厅|馆|院|路|用地|地块)|用途|条件|红线|许可|指标"
_BEFORE = re.compile(
    r"(?<![标批核水基精校瞄获对])准(?![入予时备确许则字])"
    rf"|(?<![虚模])拟|预留|预计|计划(?!单列)|规划(?!{_NAMES})"
    r"|可以?(?:改造|改建|升级|提升|加装|增设|装修|定制)"
)
_BEHIND = re.compile(r"(?:规划|预留|拟建|计划)中?$")
_BETWEEN = re.compile(r"([\n/、,，;；。()（）\[\]【】|]+)")
_CLOSED = "\x00"

_YES = frozenset(
    {"是", "有", "√", "✓", "✔", "☑", "可", "可以", "能", "支持", "允许", "准许", "具备", "y", "yes", "true"}
)
_NO = frozenset(
    {
        "否",
        "无",
        "没有",
        "×",
        "✗",
        "✘",
        "☒",
        "x",
        "不可",
        "不可以",
        "不能",
        "不支持",
        "不允许",
        "不准",
        "不具备",
        "n",
        "no",
        "false",
    }
)
_ASKING = re.compile(r"^(?:是否|有无|能否|可否|能不能|是不是|有没有)|[?？]$|[（(][^（()）]*[)）]")
_ALLOWED = re.compile(r"(?:能否|可否|能不能|可不可以|是否(?:可以?|能|允许)|可以?|能|允许)(?=..)")
_MAY = re.compile(r"^(?:可以?|能|允许|支持|做)(?=..)(?!售|租)")


def masked(text: str) -> str:
    """A cell's text, as long as it was, with a mark for each character of what is not so: from such a word to the end of its clause, or
    the whole clause that ends with one (``5吨行车预留``) or has one in brackets behind it (``5吨行车（预留）``)."""
    pieces = _BETWEEN.split(text)
    for at in range(0, len(pieces), 2):
        remark = at + 2 < len(pieces) and pieces[at + 1] in {"(", "（", "[", "【"} and _BEHIND.fullmatch(pieces[at + 2])
        found = _BEFORE.search(pieces[at])
        kept = 0 if remark or _BEHIND.search(pieces[at]) else found.start() if found else len(pieces[at])
        pieces[at] = pieces[at][:kept] + _CLOSED * (len(pieces[at]) - kept)
    return "".join(pieces)


@lru_cache(maxsize=16_384)
def stated(text: str) -> str:
    """A cell's text without what is not so: ``5t，预留10t`` is 5t, ``预留牛腿`` nothing."""
    clear = masked(text)
    return text if clear == text else clear.replace(_CLOSED, "").strip(" \n/、,，;；。()（）[]【】|")


def says(text: str, value: str) -> bool:
    """Whether a text says a value as it is: ``乙级，拟升甲级`` says 乙级 alone. A value may itself hold such a word (``规划设计``)."""
    return value in text and (value in masked(text) or bool(_BEFORE.search(value)))


def asks_permission(header: str) -> bool:
    """Whether a header asks what may be done: ``能否注册``, ``可明火``."""
    return bool(_ALLOWED.match(header))


def without_asking(header: str) -> str:
    """What a header asks about: ``能否注册`` 注册, ``可明火`` 明火."""
    asked = _ASKING.sub("", header)
    return _MAY.sub("", _MAY.sub("", asked))


def read_flag(text: str) -> bool | None:
    """Whether a cell says yes or no; None where it says something else."""
    plain = re.sub(r"\s+", "", normalise(text))
    return True if plain in _YES else False if plain in _NO else None


def flag_in_words(header: str, text: str) -> str:
    """A yes or no as a row would say it: ``可注册`` or ``不可注册``, ``有排烟`` or ``无排烟``; "" for a cell that is neither."""
    said = read_flag(text)
    word = _ASKING.sub("", header.split("·")[-1].strip())
    if said is None or not word:
        return ""
    if re.match(r"[可能有带含允支具]", word):
        return word if said else f"不{word}" if word[0] != "有" else f"无{word[1:]}"
    return f"{'有' if said else '无'}{word}"
