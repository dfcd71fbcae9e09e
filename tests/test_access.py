"""The access rule, and that the query form of it agrees."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.access import (
    chunk_in_force,
    chunk_status_on,
    clearances_of,
    covers,
    document_in_force,
    document_status_on,
    in_a_group,
    may_open_original,
    may_see,
    may_see_document,
    period_of,
    sees_inside,
    visible,
)
from assistant.answering.framing import chunk_standing
from assistant.database import Base, Database
from assistant.documents.reading import documents_by_id, to_chunk
from assistant.documents.seeing import closed_documents, seen_by
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.documents.vectors import effective_clearance_is
from assistant.groups import stored_groups
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


ROW = Passage(ChunkKind.ROW, "档次：甲；标准：每月500元", "表格第1行", Place(0, 1), heading="第二章 补贴 第一条")


@pytest.mark.parametrize("passage", [ROW, replace(ROW, heading="第一条")], ids=["below-a-chapter", "alone"])
def test_a_row_of_a_table_ends_with_the_clause_around_it(passage: Passage) -> None:
    document = replace(
        POLICY, valid_from=date(2015, 1, 1), ended_clauses=(EndedClause("第一条", date(2025, 1, 1), "newer"),)
    )
    chunk = Chunk("c", document, 0, passage)
    assert chunk_in_force(chunk, date(2024, 12, 31))
    assert not chunk_in_force(chunk, date(2025, 1, 1))
    assert chunk_status_on(chunk, date(2025, 1, 1)) is Status.REPEALED
    assert chunk_in_force(replace(chunk, passage=replace(ROW, heading="第二条")), date(2025, 1, 1))


def test_a_clause_adjusted_in_part_stays_and_says_so() -> None:
    words = "第一条中“500元”调整为“600元”。"
    document = replace(
        POLICY, valid_from=date(2015, 1, 1), ended_clauses=(EndedClause("第一条", date(2025, 1, 1), "newer", words),)
    )
    chunk = a_chunk(document, restricted=False)
    chunk = replace(chunk, passage=replace(chunk.passage, clause="第一条"))
    assert chunk_in_force(chunk, date(2025, 6, 1))
    assert "2025年1月1日起有调整：「第一条中“500元”调整为“600元”」" in chunk_standing(
        chunk, date(2025, 6, 1), english=False
    )
    assert "调整" not in chunk_standing(chunk, date(2024, 6, 1), english=False)


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


NAMES = ("投资促进科", "产业科", "政策法规科", "50%_科", "50x_科")
GROUP_SETS = st.frozensets(st.sampled_from(NAMES), max_size=3)
KEPT = st.lists(st.tuples(st.sampled_from(Clearance), GROUP_SETS), min_size=1, max_size=6)


def kept_rows(kept: list[tuple[Clearance, frozenset[str]]]) -> list[DocumentRow]:
    return [
        DocumentRow(
            id=str(number),
            name=f"{number}.md",
            sha256="",
            size_bytes=0,
            media_type="text/markdown",
            kind=DocumentKind.OTHER,
            clearance=clearance,
            title="",
            text="",
            groups=stored_groups(groups),
        )
        for number, (clearance, groups) in enumerate(kept)
    ]


@settings(deadline=None, max_examples=40)
@given(kept=KEPT, role=st.sampled_from(Role), own=GROUP_SETS)
def test_the_query_of_who_sees_which_document_agrees_with_the_rule(
    kept: list[tuple[Clearance, frozenset[str]]], role: Role, own: frozenset[str]
) -> None:
    principal = Principal(role, groups=own)
    database = Database("sqlite:///:memory:")
    Base.metadata.create_all(database.engine)
    with database.session() as session:
        session.add_all(kept_rows(kept))
        session.flush()
        seen = set(session.scalars(select(DocumentRow.id).where(seen_by(principal))))
        closed = closed_documents(session, principal)
        for document in documents_by_id(session, map(str, range(len(kept)))).values():
            assert (document.id in seen) is may_see_document(principal, document)
            inside = sees_inside(principal, document)
            assert visible(principal, a_chunk(document, restricted=True)) is inside
            if role is not Role.INVESTOR:
                assert (document.id in closed) is not inside
    database.close()


@given(groups=GROUP_SETS, own=GROUP_SETS)
def test_what_is_kept_to_departments_is_for_their_staff_and_administrators(
    groups: frozenset[str], own: frozenset[str]
) -> None:
    internal = replace(POLICY, clearance=Clearance.INTERNAL, groups=groups)
    public = replace(POLICY, groups=groups, has_restricted=True)
    assert may_see_document(Principal(Role.ADMIN), internal)
    assert may_see_document(Principal(Role.STAFF, groups=own), internal) is (not groups or bool(groups & own))
    assert not may_see_document(Principal(Role.INVESTOR, groups=own), internal)
    assert may_see_document(Principal(Role.INVESTOR, groups=own), public)
    assert not may_open_original(Principal(Role.INVESTOR, groups=own), public)
    assert may_open_original(Principal(Role.STAFF, groups=own), public) is (not groups or bool(groups & own))


@given(one=GROUP_SETS, other=GROUP_SETS, own=GROUP_SETS)
def test_what_covers_another_is_seen_by_all_who_see_that(
    one: frozenset[str], other: frozenset[str], own: frozenset[str]
) -> None:
    staff = Principal(Role.STAFF, groups=own)
    if covers(one, other) and in_a_group(staff, other):
        assert in_a_group(staff, one)
