"""The access rule, and that the query form of it agrees."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access import (
    chunk_in_force,
    chunk_status_on,
    clearances_of,
    document_in_force,
    document_status_on,
    may_open_original,
    may_see,
    may_see_document,
    period_of,
    visible,
)
from assistant.database import Base, Database
from assistant.documents.reading import documents_by_id, to_chunk
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.documents.vectors import effective_clearance_is
from assistant.records import (
    Chunk,
    ChunkKind,
    Clearance,
    DocumentInfo,
    DocumentKind,
    EndedClause,
    Passage,
    Place,
    Principal,
    Role,
    Status,
)

INVESTOR = Principal(Role.INVESTOR)
STAFF = Principal(Role.STAFF)
POLICY = DocumentInfo(
    id="d", name="d.md", title="办法", kind=DocumentKind.POLICY, clearance=Clearance.PUBLIC, media_type="text/markdown"
)
DATES = st.dates(date(2015, 1, 1), date(2035, 1, 1))


def a_chunk(document: DocumentInfo, restricted: bool) -> Chunk:
    passage = Passage(ChunkKind.CLAUSE, "文", "第一条", Place(0, 1), restricted=restricted)
    return Chunk("c", document, 0, passage)


@pytest.mark.parametrize(
    ("changes", "day", "status"),
    [
        pytest.param({}, date(2026, 1, 1), Status.UNDATED, id="policy-without-dates"),
        pytest.param({"kind": DocumentKind.REPORT}, date(2026, 1, 1), Status.IN_FORCE, id="report-needs-no-dates"),
        pytest.param({"valid_from": date(2026, 1, 1)}, date(2026, 1, 1), Status.IN_FORCE, id="first-day-counts"),
        pytest.param({"valid_from": date(2026, 1, 1)}, date(2025, 12, 31), Status.UPCOMING, id="day-before"),
        pytest.param(
            {"valid_to": date(2025, 6, 30), "valid_from": date(2020, 7, 1)},
            date(2025, 6, 30),
            Status.IN_FORCE,
            id="last-day-counts",
        ),
        pytest.param({"valid_to": date(2025, 6, 30)}, date(2025, 7, 1), Status.EXPIRED, id="day-after"),
        pytest.param(
            {"valid_to": date(2025, 6, 30), "repealed_on": date(2025, 3, 1)},
            date(2025, 7, 1),
            Status.REPEALED,
            id="repeal-wins-over-expiry",
        ),
        pytest.param(
            {"repealed_on": date(2025, 3, 1), "valid_from": date(2020, 1, 1)},
            date(2025, 2, 28),
            Status.IN_FORCE,
            id="day-before-repeal",
        ),
    ],
)
def test_status(changes: dict[str, object], day: date, status: Status) -> None:
    assert document_status_on(replace(POLICY, **changes), day) is status  # type: ignore[arg-type]


@given(
    first=st.none() | DATES,
    last=st.none() | DATES,
    edition=st.none() | DATES,
    repealed=st.none() | DATES,
    day=DATES,
)
def test_status_and_period_agree(
    first: date | None, last: date | None, edition: date | None, repealed: date | None, day: date
) -> None:
    document = replace(POLICY, valid_from=first, valid_to=last, edition_from=edition, repealed_on=repealed)
    current = document_status_on(document, day) in {Status.IN_FORCE, Status.UNDATED}
    assert document_in_force(document, day) is current
    assert (period_of(document)[0] <= day <= period_of(document)[1]) is current


@given(ended=DATES, day=DATES)
def test_a_clause_repealed_alone_ends_before_its_document(ended: date, day: date) -> None:
    document = replace(
        POLICY, valid_from=date(2015, 1, 1), ended_clauses=(EndedClause("第一条", ended, "newer"),), valid_to=None
    )
    clause = Chunk("c", document, 0, Passage(ChunkKind.CLAUSE, "文", "第一条", Place(0, 1), clause="第一条"))
    other = Chunk("d", document, 1, Passage(ChunkKind.CLAUSE, "文", "第二条", Place(1, 2), clause="第二条"))
    assert chunk_in_force(clause, day) is (day < ended)
    assert (chunk_status_on(clause, day) is Status.REPEALED) is (day >= ended)
    assert chunk_in_force(other, day)


@given(document=st.sampled_from(Clearance), restricted=st.booleans(), role=st.sampled_from(Role))
def test_an_investor_sees_public_passages_only(document: Clearance, restricted: bool, role: Role) -> None:
    chunk = a_chunk(replace(POLICY, clearance=document), restricted)
    public = document is Clearance.PUBLIC and not restricted
    assert visible(Principal(role), chunk) is (public or role is not Role.INVESTOR)


def test_a_public_workbook_with_restricted_columns_is_not_opened_to_investors() -> None:
    workbook = replace(POLICY, kind=DocumentKind.LISTING, has_restricted=True)
    assert may_see_document(INVESTOR, workbook)
    assert not may_open_original(INVESTOR, workbook)
    assert may_open_original(STAFF, workbook)


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_the_query_form_of_the_clearance_rule_agrees(role: Role) -> None:
    database = Database("sqlite:///:memory:")
    Base.metadata.create_all(database.engine)
    principal = Principal(role)
    with database.session() as session:
        for number, (clearance, restricted) in enumerate((c, r) for c in Clearance for r in (True, False)):
            session.add(
                DocumentRow(
                    id=str(number),
                    name=str(number),
                    sha256="0",
                    size_bytes=1,
                    media_type="text/plain",
                    kind=DocumentKind.OTHER,
                    clearance=clearance,
                    title="题",
                    text="文",
                )
            )
            session.flush()
            session.add(
                ChunkRow(
                    id=f"c{number}",
                    vector_id=f"v{number}",
                    document_id=str(number),
                    ordinal=0,
                    kind=ChunkKind.SECTION,
                    text="文",
                    embedded_text="文",
                    locator="第1段",
                    start=0,
                    end=1,
                    restricted=restricted,
                )
            )
        session.flush()
        documents = documents_by_id(session, [str(number) for number in range(4)])
        for clearance in Clearance:
            found = set(
                session.scalars(
                    ChunkRow.__table__.select()
                    .with_only_columns(ChunkRow.id)
                    .join(DocumentRow)
                    .where(effective_clearance_is(clearance))
                )
            )
            for row in session.query(ChunkRow):
                chunk = to_chunk(row, documents[row.document_id])
                assert (row.id in found) is (chunk.clearance is clearance)
                assert visible(principal, chunk) is may_see(principal, chunk.clearance)
    assert clearances_of(principal)[0] is Clearance.PUBLIC


def test_repeal_takes_effect_the_day_it_says() -> None:
    document = replace(POLICY, valid_from=date(2021, 1, 1), repealed_on=date(2025, 3, 1))
    assert period_of(document)[1] == date(2025, 3, 1) - timedelta(days=1)
