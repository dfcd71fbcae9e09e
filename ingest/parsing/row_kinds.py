"""What a row of a table is: a record, a note, a total, or nothing to be kept."""

import re
from collections.abc import Sequence

TOTAL = re.compile(r"^(?:本页|分项|以上|全部)?(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|汇\s*总)(?:[:：（(].*)?$")
NOTE = re.compile(
    r"^(?:注|备注|说明|填表|制表|审核|单位|数据来源|数据截至|截至|联系人|核验|统计时间|更新时间|★|\*|※)[^，,]{0,4}[:：]"
    r"|^(?:注|说明)\d*[:：.、]?|^填报"
)
NUMBER = re.compile(r"^[-+]?[¥￥]?[\d,]+(?:\.\d+)?%?$")
CONTINUED = re.compile(r"^[（(]?(?:续\s*(?:上?表|前表|上页)?|[接承]上[页表])[\s\d一二三四五六七八九十]*[)）]?$")
FEWEST_WIDE_CELLS = 4


def row_kind(row: Sequence[str], header: Sequence[str]) -> str:
    """``record``, ``note``, ``total``, ``blank``; a header repeated on a new page, a row of column numbers and 续表 count as blank."""
    values = [value for value in row if value]
    if not values or (header and tuple(row) == tuple(header)):
        return "blank"
    if any(map(TOTAL.match, values)) or (values[0].startswith("其中") and all(map(NUMBER.match, values[1:]))):
        return "total"
    if CONTINUED.match(values[0]) and len(set(values)) == 1:
        return "blank"
    if len(set(values)) == 1 and len(row) > 2:
        return "note"
    if NOTE.match(values[0]) and len(set(values)) <= 2:
        return "note"
    numbered = [str(number) for number in range(1, len(values) + 1)]
    if len(values) >= FEWEST_WIDE_CELLS and [value.strip("（）()") for value in values] == numbered:
        return "blank"
    return "record"
