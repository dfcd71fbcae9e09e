"""A ledger made at random is read back to the records it was made from."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.ledger_layouts import LAYOUTS, MadeLedger, made_ledgers, write_ledger
from tests.ledger_reading import records_of

_CHECKS = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large)


def _assert_read_back(made: MadeLedger, folder: Path) -> None:
    found = records_of(write_ledger(folder, made))
    lines = "\n".join(str(row) for row in made.grid)
    assert [record.name for record in found] == [record.said[next(iter(record.said))] for record in made.records], (
        f"{made.layout} {made.format}\n{lines}"
    )
    for record, expected in zip(found, made.records, strict=True):
        shown = {field: record.show(field) for field in expected.said}
        assert shown == expected.said, f"{made.layout} {made.format}\n{lines}"
        more = {str(field): record.show(field) for field in record.said.spans if field not in expected.said}
        assert not more, f"{made.layout}: {more}\n{lines}"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_is_read_back(layout: str, tmp_path: Path) -> None:
    @seed(20_261_129)
    @settings(max_examples=6, deadline=None, suppress_health_check=_CHECKS, database=None)
    @given(made_ledgers((layout,)))
    def read_back(made: MadeLedger) -> None:
        _assert_read_back(made, tmp_path)

    read_back()


@pytest.mark.slow
@given(made=made_ledgers())
@settings(max_examples=600, deadline=None, derandomize=True, suppress_health_check=_CHECKS, database=None)
def test_any_ledger_is_read_back(made: MadeLedger, tmp_path: Path) -> None:
    _assert_read_back(made, tmp_path)
