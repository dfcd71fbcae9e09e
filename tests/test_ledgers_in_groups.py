"""Ledgers whose rows are told apart by several columns, or by the groups that they stand in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from assistant.buildings.columns import Field
from assistant.buildings.conditions import InRange
from assistant.buildings.headers.header_words import header_words
from assistant.buildings.headers.ledger_identity import why_no_ledger
from assistant.buildings.headers.mapping import ColumnMapper
from assistant.buildings.ledgers.header_units import with_unit
from assistant.buildings.needs.amounts import take_amounts
from assistant.buildings.needs.scanning import Scanner
from assistant.buildings.rows import Category, categories_of
from assistant.records import DocumentKind, TableHeader


def fields(values: Mapping[str, Sequence[str]]) -> dict[str, Field | None]:
    header = TableHeader(tuple(values), tuple("ABCDEFGH"[: len(values)]))
    return {column.header: column.field for column in ColumnMapper().map(header, DocumentKind.LISTING, {}, values)}


def test_a_park_calls_the_rows_that_block_and_floor_tell_apart() -> None:
    found = fields(
        {
            "园中园": ["北湖园", "北湖园", "南岗园"],
            "楼栋": ["1#楼", "1#楼", "1#楼"],
            "层": ["一层", "二层", "一层"],
            "建面（㎡）": ["2150", "2150", "1800"],
        }
    )
    assert found == {
        "园中园": Field.NAME,
        "楼栋": Field.PART,
        "层": Field.FLOOR,
        "建面（㎡）": Field.TOTAL_AREA_M2,
    }


def test_blocks_call_the_rows_that_only_floors_tell_apart() -> None:
    found = fields({"楼栋": ["A座", "A座"], "部位": ["3层东", "5层"], "建面": ["300", "500"]})
    assert (found["楼栋"], found["部位"]) == (Field.NAME, Field.FLOOR)


def test_lines_of_instructions_are_no_rows() -> None:
    table = TableHeader(("列1",), ("A",))
    assert "没有当作台账" in why_no_ledger(table, ColumnMapper().map(table, DocumentKind.LISTING, {}))


@pytest.mark.parametrize(
    ("group", "category"),
    [("一、写字楼", Category.OFFICE), ("二、门面商铺", Category.SHOP), ("", Category.SHOP)],
)
def test_a_group_tells_the_kind_of_its_rows_before_the_title(group: str, category: Category) -> None:
    assert categories_of("", "招商载体", "", "商业载体招商一览表（商铺）", "云间中心", group) == {category}


def test_a_rent_by_the_area_is_a_rent_and_in_no_square_metres() -> None:
    words = header_words(DocumentKind.LISTING)
    meaning = words.meaning("月租金·按面积（平方米）")
    assert meaning is not None and meaning.field is Field.RENT_YUAN_PER_M2_MONTH
    assert words.meaning("月租金·按工位") is None
    assert with_unit("75", "月租金·按面积（平方米）", money=True) == "75"
    assert with_unit("75", "月租金（元/㎡）", money=True) == "75 元/㎡"


@pytest.mark.parametrize("said", ["50亩以上，一亩别超过17万", "50亩以上，一亩的价最好低一点"])
def test_one_mu_of_which_something_is_asked_is_no_size(said: str) -> None:
    found = [condition for condition, _ in take_amounts(Scanner(said))]
    assert [item.minimum for item in found if isinstance(item, InRange)] == [Decimal("33333.5")]
