"""Whether a table lists places or opportunities at all: a legend, an instruction or a table of figures by quarter lists none."""

from collections.abc import Mapping, Sequence

from assistant.buildings.columns import Field
from assistant.buildings.headers.heads import is_head
from assistant.buildings.headers.mapped_columns import MappedColumn
from assistant.buildings.headers.positions import are_positions
from assistant.buildings.rows import category_words_in
from assistant.records import TableHeader

_CALLED_BY = frozenset({Field.NAME, Field.ADDRESS, Field.FLOOR, Field.COORDINATES, Field.CONTENT})
_TELLS_NOTHING = frozenset({*_CALLED_BY, Field.CONTACT, Field.PHOTO})
_MOST_HEADS = 0.5
_LOOKED_AT = 100  # values of a column


def why_no_ledger(
    table: TableHeader, columns: Sequence[MappedColumn], values: Mapping[str, Sequence[str]] | None = None
) -> str:
    """Why the table's rows are not listed, in Chinese; "" where they are. A table without heads of its own is left to an administrator."""
    if are_positions(table.headers) and len(table.headers) == 1:
        return "只有一列没有列名的文字，没有当作台账"
    if are_positions(table.headers) or any(column.origin == "admin" and column.field for column in columns):
        return ""
    fields = {column.field for column in columns if column.field is not None}
    if not fields & _CALLED_BY:
        return "没有名称、地址这类列，整张表没有当作台账；如果是台账，请指定哪一列是名称"
    names = [column.header for column in columns if column.field is Field.NAME]
    called = [value for name in names for value in (values or {}).get(name, ())[:_LOOKED_AT] if value]
    if called and sum(map(is_head, called)) > len(called) * _MOST_HEADS:
        return "名称列里多是列名而不是楼宇或项目，像是填表说明，整张表没有当作台账"
    if not fields - _TELLS_NOTHING and not any(category_words_in(name) for name in names):
        return "除名称外没有认得的列，整张表没有当作台账；如果是台账，请指定各列的含义"
    return ""
