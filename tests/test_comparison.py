"""Two versions side by side: every article is accounted for, changed words are marked, and nobody sees what they may not."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from assistant.comparison.alignment import Change, align
from assistant.comparison.articles import Article
from assistant.comparison.comparing import Comparison, compare
from assistant.comparison.differences import Kind, word_differences
from assistant.comparison.naming import document_called
from assistant.comparison.table_document import comparison_document
from assistant.complaints.letters.outdated import outdated_replies
from assistant.complaints.letters.reply_records import BearingClause, Draft, Paragraph, ParagraphKind
from assistant.complaints.records import NewComplaint
from assistant.conversations.outdated import outdated_answers
from assistant.errors import InvalidInput, NotFound, NotPermitted
from assistant.records import Principal, Role, Status
from assistant.wiring import Services

OLD = """# 云汀区楼宇奖励办法

云政规〔2022〕3号

第一条 为促进楼宇经济发展，制定本办法。

第二条 新引进企业租用商务楼宇的，按每月每平方米20元给予租金补贴，补贴期限不超过三年。

第三条 楼宇运营单位引进总部企业的，每引进一家给予十万元奖励。

第四条 申请人应当在每年三月底前向区投资合作局提出书面申请，并提交营业执照和租赁合同。

第五条 本办法自2022年4月1日起施行，有效期三年。
"""
NEW = """# 云汀区楼宇奖励办法

云政规〔2025〕8号

第一条 为促进楼宇经济发展，制定本办法。

第二条 本办法所称商务楼宇，是指建筑面积五千平方米以上的写字楼。

第三条 新引进企业租用商务楼宇的，按每月每平方米30元给予租金补贴，补贴期限不超过三年。

第四条 申请人应当在每年三月底前向区投资合作局提出书面申请，并提交营业执照和租赁合同。

第五条 区投资合作局对材料不实的申请不予受理。

第六条 本办法自2025年4月1日起施行，有效期五年。原《云汀区楼宇奖励办法》（云政规〔2022〕3号）同时废止。
"""
STAFF = Principal(Role.STAFF)


def article(label: str, text: str) -> Article:
    return Article(label, "", text, f"chunk-{label}")


@pytest.fixture
def held(make_services: Callable[..., Services], tmp_path: Path) -> tuple[Services, str, str]:
    """Services that hold both versions, and their ids."""
    services = make_services()
    for name, text in (("旧.md", OLD), ("新.md", NEW)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        report = services.ingestor.ingest([tmp_path / name], options={"clearance": "public"})
        assert not report.failed
    old, new = (document_called(services.database, name, STAFF).id for name in ("旧.md", "新.md"))
    return services, old, new


@pytest.fixture
def compared(held: tuple[Services, str, str]) -> Comparison:
    services, old, new = held
    return compare(services.database, old, new, STAFF)


def test_each_article_finds_what_it_became(compared: Comparison) -> None:
    found = {
        (pair.old.label if pair.old else "", pair.new.label if pair.new else ""): pair.change for pair in compared.pairs
    }
    assert found[("第一条", "第一条")] is Change.SAME
    assert found[("", "第二条")] is Change.ADDED
    assert found[("第二条", "第三条")] is Change.CHANGED
    assert found[("第三条", "")] is Change.DELETED
    assert found[("第四条", "第四条")] is Change.SAME
    assert found[("", "第五条")] is Change.ADDED
    assert found[("第五条", "第六条")] is Change.CHANGED
    assert sum(compared.counts.values()) == len(compared.pairs) == 7


def test_a_deleted_article_stands_where_it_stood(compared: Comparison) -> None:
    at = [pair.change for pair in compared.pairs].index(Change.DELETED)
    before = compared.pairs[at - 1].new
    assert before is not None
    assert before.label == "第三条"


def test_an_article_that_only_moved_is_renumbered() -> None:
    text = "区投资合作局应当自收到申请之日起十个工作日内作出决定。"
    pairs = align([article("第八条", text)], [article("第十条", f" {text}")])
    assert [pair.change for pair in pairs] == [Change.RENUMBERED]


def test_other_numbers_of_the_articles_referred_to_are_no_change() -> None:
    pairs = align(
        [article("第八条", "符合第三条规定的企业，可以申请补贴。")],
        [article("第八条", "符合第五条规定的企业，可以申请补贴。")],
    )
    assert [pair.change for pair in pairs] == [Change.SAME]


def test_an_article_split_off_names_its_source() -> None:
    first = "申请人应当提交营业执照、租赁合同和完税证明，材料应当真实完整。"
    second = "区投资合作局应当自收到完整材料之日起十个工作日内完成审核，并书面告知申请人。"
    old = [article("第四条", first + second), article("第五条", "奖励资金由区财政局拨付。")]
    new = [article("第四条", second), article("第五条", first), article("第六条", "奖励资金由区财政局拨付。")]
    pairs = {pair.new.label: pair for pair in align(old, new) if pair.new}
    split_off = next(pair for pair in pairs.values() if pair.change is Change.ADDED)
    assert split_off.related == ("第四条",)


ARTICLES = st.lists(
    st.text(alphabet="企业奖励补贴申请材料审核期限金额万元，。一二三", min_size=1, max_size=40), max_size=8
).map(lambda texts: [article(f"第{number}条", text) for number, text in enumerate(texts, start=1)])


@given(ARTICLES, ARTICLES)
def test_every_article_of_both_versions_stands_in_exactly_one_pair(old: list[Article], new: list[Article]) -> None:
    pairs = align(old, new)
    assert [pair.new for pair in pairs if pair.new] == new
    assert sorted((pair.old for pair in pairs if pair.old), key=lambda item: old.index(item)) == old
    assert all(pair.old or pair.new for pair in pairs)


@given(
    st.text(alphabet="奖励补贴二十三万元，。a 1\n", max_size=30),
    st.text(alphabet="奖励补贴二十三万元，。a 1\n", max_size=30),
)
def test_the_pieces_give_both_texts_back(old: str, new: str) -> None:
    pieces = word_differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.INSERTED) == old
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.DELETED) == new


def test_an_amount_is_marked_as_a_whole() -> None:
    pieces = word_differences("给予20元补贴", "给予30元补贴")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        (Kind.KEPT, "给予"),
        (Kind.DELETED, "20"),
        (Kind.INSERTED, "30"),
        (Kind.KEPT, "元补贴"),
    ]


def test_the_word_file_marks_what_changed(compared: Comparison) -> None:
    document = Document(io.BytesIO(comparison_document(compared)))
    rows = document.tables[0].rows
    assert len(rows) == len(compared.pairs) + 1
    changed = next(row for row in rows if row.cells[0].text.startswith("第二条"))
    struck = [run.text for run in changed.cells[0].paragraphs[0].runs if run.font.strike]
    added = [run.text for run in changed.cells[1].paragraphs[0].runs if run.underline]
    assert (struck, added) == (["20"], ["30"])
    shorter = Document(io.BytesIO(comparison_document(compared, changes_only=True)))
    assert len(shorter.tables[0].rows) == len(rows) - 2


def test_several_documents_of_one_name_are_listed(held: tuple[Services, str, str]) -> None:
    services, old, new = held
    with pytest.raises(InvalidInput, match=f"(?s){old}.*{new}"):
        document_called(services.database, "云汀区楼宇奖励办法", STAFF)
    assert document_called(services.database, "云政规[2025]8号", STAFF).id == new
    with pytest.raises(NotFound):
        document_called(services.database, "不存在的办法", STAFF)


def test_what_has_no_articles_or_is_the_same_is_refused(held: tuple[Services, str, str], tmp_path: Path) -> None:
    services, old, _ = held
    (tmp_path / "通报.txt").write_text("三季度全区新签约项目二十六个。", encoding="utf-8")
    services.ingestor.ingest([tmp_path / "通报.txt"], options={"clearance": "internal"})
    bulletin = document_called(services.database, "通报.txt", STAFF).id
    with pytest.raises(InvalidInput, match="没有按"):
        compare(services.database, old, bulletin, STAFF)
    with pytest.raises(InvalidInput, match="两份不同"):
        compare(services.database, old, old, STAFF)
    with pytest.raises(NotFound):
        compare(services.database, old, bulletin, Principal())
    with pytest.raises(NotFound):
        document_called(services.database, "通报.txt", Principal())


def test_answers_that_quoted_a_changed_clause_are_listed(
    make_services: Callable[..., Services], tmp_path: Path
) -> None:
    from assistant.chat_service import ChatService

    services = make_services()
    path = tmp_path / "办法.md"
    path.write_text(OLD, encoding="utf-8")
    services.ingestor.ingest([path], options={"clearance": "public"})
    chat = ChatService(services.answerer, services.conversations)
    document_id = document_called(services.database, "办法.md", STAFF).id
    day = date(2023, 1, 1)
    for question in ("新引进企业租用商务楼宇给多少租金补贴", "申请奖励要在几月底前提出，提交什么材料"):
        chat.ask(question, Principal(), None, day)
    assert outdated_answers(services.database, document_id, STAFF, day) == ()
    path.write_text(OLD.replace("20元", "30元"), encoding="utf-8")
    services.ingestor.ingest([path], options={"clearance": "public"})
    (outdated,) = outdated_answers(services.database, document_id, STAFF, day)
    assert "租金补贴" in outdated.question
    assert outdated.changed == ("《云汀区楼宇奖励办法》第二条",)
    lapsed = outdated_answers(services.database, document_id, STAFF, date(2026, 1, 1))
    assert {bool(item.lapsed) for item in lapsed} == {True}
    assert len(lapsed) == 2


def test_replies_that_quoted_a_changed_clause_are_listed(
    make_services: Callable[..., Services], tmp_path: Path
) -> None:
    services = make_services()
    path = tmp_path / "办法.md"
    path.write_text(OLD, encoding="utf-8")
    services.ingestor.ingest([path], options={"clearance": "public"})
    document_id = document_called(services.database, "办法.md", STAFF).id
    day = date(2023, 1, 1)
    found = services.clause_finder.look_up_all("《云汀区楼宇奖励办法》第二条", STAFF, day)[0]
    clause = BearingClause(found.chunks[0].id, document_id, found.chunks[0].citation, found.text, Status.IN_FORCE)
    filed = services.complaints.desk.add(NewComplaint("租金补贴没有到账。", "bureau"), (), STAFF).complaint
    quoting = Paragraph(ParagraphKind.RULE, f"根据规定，“{found.text}”", 1, (clause,))
    plain = Paragraph(ParagraphKind.CLOSING, "特此函复。")
    services.complaints.replies.save(filed.id, Draft("复函", "某公司", (quoting, plain), "某局", day), STAFF)
    assert outdated_replies(services.database, document_id, STAFF, day) == ()
    path.write_text(OLD.replace("20元", "30元"), encoding="utf-8")
    services.ingestor.ingest([path], options={"clearance": "public"})
    (outdated,) = outdated_replies(services.database, document_id, STAFF, day)
    assert (outdated.number, outdated.version, outdated.lapsed) == (filed.number, 1, ())
    assert outdated.changed == ("《云汀区楼宇奖励办法》第二条",)
    (lapsed,) = outdated_replies(services.database, document_id, STAFF, date(2026, 1, 1))
    assert lapsed.lapsed == outdated.changed
    with pytest.raises(NotPermitted):
        outdated_replies(services.database, document_id, Principal(), day)
    services.complaints.replies.save(filed.id, Draft("复函", "某公司", (plain,), "某局", day), STAFF)
    assert outdated_replies(services.database, document_id, STAFF, day) == ()


def test_one_good_pair_is_worth_more_than_two_poor_ones() -> None:
    rule = "关于租金补贴申请程序的规定，适用于装修补贴的申请。"
    old = [
        article("第五条", f"本办法第三条{rule}"),
        article("第六条", "本办法的规定，适用于新设立和新迁入的企业申请补贴。"),
    ]
    new = [
        article("第五条", "本办法第八条、第九条、第十条的规定，适用于新设立企业的装修补贴。"),
        article("第六条", f"本办法第四条{rule}"),
    ]
    (pair,) = [pair for pair in align(old, new) if pair.old and pair.old.label == "第五条"]
    assert pair.new is not None
    assert pair.new.label == "第六条"


def test_articles_that_moved_together_are_found_where_they_went() -> None:
    moved = [f"第{name}类企业设立分支机构的，由区{name}业主管部门给予一次性落户奖励。" for name in "甲乙丙丁"]
    kept = [
        f"{name}事项由区投资合作局会同有关部门审核，并在门户网站公示{days}日。"
        for days, name in enumerate("子丑寅卯辰巳午未", start=3)
    ]
    before = [article(f"旧{at}", text) for at, text in enumerate([*moved, *kept])]
    after = [article(f"新{at}", text) for at, text in enumerate([*kept, *moved])]
    found = {pair.old.text: pair.new.text for pair in align(before, after) if pair.old and pair.new}
    assert found == {text: text for text in [*moved, *kept]}
