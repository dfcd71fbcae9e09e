"""What a ledger itself says of who may see it: the words in its columns of release, above its columns, in its sheets' names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.buildings.headers.header_words import header_lines
from assistant.text.figures import normalise

_RELEASE = re.compile(r"发布|公开|对外|公示|展示|上架|上网")
_SECRET = re.compile(r"内部|涉密|保密|密级|秘密|不对外|不公开|不发布|不宜")
_NO = re.compile(
    r"否|不|no|n|false|0|x|×|✗|✘|不是|未|无|缓|秘密|机密|绝密|不可以?|不行|不能|不宜|不同意"
    r"|(?:仅|只|限|仅限|供|仅供)?(?:局|区|部门|单位)?(?:内部|内网|局内).*|.*(?:不对外|不公开|内部掌握|内部使用|内部资料|内部参考).*"
    r"|(?:暂|尚|先|一律)?(?:时|且)?(?:不|未|缓|勿|别|禁止|停止)(?:予|宜|便|得|要|能|可)?(?:以)?(?:公开|对外|发布|公示|展示|上架|上网|外传).*"
    r"|暂缓.*|保密.*|涉密.*|待定|待审.*|待核.*|待批.*"
)
_YES = re.compile(r"是|y|yes|true|1|√|✓|对|内部.*|涉密.*|保密.*|秘密|机密|绝密|不.*")


@dataclass(frozen=True, slots=True)
class Restriction:
    """What of a table only staff may see: the headers of columns, the rows by their index, or the whole."""

    headers: frozenset[str] = frozenset()
    rows: frozenset[int] = frozenset()
    whole: bool = False


def internal_rows(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """The rows that any column of release marks as not to be shown: 否 below 是否发布, 内部掌握 below 对外, 是 below 是否涉密."""
    marking = [(at, pattern) for at, header in enumerate(headers) if (pattern := _refusal_below(header)) is not None]
    return frozenset(
        index
        for index, row in enumerate(rows)
        if any(at < len(row) and pattern.fullmatch(re.sub(r"\s+", "", normalise(row[at]))) for at, pattern in marking)
    )


def is_internal_name(*names: str) -> bool:
    """Whether the name of a sheet or the title above a table says that it is not for the public."""
    return any(re.search(r"内部|不对外|不公开|涉密|保密", name) for name in names)


def _refusal_below(header: str) -> re.Pattern[str] | None:
    """What a cell below this header says where its row is not to be shown; None for a header that says nothing of it."""
    text = "".join(header_lines(header))
    if _SECRET.search(text):
        return _YES
    return _NO if _RELEASE.search(text) else None
