"""What administrators are asked to look at, in which order, and that their word stands until the value changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.access import document_status_on
from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.policies.confirmation import HeldValidity, LinkedName, Need, confirmation_queue
from assistant.records import Clearance, Confidence, DocumentInfo, DocumentKind, Fact, Principal, Role, Status
from assistant.wiring import Services

TODAY = date(2026, 11, 23)
ADMIN = Principal(Role.ADMIN, 1, "管理员")
POLICY = DocumentInfo(
    id="d",
    name="d.md",
    title="云汀区奖励办法",
    kind=DocumentKind.POLICY,
    clearance=Clearance.PUBLIC,
    media_type="text/markdown",
    valid_from=date(2025, 1, 1),
    valid_to=date(2029, 12, 31),
)
START = Fact("valid_from", "2025-01-01", "text", "本办法自2025年1月1日起施行。")
OLD_LAW = LinkedName("《旧办法》", "《旧办法》同时废止。", ())


def queue(
    info: DocumentInfo = POLICY, *facts: Fact, links: tuple[LinkedName, ...] = (), **confirmed: str
) -> list[Need]:
    held = HeldValidity(info, facts, links, {key.replace("__", ":"): value for key, value in confirmed.items()})
    return [item.need for item in confirmation_queue([held], TODAY, 90)]


@pytest.mark.parametrize(
    ("info", "facts", "links", "need"),
    [
        pytest.param(POLICY, (START,), (), None, id="written-out-needs-nothing"),
        pytest.param(
            POLICY, (START, replace(START, value="2025-02-01", origin="manifest")), (), Need.CONFLICT, id="two-sources"
        ),
        pytest.param(replace(POLICY, valid_from=None), (), (), Need.MISSING, id="no-start"),
        pytest.param(
            replace(POLICY, title="云汀区办法（试行）", valid_to=None),
            (START,),
            (),
            Need.MISSING,
            id="trial-without-a-term",
        ),
        pytest.param(replace(POLICY, valid_to=None), (START,), (), None, id="others-need-no-term"),
        pytest.param(POLICY, (replace(START, confidence=Confidence.LOW),), (), Need.UNSURE, id="guessed"),
        pytest.param(
            POLICY, (replace(START, origin="admin", confidence=Confidence.LOW),), (), None, id="a-person-wrote-it"
        ),
        pytest.param(replace(POLICY, valid_to=date(2026, 12, 31)), (START,), (), Need.EXPIRING, id="expires-soon"),
        pytest.param(POLICY, (START,), (OLD_LAW,), Need.NOT_HELD, id="repeals-what-is-not-held"),
        pytest.param(
            POLICY,
            (START,),
            (replace(OLD_LAW, held=("《旧办法》1号", "《旧办法》2号")),),
            Need.AMBIGUOUS,
            id="may-mean-two",
        ),
        pytest.param(
            POLICY,
            (START,),
            (replace(OLD_LAW, held=("《旧办法》1号",), clauses="第五条第二款"),),
            Need.PART_ONLY,
            id="a-paragraph",
        ),
        pytest.param(
            replace(POLICY, kind=DocumentKind.REPORT, valid_from=None), (), (), None, id="reports-have-no-dates"
        ),
    ],
)
def test_what_needs_a_look(
    info: DocumentInfo, facts: tuple[Fact, ...], links: tuple[LinkedName, ...], need: Need | None
) -> None:
    assert queue(info, *facts, links=links) == ([need] if need is not None else [])


def test_a_policy_held_twice_and_a_repeal_in_words_are_shown() -> None:
    unnamed = LinkedName("此前出台的楼宇政策", "此前出台的楼宇政策同时废止。", (), unnamed=True)
    held = HeldValidity(POLICY, (START,), (unnamed,), {}, ("副本.pdf",))
    words, twin = confirmation_queue([held], TODAY, 90)
    assert (words.need, twin.need, twin.value) == (Need.NOT_HELD, Need.TWIN, "副本.pdf")
    assert "没有写明是哪份文件" in words.remark
    confirmed = replace(held, confirmed={"twin": "副本.pdf", unnamed.subject: ""})
    assert confirmation_queue([confirmed], TODAY, 90) == ()


def test_what_expires_soon_is_listed_until_it_is_confirmed() -> None:
    info = replace(POLICY, valid_to=date(2026, 12, 31))
    end = Fact("valid_to", "2026-12-31", "text", "有效期至2026年12月31日。")
    assert queue(info, START, end) == [Need.EXPIRING]
    assert queue(info, START, end, valid_to="2026-12-31") == []
    assert queue(info, START, end, valid_to="2025-12-31") == [Need.EXPIRING], "a confirmation is of one value"


def test_the_most_needed_comes_first() -> None:
    documents = [
        HeldValidity(replace(POLICY, id="a"), (START,), (OLD_LAW,), {}),
        HeldValidity(replace(POLICY, id="b", valid_from=None), (), (), {}),
        HeldValidity(POLICY, (START, replace(START, value="2025-02-01", origin="index")), (), {}),
    ]
    needs = [item.need for item in confirmation_queue(documents, TODAY, 90)]
    assert needs == [Need.CONFLICT, Need.MISSING, Need.NOT_HELD]


TEXT = """# 云汀区奖励办法

云政规〔2022〕4号

澜州市云汀区人民政府

2022年12月1日

第一条 给予每家企业十万元奖励。

第二条 给予每个项目五万元补贴。

第三条 本办法自印发之日起施行，有效期三年。
"""
NOTICE = """# 关于延长《云汀区奖励办法》有效期的通知

澜州市云汀区人民政府

2025年11月20日

一、《云汀区奖励办法》（云政规〔2022〕4号）有效期延长两年。

二、《云汀区奖励办法》（云政规〔2022〕4号）第二条停止执行。

三、本通知自2025年12月1日起施行。
"""


@pytest.mark.parametrize("names", [("办法.md", "通知.md"), ("通知.md", "办法.md")], ids=["term-first", "notice-first"])
def test_a_notice_extends_a_term_and_stops_a_clause(
    make_services: Callable[..., Services], tmp_path: Path, names: tuple[str, str]
) -> None:
    services = make_services()
    for name, text in (("办法.md", TEXT), ("通知.md", NOTICE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in names:
        services.ingestor.ingest([tmp_path / name], options={"clearance": "public", "kind": "policy"})
    held = {info.name.rsplit("/", 1)[-1]: info for info in services.library.list(ADMIN)[0]}
    measures, notice = held["办法.md"], held["通知.md"]
    assert (measures.valid_to, measures.extended_by) == (date(2027, 11, 30), notice.id)
    assert document_status_on(measures, date(2026, 6, 1)) is Status.IN_FORCE
    (end,) = measures.ended_clauses
    assert (end.clause, end.ended_on, end.ended_by) == ("第二条", date(2025, 12, 1), notice.id)

    def found(day: date) -> set[str | None]:
        hits = services.retriever.search("每个项目补贴多少", Principal(), day).hits
        return {hit.chunk.passage.clause for hit in hits}

    assert "第二条" in found(date(2025, 11, 30))
    assert "第二条" not in found(date(2026, 6, 1))

    (item,) = [item for item in services.confirmations.queue(TODAY) if item.subject == "valid_from"]
    assert (item.need, item.value, item.confidence) == (Need.UNSURE, "2022-12-01", Confidence.MEDIUM)
    with pytest.raises(Conflict):
        services.confirmations.confirm(measures.id, "valid_from", "2023-01-01", ADMIN)
    with pytest.raises(InvalidInput):
        services.confirmations.confirm(measures.id, "colour", "", ADMIN)
    with pytest.raises(NotFound):
        services.confirmations.confirm("nothing", "valid_from", "", ADMIN)
    services.confirmations.confirm(measures.id, "valid_from", "2022-12-01", ADMIN)
    assert not [one for one in services.confirmations.queue(TODAY) if one.subject == "valid_from"]
    (word,) = services.confirmations.of(measures.id)
    assert (word.subject, word.value, word.confirmed_by) == ("valid_from", "2022-12-01", "管理员")

    # Another day of issue resolves 印发之日 anew, and what was confirmed is asked about again.
    services.library.correct(measures.id, {"issued_on": "2023-01-05"}, ADMIN)
    corrected = services.library.get(measures.id, ADMIN).info
    assert (corrected.valid_from, corrected.valid_to) == (date(2023, 1, 5), date(2028, 1, 4))
    assert [one.value for one in services.confirmations.queue(TODAY) if one.subject == "valid_from"] == ["2023-01-05"]
    services.library.delete(notice.id)
    assert services.library.get(measures.id, ADMIN).info.valid_to == date(2026, 1, 4)


def test_two_files_under_one_title_and_number_are_shown_until_confirmed(
    make_services: Callable[..., Services], tmp_path: Path
) -> None:
    services = make_services()
    for name, sum_ in (("办法.md", "十"), ("办法（上传两次）.md", "二十")):
        text = f"# 云汀区楼宇奖励办法\n\n云政规〔2026〕7号\n\n第一条　制定本办法。\n\n第二条　奖励{sum_}万元。\n\n第三条　本办法自2026年1月1日起施行。\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
        services.ingestor.ingest([tmp_path / name], options={"clearance": "public", "kind": "policy"})
    items = [item for item in services.confirmations.queue(TODAY) if item.need is Need.TWIN]
    assert sorted(item.value.rsplit("/", 1)[-1] for item in items) == ["办法.md", "办法（上传两次）.md"]
    services.confirmations.confirm(items[0].info.id, "twin", items[0].value, ADMIN)
    assert len([item for item in services.confirmations.queue(TODAY) if item.need is Need.TWIN]) == 1
