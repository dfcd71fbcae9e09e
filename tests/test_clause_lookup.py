"""Clauses found by name and number, for those who may see them, on the day asked about."""

from collections.abc import Iterator
from datetime import date

import pytest

from assistant.answering.asking.followups import stand_alone
from assistant.answers import Turn
from assistant.database import Database
from assistant.policies.clause_messages import edition_line, missing_lines
from assistant.policies.clauses import ClauseFinder, ClauseLookup, Outcome
from assistant.policies.references import references_in
from assistant.records import Clearance, Intent, Principal, Role
from assistant.wiring import Services
from tests.clause_store import Policy, put, remove

DAY = date(2026, 11, 23)
INVESTOR, STAFF = Principal(), Principal(Role.STAFF)
HEADQUARTERS = Policy(
    "云汀区促进总部经济发展办法",
    """现将《云汀区促进总部经济发展办法》（以下简称“总部十条”）印发给你们。
第一条　为发展总部经济，根据《中华人民共和国外商投资法》（以下简称《外资法》），制定本办法。
第二条　总部企业应当符合下列条件：
（一）注册资本五千万元以上；
（二）符合本办法第三条第二款规定的。
前款第二项的企业，由区里认定。
第三条　给予落户奖励，依照第二条执行。
奖励分三年兑现，参照《外资法》第三条和《没有收录的办法》第九条。""",
    number="云政规〔2024〕3号",
)
FOREIGN = Policy(
    "中华人民共和国外商投资法",
    "第一条　为了扩大开放。\n第二条　适用本法。\n第三条　国家坚持开放。",
    valid_from=date(2020, 1, 1),
)
COMPANY_2018 = Policy(
    "中华人民共和国公司法", "第一条　旧的第一条。\n第二条　旧的第二条。", valid_from=date(2018, 10, 26)
)
COMPANY_2023 = Policy("中华人民共和国公司法", "第一条　新的第一条。\n第二条　新的第二条。", valid_from=date(2024, 7, 1))
QUOTED = Policy("云汀区招商项目“一事一议”规程", "第一条　议事。\n第二条　规程。")
TALENT = Policy("云汀区人才安居办法", "第一条　人才。\n第二条　安居。")
TOURISM = Policy("旅游条例", "第一条　旅游。\n第二条　游客。")
BUILDINGS = Policy("云汀区支持楼宇经济若干措施", "第一条　楼宇。\n第二条　租金。")
SHOPS = Policy("云汀区支持首店经济若干措施", "第一条　首店。\n第二条　奖励。")
INTERNAL = Policy(
    "云汀区支持总部经济内部口径若干措施",
    "第一条　底线。\n第二条　不得外传。\n第三条　保密。",
    number="云内〔2024〕1号",
    clearance=Clearance.INTERNAL,
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def finder(database: Database) -> ClauseFinder:
    put(
        database, HEADQUARTERS, FOREIGN, COMPANY_2018, COMPANY_2023, QUOTED, TALENT, TOURISM, BUILDINGS, SHOPS, INTERNAL
    )
    return ClauseFinder(database)


def look_up(finder: ClauseFinder, text: str, principal: Principal = INVESTOR, day: date = DAY) -> list[ClauseLookup]:
    return [finder.look_up(address, principal, day) for address in finder.read(text, principal)]


def one(finder: ClauseFinder, text: str, principal: Principal = INVESTOR, day: date = DAY) -> ClauseLookup:
    [lookup] = look_up(finder, text, principal, day)
    return lookup


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        pytest.param("《中华人民共和国外商投资法》第三条", "第三条　国家", id="full-name"),
        pytest.param("外商投资法第三条", "第三条　国家", id="short-name"),
        pytest.param("请问民法商法外商投资法第三条的内容", "第三条　国家", id="after-the-field-of-law"),
        pytest.param("《云汀区促进总部经济发展办法》第三条", "第三条　给予", id="title"),
        pytest.param("《促进总部经济发展办法》第三条", "第三条　给予", id="without-the-district"),
        pytest.param("云政规[2024] 3号第三条", "第三条　给予", id="document-number"),
        pytest.param("请问云政规〔2024〕3号的第三条", "第三条　给予", id="document-number-in-a-sentence"),
        pytest.param("《总部十条》第三条", "第三条　给予", id="its-own-short-name"),
        pytest.param("总部十条第三条", "第三条　给予", id="its-own-short-name-bare"),
        pytest.param("总部办法第三条第二款", "奖励分三年", id="abbreviated"),
        pytest.param("《云汀区招商项目一事一议规程》第一条", "第一条　议事", id="without-the-quotation-marks"),
        pytest.param("云汀区招商项目“一事一议”规程第一条", "第一条　议事", id="bare-with-quotation-marks"),
        pytest.param("《总部十条》第二条第一款第（一）项", "（一）注册资本", id="item"),
    ],
)
def test_a_clause_is_found_by_any_name_of_its_document(finder: ClauseFinder, text: str, begins: str) -> None:
    lookup = one(finder, text)
    assert lookup.outcome is Outcome.FOUND
    assert lookup.text.startswith(begins)


def test_several_addresses_are_found_in_their_order(finder: ClauseFinder) -> None:
    found = look_up(finder, "《总部十条》第一条至第三条和《外商投资法》第二条")
    assert [f"{item.chunks[0].document.title[-4:]}{item.address.clause}" for item in found] == [
        *("发展办法第一条", "发展办法第二条", "发展办法第三条"),
        "商投资法第二条",
    ]


@pytest.mark.parametrize(
    ("text", "outcome", "says"),
    [
        pytest.param("《总部十条》第二十条", Outcome.NO_ARTICLE, "没有第二十条，该办法共三条", id="article"),
        pytest.param("《外商投资法》第八条", Outcome.NO_ARTICLE, "该法共三条", id="article-of-a-law"),
        pytest.param("《总部十条》第二条第五款", Outcome.NO_PART, "第二条没有第五款，该条共二款", id="paragraph"),
        pytest.param("《总部十条》第二条第一款第三项", Outcome.NO_PART, "没有第一款第（三）项，该款共二项", id="item"),
        pytest.param("《总部十条》第三条第一项", Outcome.NO_PART, "该条没有分项", id="no-items-at-all"),
        pytest.param("投资法第三条", Outcome.NO_DOCUMENT, "没有《投资法》", id="the-end-of-another-laws-name"),
        pytest.param("《土地管理法》第三条", Outcome.NO_DOCUMENT, "资料库中没有《土地管理法》", id="document"),
        pytest.param("星海市旅游条例第二条", Outcome.NO_DOCUMENT, "没有《星海市旅游条例》", id="another-places"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(finder: ClauseFinder, text: str, outcome: Outcome, says: str) -> None:
    lookup = one(finder, text)
    assert lookup.outcome is outcome
    assert says in "".join(missing_lines([lookup], DAY))


def test_a_missing_range_is_told_in_one_line(finder: ClauseFinder) -> None:
    [line] = missing_lines(look_up(finder, "《总部十条》第二条至第三十条"), DAY)
    assert "第四条……第三十条" in line


class TestAmbiguousNames:
    """Two documents that fit equally well are listed, never guessed between."""

    def test_candidates_are_listed(self, finder: ClauseFinder) -> None:
        lookup = one(finder, "《若干措施》第二条")
        assert lookup.outcome is Outcome.AMBIGUOUS
        assert {info.title for info in lookup.candidates} == {BUILDINGS.title, SHOPS.title}

    def test_an_investor_learns_nothing_of_an_internal_one(self, finder: ClauseFinder) -> None:
        assert len(one(finder, "《若干措施》第二条", STAFF).candidates) == 3
        assert "内部口径" not in "".join(missing_lines([one(finder, "《若干措施》第二条")], DAY))

    def test_an_internal_document_does_not_make_a_name_ambiguous_for_an_investor(self, finder: ClauseFinder) -> None:
        assert one(finder, "《总部经济内部口径若干措施》第二条").outcome is Outcome.NO_DOCUMENT
        assert one(finder, "云内〔2024〕1号第二条").outcome is Outcome.NO_DOCUMENT
        assert one(finder, "云内〔2024〕1号第二条", STAFF).found

    def test_the_same_title_of_two_issuers_are_two_documents(self, finder: ClauseFinder, database: Database) -> None:
        rules = [Policy("企业服务规程", f"第一条　{name}。\n第二条　略。", issuer=name) for name in ("甲区", "乙区")]
        put(database, *rules)
        assert len(one(finder, "《企业服务规程》第一条").candidates) == 2


class TestEditions:
    """Of several versions the one in force on the day is quoted, and said to be."""

    @pytest.mark.parametrize(
        ("text", "day", "begins"),
        [
            pytest.param("公司法第一条", DAY, "第一条　新", id="today"),
            pytest.param("公司法第一条", date(2024, 6, 30), "第一条　旧", id="the-day-before-the-new-one"),
            pytest.param("公司法第一条", date(2024, 7, 1), "第一条　新", id="the-first-day"),
            pytest.param("《公司法》（2018年修正）第一条", DAY, "第一条　旧", id="by-year"),
        ],
    )
    def test_the_edition_fits_the_day(self, finder: ClauseFinder, text: str, day: date, begins: str) -> None:
        lookup = one(finder, text, day=day)
        assert lookup.text.startswith(begins)
        assert len(lookup.editions) == 1

    def test_the_answer_says_which_was_used(self, finder: ClauseFinder) -> None:
        line = edition_line(one(finder, "公司法第一条"), DAY)
        assert "2个版本" in line
        assert "2024年7月1日起施行的一版（现行有效）" in line
        assert "2018年10月26日起施行的一版（旧版）" in line

    def test_files_of_one_title_and_day_are_parts_of_one_document(
        self, finder: ClauseFinder, database: Database
    ) -> None:
        put(
            database,
            Policy("某某典", "第一条　总则。\n第二条　略。", issuer="甲"),
            Policy("某某典", "第三条　分则。\n第四条　略。", issuer=""),
        )
        assert [item.text for item in look_up(finder, "《某某典》第一条、第三条")] == [
            "第一条　总则。",
            "第三条　分则。",
        ]
        assert one(finder, "《某某典》第三条").editions == ()
        assert "共四条。" in missing_lines([one(finder, "《某某典》第五条")], DAY)[0]

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            pytest.param("2022年的工业意见里，小巨人奖多少", ["工业2022"], id="by-year-and-words"),
            pytest.param("2025年那份工业意见怎么说", ["工业2025"], id="another-year"),
            pytest.param("去年那份工业意见怎么说", ["工业2025"], id="last-year"),
            pytest.param("2021年的工业意见里，小巨人奖多少", [], id="none-of-that-year"),
            pytest.param("2022年的意见里，小巨人奖多少", [], id="its-kind-alone"),
            pytest.param("2022年营业收入多少", [], id="no-document"),
        ],
    )
    def test_a_document_is_known_by_its_year_and_some_words(
        self, finder: ClauseFinder, database: Database, text: str, named: list[str]
    ) -> None:
        title = "云汀区加快工业转型升级若干意见"
        old = Policy(title, "第一条　旧。\n第二条　略。", valid_from=date(2022, 5, 1))
        new = Policy(title, "第一条　新。\n第二条　略。", valid_from=date(2025, 5, 1))
        ids = dict(zip(put(database, old, new), ("工业2022", "工业2025"), strict=True))
        assert [ids[one] for one in finder.of_a_year(text, INVESTOR, DAY)] == named

    def test_one_edition_needs_no_word(self, finder: ClauseFinder) -> None:
        assert edition_line(one(finder, "外商投资法第一条"), DAY) == ""


def test_changes_by_another_process_are_noticed(finder: ClauseFinder, database: Database) -> None:
    assert one(finder, "《新来的办法》第一条").outcome is Outcome.NO_DOCUMENT
    other = Database(database.url)
    [added] = put(other, Policy("新来的办法", "第一条　新来。\n第二条　略。"))
    assert one(finder, "《新来的办法》第一条").found
    remove(other, added)
    other.close()
    assert one(finder, "《新来的办法》第一条").outcome is Outcome.NO_DOCUMENT


def test_an_article_cut_within_a_paragraph_has_its_paragraphs(finder: ClauseFinder, database: Database) -> None:
    sentence = "奖励按照企业上一年度对区里的贡献核定并分三年兑现。"
    put(database, Policy("长文办法", f"第一条　{sentence * 6}\n第二款的话。\n第二条　略。", longest=60))
    assert len(one(finder, "《长文办法》第一条").chunks) > 1
    assert one(finder, "《长文办法》第一条第二款").text == "第二款的话。"
    assert one(finder, "《长文办法》第一条第一款").text == f"第一条　{sentence * 6}"


class TestReferences:
    """References inside a clause's text lead to what stands there."""

    @staticmethod
    def of(finder: ClauseFinder, text: str, principal: Principal = INVESTOR) -> dict[str, list[str]]:
        lookup = one(finder, text, principal)
        assert lookup.document is not None
        found = references_in(lookup.text, lookup.chunks[0].passage.clause, lookup.document, finder, principal, DAY)
        return {
            lookup.text[reference.start : reference.end]: [target.text[:8] for target in reference.targets]
            for reference in found
        }

    def test_of_the_document_itself(self, finder: ClauseFinder) -> None:
        assert self.of(finder, "《总部十条》第二条") == {
            "本办法第三条第二款": ["奖励分三年兑现，"],
            "前款第二项": ["（二）符合本办法"],
        }

    def test_of_other_documents_by_the_short_name_defined_here(self, finder: ClauseFinder) -> None:
        assert self.of(finder, "《总部十条》第三条") == {
            "第二条": ["第二条　总部企业"],
            "《外资法》第三条": ["第三条　国家坚持"],
            "《没有收录的办法》第九条": [""],
        }

    def test_an_internal_target_is_nothing_to_an_investor(self, finder: ClauseFinder, database: Database) -> None:
        put(database, Policy("引用办法", f"第一条　依照《{INTERNAL.title}》第二条办理。\n第二条　略。"))
        assert self.of(finder, "《引用办法》第一条") == {f"《{INTERNAL.title}》第二条": [""]}
        assert self.of(finder, "《引用办法》第一条", STAFF) == {f"《{INTERNAL.title}》第二条": ["第二条　不得外传"]}


class TestConversations:
    """A clause named in a follow-up belongs to the document spoken of."""

    @pytest.mark.parametrize(
        ("before", "question", "begins"),
        [
            pytest.param("《总部十条》第三条", "第二款呢", "奖励分三年", id="paragraph"),
            pytest.param("《总部十条》第三条", "这个办法第二条呢？", "第二条　总部", id="pointing-at-the-document"),
            pytest.param("请问公司法第一条", "那第二条呢", "第二条　新", id="another-article-of-a-bare-name"),
            pytest.param("《总部十条》第三条", "《办法》第二条呢", "第二条　总部", id="a-kind-in-brackets"),
            pytest.param("《总部十条》第二条第一款", "第（一）项呢", "（一）注册", id="item-of-the-paragraph"),
        ],
    )
    def test_what_was_left_out_is_filled_in(
        self, finder: ClauseFinder, before: str, question: str, begins: str
    ) -> None:
        first = one(finder, before)
        history = [Turn(before, before, first.text, Intent.POLICY, tuple(chunk.id for chunk in first.chunks))]
        assert one(finder, stand_alone(question, history, first.chunks)).text.startswith(begins)


def test_a_notice_that_has_no_articles_gives_way_to_the_policy_that_it_is_about(district: Services) -> None:
    """Its title holds the policy's short name word for word; the policy itself is only abbreviated by it."""
    (lookup,) = district.clause_finder.look_up_all("楼宇政策第二十二条写了什么？", Principal(), date(2026, 11, 23))
    assert lookup.outcome is Outcome.FOUND
    assert lookup.document is not None
    assert lookup.document.title == "云汀区支持楼宇经济高质量发展若干政策"


def test_what_no_document_has_is_said_of_the_one_that_was_named(district: Services) -> None:
    (lookup,) = district.clause_finder.look_up_all("楼宇政策第九十九条", Principal(), date(2026, 11, 23))
    assert lookup.outcome is Outcome.NO_ARTICLE
