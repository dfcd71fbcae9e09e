"""How rents are spread over all rows agrees with the rows counted one by one."""

from datetime import date

import pytest

from assistant.buildings.columns import Field
from assistant.buildings.conditions import CategoryIs
from assistant.buildings.matching import RowMatcher
from assistant.buildings.requirements import Requirement
from assistant.buildings.rows import Category
from assistant.records import DocumentKind, Principal
from tests.buildings_ledgers import LEDGERS, database_with

DAY = date(2026, 11, 20)
RENT = Field.RENT_YUAN_PER_M2_MONTH


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> RowMatcher:
    return RowMatcher(database_with(tmp_path_factory.mktemp("spread"), *LEDGERS))


@pytest.mark.parametrize("bins", [2, 8, 50])
@pytest.mark.parametrize("category", [None, Category.OFFICE], ids=["all", "offices"])
def test_each_row_is_in_the_bin_of_its_lowest_rent(matcher: RowMatcher, category: Category | None, bins: int) -> None:
    conditions = (CategoryIs((category,)),) if category else ()
    requirement = Requirement(kind=DocumentKind.LISTING, conditions=conditions)
    found = matcher.distribution(requirement, RENT, Principal(), DAY, bins)
    rows = [item.row for item in matcher.find(requirement, Principal(), DAY, 500).fitting]
    rents = [span.low for row in rows if (span := row.span(RENT)) is not None and span.low is not None]
    assert (found.counted, found.uncounted) == (len(rents), len(rows) - len(rents))
    assert [item.rows for item in found.bins] == [
        sum(item.low <= rent < item.high for rent in rents) for item in found.bins
    ]
    assert sum(item.rows for item in found.bins) == len(rents)
    assert len({item.high - item.low for item in found.bins}) == 1
    assert len(found.bins) <= bins + 1


def test_where_nothing_has_the_figure_there_are_no_bins(matcher: RowMatcher) -> None:
    requirement = Requirement(kind=DocumentKind.LISTING, names=("没有这处",))
    found = matcher.distribution(requirement, RENT, Principal(), DAY, 8)
    assert (found.bins, found.counted) == ((), 0)


def test_widths_are_round(matcher: RowMatcher) -> None:
    found = matcher.distribution(Requirement(kind=DocumentKind.LISTING), RENT, Principal(), DAY, 8)
    width = found.bins[0].high - found.bins[0].low
    assert str(width).rstrip("0") in {"1", "2", "5"}
