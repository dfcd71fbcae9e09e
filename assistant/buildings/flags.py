"""Columns that say yes or no: ``是否可注册`` 是, ``排烟`` √, ``可分割`` 不可."""

import re

from assistant.text.figures import normalise

_YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "可", "可以", "能", "支持", "具备", "y", "yes", "true"})
_NO = frozenset(
    {"否", "无", "没有", "×", "✗", "✘", "☒", "x", "不可", "不可以", "不能", "不支持", "不具备", "n", "no", "false"}
)
_ASKING = re.compile(r"^(?:是否|有无|能否|可否|是不是|有没有)|[?？]$|[（(][^（()）]*[)）]")


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
