"""Every place in a parsed document points exactly at its text."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.parsed import ParsedDocument, Table
from ingest.parsing.builder import DocumentBuilder, PrintedBox, Record
from ingest.parsing.printed.pages import PrintedPage, add_pages
from ingest.parsing.reading_order import PrintedLine
from ingest.parsing.spreadsheets.grids import read_grids

TEXT = st.text(st.sampled_from("第一条为了发展，。：《》（）〔〕 \t\n-ab12㎡𠮷"), max_size=12)
BOX = st.builds(PrintedBox, st.integers(1, 3), *[st.floats(0, 1)] * 4)
RECORD = st.builds(Record, st.lists(TEXT, min_size=1, max_size=3), st.none(), st.none(), st.none() | BOX)
STEP = st.one_of(
    st.tuples(st.just("heading"), TEXT, st.integers(1, 6)),
    st.tuples(st.just("paragraph"), TEXT, st.none() | st.integers(1, 3)),
    st.tuples(st.just("table"), st.lists(TEXT, max_size=3), st.lists(RECORD, max_size=3), TEXT, st.lists(TEXT, max_size=2)),
)  # fmt: skip


def assert_exact(parsed: ParsedDocument) -> None:
    end = 0
    for block in parsed.blocks:
        assert end <= block.place.start <= block.place.end <= len(parsed.text)
        end = block.place.end
        if not isinstance(block, Table):
            assert parsed.text[block.place.start : block.place.end] == block.text
            continue
        whole = parsed.text[block.place.start : block.place.end]
        for row in block.rows:
            assert parsed.text[row.place.start : row.place.end] == "\t".join(row.values)
            assert block.place.start <= row.place.start <= row.place.end <= block.place.end
        assert whole == parsed.text[block.place.start : block.place.end]


@given(st.lists(STEP, max_size=8))
def test_whatever_is_added_in_whichever_order(steps: list[tuple[object, ...]]) -> None:
    builder = DocumentBuilder("text/plain")
    for name, *arguments in steps:
        if name == "table":
            header, records, caption, notes = arguments
            builder.table(header, records, caption=caption, notes=notes)  # type: ignore[arg-type]
        else:
            getattr(builder, str(name))(*arguments)
    assert_exact(builder.build())


LINE = st.builds(
    lambda page, text, x0, width, y0: PrintedLine(page, text, x0, y0, x0 + width, y0 + 0.02),
    st.integers(1, 3),
    TEXT.filter(str.strip),
    st.floats(0, 0.5),
    st.floats(0.1, 0.5),
    st.floats(0, 0.95),
)


@given(st.lists(LINE, max_size=12))
def test_printed_lines_keep_their_boxes_and_lose_no_letter(lines: list[PrintedLine]) -> None:
    builder = DocumentBuilder("application/pdf")
    middle = [line for line in lines if 0.2 < line.middle < 0.8]
    add_pages([PrintedPage(middle)], builder)
    parsed = builder.build()
    assert_exact(parsed)
    assert sorted(mark for mark in parsed.text if mark.isalnum()) == sorted(
        mark for line in middle for mark in line.text if mark.isalnum()
    )
    for line, box in zip(middle, parsed.lines, strict=True):
        assert parsed.text[box.start : box.end] == line.text.strip() or line.text.strip().endswith("-")


@given(st.lists(st.lists(TEXT, max_size=4), max_size=6), st.none() | st.integers(0, 2))
def test_no_grid_breaks_the_table_reader_and_records_keep_their_order(
    grid: list[list[str]], header_rows: int | None
) -> None:
    for table in read_grids(grid, header_rows):
        indexes = [index for index, _ in table.rows]
        assert indexes == sorted(set(indexes))
        assert all(not table.header or len(values) == len(table.header) for _, values in table.rows)
