"""Stored conversations: whose they are, what of them is shown again, and that nothing is lost in storing."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import access
from assistant.accounts.service import Accounts
from assistant.answers import Answer, AnswerTable, Citation
from assistant.conversations.answer_json import answer_from_json, answer_to_json
from assistant.conversations.service import Conversations, Exchange
from assistant.conversations.visibility import roles_shown_to
from assistant.database import Database
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import NotFound
from assistant.records import ChunkKind, Clearance, DocumentKind, Intent, Principal, Role, Status
from assistant.settings import Settings

ANONYMOUS = Principal()
DAYS = st.none() | st.dates()
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
CITATIONS = st.builds(
    Citation,
    number=st.integers(1, 99),
    label=TEXTS,
    document=TEXTS,
    clause=st.none() | TEXTS,
    page=st.none() | st.integers(1, 999),
    sheet=st.none() | TEXTS,
    row=st.none() | st.integers(1, 999),
    quote=TEXTS,
    clearance=st.sampled_from(Clearance),
    valid_from=DAYS,
    valid_to=DAYS,
    status=st.sampled_from(Status),
    source_id=TEXTS,
    chunk_id=TEXTS,
)
TABLES = st.builds(
    AnswerTable,
    columns=st.tuples(TEXTS, TEXTS),
    rows=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
    total=st.integers(0, 999),
)
ANSWERS = st.builds(
    Answer,
    text=TEXTS,
    refused=st.booleans(),
    intent=st.sampled_from(Intent),
    citations=st.lists(CITATIONS, max_size=3).map(tuple),
    table=st.none() | TABLES,
    notice=TEXTS,
    withheld=st.integers(0, 9),
    model=TEXTS,
    timings_ms=st.dictionaries(TEXTS, st.floats(0, 1e6), max_size=3),
)


@pytest.fixture
def database(database_url: str):
    database = Database(database_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)


@pytest.fixture
def wang(database: Database, tmp_path: Path) -> Principal:
    user = Accounts(database, Settings(data_dir=tmp_path)).add("王芳", "laptop-river-2026", Role.STAFF)
    return Principal(Role.STAFF, user.id, user.name)


def exchange(question: str, text: str = "答", *citations: Citation) -> Exchange:
    return Exchange(question, f"独立：{question}", date(2026, 11, 23), Answer(text, False, Intent.POLICY, citations))


def store_document(database: Database, clearance: Clearance = Clearance.PUBLIC, restricted: bool = False) -> Citation:
    """A document with one passage, and a citation of it."""
    with database.session() as session:
        session.add(
            DocumentRow(
                id="d1", name="办法.md", sha256="0" * 64, size_bytes=1, media_type="text/markdown",
                kind=DocumentKind.POLICY, clearance=clearance, title="办法", text="第一条 补贴。",
            )
        )  # fmt: skip
        session.flush()
        session.add(
            ChunkRow(
                id="c1", vector_id="v1", document_id="d1", ordinal=0, kind=ChunkKind.CLAUSE, text="第一条 补贴。",
                embedded_text="", locator="第一条", start=0, end=7, restricted=restricted,
            )
        )  # fmt: skip
    return Citation(
        1, "《办法》第一条", "办法", "第一条", None, None, None, "补贴", Clearance.PUBLIC, None, None, Status.IN_FORCE,
        "d1", "c1",
    )  # fmt: skip


@given(ANSWERS)
def test_an_answer_survives_storing(answer: Answer) -> None:
    assert answer_from_json(answer_to_json(answer)) == answer


def test_an_answer_written_before_a_field_was_added_can_be_read() -> None:
    assert answer_from_json({"text": "答", "refused": False, "intent": "policy"}) == Answer("答", False, Intent.POLICY)


@pytest.mark.parametrize("role", Role)
def test_only_answers_of_roles_that_see_no_more_are_shown(role: Role) -> None:
    shown = roles_shown_to(Principal(role=role))
    for other in Role:
        sees_no_more = set(access.clearances_of(Principal(role=other))) <= set(
            access.clearances_of(Principal(role=role))
        )
        assert (other in shown) == sees_no_more


def test_history_is_the_last_exchanges_oldest_first(conversations: Conversations, wang: Principal) -> None:
    first = conversations.record(exchange("问0"), wang)
    for number in range(1, 9):
        conversations.record(exchange(f"问{number}"), wang, first.conversation_id)
    history = conversations.history(first.conversation_id, wang, limit=3)
    assert [turn.question for turn in history] == ["问6", "问7", "问8"]
    assert history[0].standalone_question == "独立：问6"
    assert len(conversations.get(first.conversation_id, wang).exchanges) == 9


def test_ids_cannot_be_guessed_from_others(conversations: Conversations) -> None:
    ids = [conversations.record(exchange("问"), ANONYMOUS) for _ in range(20)]
    assert len({stored.conversation_id for stored in ids} | {stored.message_id for stored in ids}) == 40
    assert min(len(stored.conversation_id) for stored in ids) >= 22


def test_what_is_not_ones_own_is_not_found(conversations: Conversations, wang: Principal) -> None:
    own, nobodys = (conversations.record(exchange("问"), owner) for owner in (wang, ANONYMOUS))
    other = Principal(Role.ADMIN, 99, "别人")
    for stored, stranger in ((own, ANONYMOUS), (own, other), (nobodys, wang), (nobodys, other)):
        for call in (conversations.get, conversations.history, conversations.delete):
            with pytest.raises(NotFound):
                call(stored.conversation_id, stranger)
        with pytest.raises(NotFound):
            conversations.record(exchange("问"), stranger, stored.conversation_id)
        with pytest.raises(NotFound):
            conversations.feedback(stored.message_id, stranger, "up")
    assert conversations.get(nobodys.conversation_id, ANONYMOUS).exchanges


@pytest.mark.parametrize(
    ("clearance", "restricted", "shown"),
    [
        pytest.param(Clearance.PUBLIC, False, True, id="still-public"),
        pytest.param(Clearance.INTERNAL, False, False, id="made-internal"),
        pytest.param(Clearance.PUBLIC, True, False, id="passage-restricted"),
        pytest.param(None, False, False, id="deleted"),
    ],
)
def test_withdrawn_material_is_not_shown_to_investors_again(
    conversations: Conversations,
    database: Database,
    wang: Principal,
    clearance: Clearance | None,
    restricted: bool,
    shown: bool,
) -> None:
    cited = store_document(database, clearance or Clearance.PUBLIC, restricted)
    ids = {owner: conversations.record(exchange("问", "补贴 [1]", cited), owner) for owner in (ANONYMOUS, wang)}
    if clearance is None:
        with database.session() as session:
            session.delete(session.get_one(DocumentRow, "d1"))
    (outside,) = conversations.get(ids[ANONYMOUS].conversation_id, ANONYMOUS).exchanges
    assert (outside.answer.text == "补贴 [1]") is shown
    assert bool(outside.answer.citations) is shown
    assert bool(conversations.history(ids[ANONYMOUS].conversation_id, ANONYMOUS)) is shown
    (inside,) = conversations.get(ids[wang].conversation_id, wang).exchanges
    assert inside.answer.text == "补贴 [1]"


def test_a_recorded_turn_is_found_by_its_asker_only(conversations: Conversations, wang: Principal) -> None:
    conversations.record(exchange("问", "答案"), wang, channel="openai")
    conversations.record(exchange("问", "网页上的答案"), wang)
    found = conversations.recorded_turn("问", "答案\n\n出处：", wang)
    assert found is not None
    assert found.standalone_question == "独立：问"
    assert conversations.recorded_turn("问", "答案", ANONYMOUS) is None
    assert conversations.recorded_turn("问", "别的答案", wang) is None
    assert conversations.recorded_turn("别的问题", "答案", wang) is None
    assert conversations.recorded_turn("问", "网页上的答案", wang) is None
    assert conversations.recorded_turn("问", "答案", Principal(Role.INVESTOR, wang.user_id, wang.name)) is None


def test_deleting_leaves_nothing(conversations: Conversations, database: Database, wang: Principal) -> None:
    stored = conversations.record(exchange("问"), wang)
    conversations.feedback(stored.message_id, wang, "down", "不对")
    conversations.delete(stored.conversation_id, wang)
    with database.engine.connect() as connection:
        for table in ("conversations", "messages", "feedback"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
