"""One end of a range whose other end is hidden or missing is a bound: so read, so shown, so matched, whoever asks."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.buildings.columns import Field
from assistant.buildings.conditions import InRange
from assistant.buildings.ledgers.cells import MeantCell, read_cells, texts_of
from assistant.buildings.ledgers.listings import read_rows
from assistant.buildings.requirements import Requirement
from assistant.buildings.search.judged import JudgedTable
from assistant.buildings.search.snapshot import Snapshots
from assistant.buildings.text_rules import Verdict
from assistant.records import Cell, DocumentKind, Principal, Role
from assistant.text.figures import Span
from tests.buildings_ledgers import AS_OF, Ledger, database_with

RENT = Field.RENT_YUAN_PER_M2_MONTH
LOW, HIGH = "租金下限（元/㎡·月）", "租金上限（元/㎡·月）"
ROLES = (Principal(), Principal(role=Role.STAFF))
RANGES = [(low, high) for low, high in product((20, 50, 80), (50, 80, 120)) if low <= high]
TRUE = {f"试验{number}号楼": ends for number, ends in enumerate(RANGES, start=1)}
HIDDEN = ((), (LOW,), (HIGH,))


def _ledger(number: int, hidden: tuple[str, ...]) -> Ledger:
    """Each range three times: with both ends, without the low and without the high one."""
    rows = [
        (f"{name}-{blank}", "500", "" if blank == "low" else str(low), "" if blank == "high" else str(high))
        for name, (low, high) in TRUE.items()
        for blank in ("none", "low", "high")
    ]
    header = ("楼宇名称", "空置面积（㎡）", LOW, HIGH)
    return Ledger(f"试验台账{number}", "写字楼", header, tuple(rows), restricted=frozenset(hidden))


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    return [
        database_with(tmp_path_factory.mktemp("bounds"), _ledger(number, hidden))
        for number, hidden in enumerate(HIDDEN)
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.integers(0, len(HIDDEN) - 1),
    principal=st.sampled_from(ROLES),
    bounds=st.tuples(st.none() | st.integers(10, 130), st.none() | st.integers(10, 130)).filter(any),
    strict=st.booleans(),
)
def test_a_half_known_range_is_never_exact_and_decides_only_what_it_tells(stores, place, principal, bounds, strict):
    least, most = bounds
    condition = InRange(RENT, *(None if bound is None else Decimal(bound) for bound in bounds), strict)
    requirement = Requirement(conditions=(condition,))
    snapshot = Snapshots(stores[place]).of(principal, DocumentKind.LISTING, AS_OF)
    with stores[place].session() as session:
        rows = read_rows(session, principal, session.scalars(snapshot.current).all())
    assert len(rows) == len(TRUE) * 3
    for item in JudgedTable(requirement, snapshot).explained(rows):
        name, _, blank = item.row.name.partition("-")
        low, high = TRUE[name]
        told_low, told_high = (
            header not in HIDDEN[place] and blank != end for header, end in ((LOW, "low"), (HIGH, "high"))
        )
        span = Span(Decimal(low) if told_low else None, Decimal(high) if told_high else None)
        assert item.row.span(RENT) == (span if told_low or told_high else None)
        _assert_shown(item.row.show(RENT), span)
        verdict = item.checks[0].verdict
        meets = not _beyond(high, least, strict) and not _beyond(-low, None if most is None else -most, strict)
        assert verdict is not (Verdict.FAILED if meets else Verdict.MET)
        assert verdict is not Verdict.UNKNOWN or not (told_low and told_high)


def _beyond(end: int, bound: int | None, strict: bool) -> bool:
    return bound is not None and (end <= bound if strict else end < bound)


def _assert_shown(text: str, span: Span) -> None:
    """A single figure without a word is shown of both ends only."""
    if None in span.ends and span != Span(None, None):
        assert text.startswith("最低" if span.high is None else "最高"), text
    elif span.exact is not None:
        assert text.startswith(str(span.exact)), text


@pytest.mark.parametrize(
    ("header", "text", "span", "shown"),
    [
        ("最高租金（元/㎡·月）", "70", Span(None, Decimal(70)), "最高70 元/㎡·月"),
        ("租金·上限", "70元/㎡·月", Span(None, Decimal(70)), "最高70元/㎡·月"),
        ("价格·租金（元/㎡·月）·起", "65", Span(Decimal(65), None), "最低65 元/㎡·月"),
        ("租金（元/㎡·月）·止", "约95", Span(None, Decimal(95)), "最高约95 元/㎡·月"),
        ("起价（元/㎡·月）", "60-70", Span(Decimal(60), None), "最低60-70 元/㎡·月"),
        ("租金上限（元/㎡·月）", "70起", None, "70起 元/㎡·月"),
        ("最高租金（元/㎡·月）", "面议", None, "面议"),
        ("最低～最高租金（元/㎡·月）", "60-70", Span(Decimal(60), Decimal(70)), "60-70 元/㎡·月"),
    ],
)
def test_an_end_alone_is_shown_with_its_word(header, text, span, shown):
    cells = [MeantCell(RENT, Cell(header, text))]
    assert read_cells(cells).spans.get(RENT) == span
    assert texts_of(cells).shown[RENT] == shown


def test_ends_that_contradict_each_other_are_no_figure():
    cells = [MeantCell(RENT, Cell(LOW, "90")), MeantCell(RENT, Cell(HIGH, "60"))]
    read = read_cells(cells)
    assert RENT not in read.spans
    assert [item.cell.header for item in read.unreadable] == [LOW, HIGH]
