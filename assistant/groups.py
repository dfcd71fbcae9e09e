"""Groups: the departments that documents are kept to and accounts belong to. One spelling of a name, one stored form of a set."""

import re
import unicodedata
from collections.abc import Iterable

from assistant.errors import InvalidInput

LONGEST_GROUP = 40
MOST_GROUPS = 20
_SEPARATORS = re.compile(r"[、,，;；\n]")
_NAME = re.compile(r"[\w.@()（）·-]+(?: [\w.@()（）·-]+)*")
_BETWEEN = "\n"


def group_name(name: str) -> str:
    """The one spelling of a group's name: width, case and blanks around it do not count. Raises InvalidInput for an unusable one."""
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    if len(folded) > LONGEST_GROUP or not _NAME.fullmatch(folded):
        raise InvalidInput(
            f"部门名称“{name.strip()}”不能用：只能有汉字、字母、数字和 . _ - · @ 括号，最多 {LONGEST_GROUP} 个字符"
        )
    return folded


def read_groups(text: str) -> frozenset[str]:
    """Names as people write them, ``投资促进科、产业科``; none in a blank text. Raises InvalidInput."""
    names = frozenset(group_name(part) for part in _SEPARATORS.split(text) if part.strip())
    if len(names) > MOST_GROUPS:
        raise InvalidInput(f"部门太多：最多 {MOST_GROUPS} 个")
    return names


def write_groups(groups: Iterable[str]) -> str:
    """Names as people read them."""
    return "、".join(sorted(groups))


def stored_groups(groups: Iterable[str]) -> str:
    """A set of names as a column holds it: every name between two line ends, "" for none."""
    names = sorted(groups)
    return f"{_BETWEEN}{_BETWEEN.join(names)}{_BETWEEN}" if names else ""


def stored_group(name: str) -> str:
    """What a column that holds this name contains, and no column that does not."""
    return f"{_BETWEEN}{name}{_BETWEEN}"


def held_groups(stored: str) -> frozenset[str]:
    """The set that a column holds."""
    return frozenset(filter(None, stored.split(_BETWEEN)))
