"""What a document says of itself: title, 文号, issuer, dates, each with the words it was read from."""

import pytest

from assistant.documents.metadata import effective_values
from assistant.records import Fact
from ingest.imprint import is_imprint, read_signature
from ingest.metadata import read_metadata
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from tests.conftest import SAMPLES
from tests.test_chunking import LIMITS

BODY = ("第一条 为支持企业发展，制定本办法。", "第二条 给予每家企业十万元奖励。")


def document(*paragraphs: str) -> ParsedDocument:
    builder = DocumentBuilder("text/plain")
    for paragraph in paragraphs:
        builder.paragraph(paragraph)
    return builder.build()


def read(*paragraphs: str, name: str = "文件.txt") -> dict[str, str]:
    return effective_values(read_metadata(document(*paragraphs), name))


NOTICE = (
    "澜州市云汀区人民政府文件",
    "云政规〔2025〕3号",
    "澜州市云汀区人民政府关于印发《云汀区支持企业若干政策》的通知",
    "各街道办事处：",
    "《云汀区支持企业若干政策》已经2025年2月27日区政府第38次常务会议审议通过，现印发给你们。",
    "澜州市云汀区人民政府",
    "2025年3月10日",
    "云汀区支持企业若干政策",
    *BODY,
    "第三条 本政策自2025年4月1日起施行，有效期5年。",
    "抄送：区委办公室。",
    "澜州市云汀区人民政府办公室　　2025年3月12日印发",
)


def test_a_notice_with_measures_is_read_whole() -> None:
    assert read(*NOTICE) == {
        "title": "云汀区支持企业若干政策",
        "document_number": "云政规〔2025〕3号",
        "issuer": "澜州市云汀区人民政府",
        "issued_on": "2025-03-10",
        "valid_from": "2025-04-01",
        "valid_to": "2030-03-31",
    }


@pytest.mark.parametrize(
    ("heading", "name", "title"),
    [
        pytest.param(
            "同心同行 共赢未来", "云汀区投资环境推介.pptx", "澜州市云汀区投资环境推介", id="a-motto-above-the-title"
        ),
        pytest.param("同心同行 共赢未来", "终稿2.pptx", "同心同行 共赢未来", id="a-name-that-says-nothing"),
        pytest.param(
            "云汀区招商引资办法", "云汀区投资环境推介.docx", "云汀区招商引资办法", id="a-policy-keeps-its-title"
        ),
    ],
)
def test_the_title_is_the_line_that_the_file_is_called_by(heading: str, name: str, title: str) -> None:
    builder = DocumentBuilder("text/plain")
    builder.heading(heading, 1)
    builder.paragraph("澜州市云汀区投资环境推介")
    builder.paragraph("欢迎来云汀投资。")
    assert effective_values(read_metadata(builder.build(), name))["title"] == title


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        pytest.param(
            ["澜州市云汀区人民政府关于支持企业", "稳岗扩产的若干措施"], "澜州市云汀区人民政府关于支持企业稳岗扩产的若干措施", id="two-lines"
        ),
        pytest.param(
            ["云汀区投资合作局", "关于印发云汀区楼宇管理办法", "实施细则的通知"], "关于印发云汀区楼宇管理办法实施细则的通知", id="a-first-line-that-ends-like-a-title"
        ),
        pytest.param(["关于印发《云汀区支持", "企业上市办法》的通知"], "云汀区支持企业上市办法", id="an-open-bracket"),
        pytest.param(["云汀区楼宇奖励办法", "（2026-2028年）"], "云汀区楼宇奖励办法（2026-2028年）", id="years-below"),
        pytest.param(["云汀区楼宇奖励办法", "（试行）"], "云汀区楼宇奖励办法（试行）", id="on-trial"),
        pytest.param(["云汀区楼宇奖励办法", "（2026年3月1日公布）"], "云汀区楼宇奖励办法", id="a-note-is-no-part-of-it"),
        pytest.param(["云汀区楼宇奖励办法[1]", "云汀区投资合作局"], "云汀区楼宇奖励办法", id="the-mark-of-a-footnote"),
        pytest.param(["云汀科创园", "入驻企业情况登记表", "编号：     填表日期：   年  月"], "入驻企业情况登记表", id="a-form"),
        pytest.param(
            ["关于印发云汀区楼宇管理办法的通知", "各街道：", "现印发给你们。", "云汀区投资合作局", "2026年3月1日", "云汀区楼宇管理办法"],
            "云汀区楼宇管理办法",
            id="what-a-notice-issues",
        ),
        pytest.param(
            ["为帮助企业用好政策，区里整理了下面的内容，请对照申请。", "面向单位的扶持政策"], "文件", id="a-heading-below-prose-is-none"
        ),
    ],
)  # fmt: skip
def test_titles_are_read_over_several_lines(lines: list[str], title: str) -> None:
    assert read(*lines, "正文第一段说明来由和范围，适用于在本区注册的企业。")["title"] == title


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        pytest.param(
            ["云汀区投资合作局 云汀区财政局关于发放补贴的通知", "各街道：", "发放补贴。"], "云汀区投资合作局 云汀区财政局", id="in-the-title"
        ),
        pytest.param(
            ["补贴办法", "发放补贴。", "云汀区投资合作局", "云汀区财政局", "2026年3月1日"], "云汀区投资合作局 云汀区财政局", id="signed-by-two"
        ),
        pytest.param(
            ["发布机构：云汀区政务公开办公室", "云汀区投资合作局关于发放补贴的通知", "发放补贴。"], "云汀区投资合作局", id="who-put-it-up-comes-last"
        ),
        pytest.param(["发布机构：云汀区投资合作局", "补贴指南", "发放补贴。"], "云汀区投资合作局", id="who-put-it-up-alone"),
        pytest.param(["来源：本网", "补贴指南", "发放补贴。"], "", id="the-site-itself-is-nobody"),
    ],
)  # fmt: skip
def test_the_issuer_is_who_signs_not_who_puts_it_up(lines: list[str], issuer: str) -> None:
    assert read(*lines).get("issuer", "") == issuer


@pytest.mark.parametrize(
    "line",
    [
        "2026年3月3日云政规〔2026〕3号",
        "二〇二六年三月三日云政规〔2026〕3号",
        "2026-03-03 云政规[2026]3号",
        "文号：3日云政规〔2026〕3号",
    ],
)
def test_a_day_before_the_number_is_no_part_of_it(line: str) -> None:
    assert read("云汀区办法", line, *BODY)["document_number"] == "云政规〔2026〕3号"


@pytest.mark.parametrize(
    ("beside", "lines", "issued"),
    [
        pytest.param("发布日期：2026-11-20", ["补贴办法", *BODY], None, id="upload-alone"),
        pytest.param("发布日期：2026-11-20", ["补贴办法", *BODY, "云汀区投资合作局", "2023年5月1日"], "2023-05-01", id="signed"),
        pytest.param("发布日期：2026-11-20 成文日期：2023年5月1日", ["补贴办法", *BODY], "2023-05-01", id="both"),
        pytest.param("", ["2026-11-20", "补贴办法", *BODY], None, id="above-the-title"),
        pytest.param("", ["补贴资讯", "2026年12月1日起，区里印发的新办法开始执行。", "正文。"], None, id="a-day-in-the-news"),
    ],
)  # fmt: skip
def test_the_day_of_upload_is_not_that_of_the_text(beside: str, lines: list[str], issued: str | None) -> None:
    builder = DocumentBuilder("text/html")
    builder.beside += [beside] if beside else []
    for line in lines:
        builder.paragraph(line)
    assert effective_values(read_metadata(builder.build(), "文件.html")).get("issued_on") == issued


def test_a_copy_put_up_years_later_does_not_move_the_first_day() -> None:
    builder = DocumentBuilder("text/html")
    builder.beside.append("发布日期：2026-11-20")
    for line in ("补贴办法", *BODY, "第三条 本办法自发布之日起施行。", "云汀区投资合作局", "2023年5月1日"):
        builder.paragraph(line)
    assert effective_values(read_metadata(builder.build(), "文件.html"))["valid_from"] == "2023-05-01"


@pytest.mark.parametrize(
    ("first", "name", "title"),
    [
        ("云汀区招商引资三十条（节录）", "zhaoshang.md", "云汀区招商引资三十条（节录）"),
        ("来云汀工作，房子怎么办？——安居二十问", "faq-2025.txt", "来云汀工作，房子怎么办？——安居二十问"),
        ("种植户关心的十六个问题", "苹果问答.txt", "苹果问答"),
        ("汀南县2025年重点工作完成情况和打算", "09 重点工作报告.txt", "汀南县2025年重点工作完成情况和打算"),
        ("《汀南县若干措施》政策解读", "12_若干措施解读.txt", "《汀南县若干措施》政策解读"),
        ("为了规范管理，特作如下安排。", "x.txt", "x"),
        ("2025年3月10日", "a.txt", "a"),
        ("云汀区人民政府", "b.txt", "b"),
        ("联系人：王某", "c.txt", "c"),
        ("一、总体要求", "d.txt", "d"),
    ],
)
def test_a_name_without_a_chinese_word_gives_way_to_the_first_line(first: str, name: str, title: str) -> None:
    assert effective_values(read_metadata(document(first, "企业租房的，按实际租金补贴。"), name))["title"] == title


@pytest.mark.parametrize(
    ("of_page", "first", "title"),
    [
        pytest.param(
            "用工社保补贴", "汀南县企业用工和社会保险补贴一览", "汀南县企业用工和社会保险补贴一览", id="a-short-form"
        ),
        pytest.param("政策解读", "《汀南县若干措施》政策解读", "《汀南县若干措施》政策解读", id="what-kind-it-is"),
        pytest.param("用工社保补贴", "企业招用失业人员的，给予补贴。", "用工社保补贴", id="no-other-title"),
        pytest.param("用工社保补贴", "汀南县旅游景点一览", "用工社保补贴", id="of-something-else"),
        pytest.param("汀南县人民政府门户网站", "惠企政策明白卡", "惠企政策明白卡", id="only-whose-site-it-is"),
    ],
)
def test_a_page_is_called_by_the_whole_title_that_it_shows(of_page: str, first: str, title: str) -> None:
    builder = DocumentBuilder("text/html")
    builder.facts.append(Fact("title", of_page, "file", "网页标题"))
    builder.paragraph(first)
    builder.paragraph("企业租房的，按实际租金补贴。")
    assert effective_values(read_metadata(builder.build(), "10.html"))["title"] == title


def test_each_value_keeps_the_words_it_was_read_from() -> None:
    facts = {fact.field: fact for fact in read_metadata(document(*NOTICE), "文件.txt") if fact.origin == "text"}
    assert facts["issued_on"].evidence == "澜州市云汀区人民政府 2025年3月10日"
    assert facts["valid_to"].evidence == "第三条 本政策自2025年4月1日起施行，有效期5年。"
    assert facts["title"].evidence.startswith("文首标题行")


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        pytest.param("自2025年7月1日起试行，试行期两年，至2027年6月30日止", ("2025-07-01", "2027-06-30"), id="trial"),
        pytest.param("自2025年7月1日起施行，有效期至2027年12月31日", ("2025-07-01", "2027-12-31"), id="until"),
        pytest.param("自2025年7月1日起施行，有效期五年", ("2025-07-01", "2030-06-30"), id="years"),
        pytest.param("自二〇二五年七月一日起施行，有效期为3年", ("2025-07-01", "2028-06-30"), id="chinese-numerals"),
        pytest.param("自２０２５年７月１日起实施", ("2025-07-01", None), id="full-width"),
        pytest.param("自印发之日起施行，有效期三年", ("2025-03-10", "2028-03-09"), id="from-issue"),
        pytest.param("自印发之日起30日后施行", ("2025-04-09", None), id="thirty-days-after-issue"),
        pytest.param("自2025年7月1日实施，有效期5年", ("2025-07-01", "2030-06-30"), id="without-起"),
        pytest.param("施行期限为2025年7月1日至2026年12月31日", ("2025-07-01", "2026-12-31"), id="term-from-to"),
        pytest.param("有效期自2025年7月1日起至2026年12月31日止", ("2025-07-01", "2026-12-31"), id="term-from-起-to"),
        pytest.param("自2025年7月1日起施行，有效期18个月", ("2025-07-01", "2026-12-31"), id="months"),
        pytest.param("自2024年2月29日起施行，有效期一年", ("2024-02-29", "2025-02-28"), id="leap-day"),
        pytest.param("自2025年7月1日起施行，有效期一年零六个月", ("2025-07-01", "2026-12-31"), id="years-and-months"),
        pytest.param("自二○二五年七月一日起施行", ("2025-07-01", None), id="circle-for-zero"),
        pytest.param("由区投资合作局负责解释", (None, None), id="nothing-said"),
    ],
)
def test_the_closing_clause_tells_how_long_it_holds(closing: str, expected: tuple[str | None, str | None]) -> None:
    values = read("云汀区奖励办法", *BODY, f"第三条 本办法{closing}。", "澜州市云汀区人民政府", "2025年3月10日")
    assert (values.get("valid_from"), values.get("valid_to")) == expected


def test_a_law_takes_the_latest_decree_of_its_note() -> None:
    values = read(
        "云汀区保障条例",
        "2020年7月5日 云汀区人民政府令第28号公布",
        "2025年3月17日 云汀区人民政府令第82号修订",
        *BODY,
        "第三条 本条例自2025年6月1日起施行。",
    )
    assert (values["document_number"], values["issued_on"]) == ("云汀区人民政府令第82号", "2025-03-17")


def test_the_day_noted_below_the_title_counts_where_the_text_says_nothing() -> None:
    assert read("云汀区规划条例", "2011年7月1日 施行", *BODY)["valid_from"] == "2011-07-01"


def test_a_number_in_brackets_is_another_documents() -> None:
    assert "document_number" not in read("云汀区奖励办法", "（依据云政规〔2021〕5号）", *BODY)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["正文。", "云汀区投资合作局", "2026年11月10日"], ("云汀区投资合作局", "2026年11月10日"), id="below"
        ),
        pytest.param(
            ["正文。", "云汀区投资合作局  2026年11月10日印发"], ("云汀区投资合作局", "2026年11月10日"), id="printed"
        ),
        pytest.param(["正文。", "2026年11月10日"], None, id="date-without-a-name"),
    ],
)
def test_signatures(lines: list[str], expected: tuple[str, str] | None) -> None:
    signature = read_signature(lines)
    assert ((signature.issuer, signature.date) if signature else None) == expected


@pytest.mark.parametrize(
    "line", ["抄送工作由办公室负责，应当及时。", "第三条 公开方式由区政府决定。", "澜州市云汀区人民政府"]
)
def test_body_text_is_no_print(line: str) -> None:
    assert not is_imprint(line)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(
            "云汀区促进数字经济产业发展若干措施（试行）.docx",
            {"issued_on": "2025-06-05", "valid_from": "2025-07-01", "valid_to": "2027-06-30"},
            id="trial-measures",
        ),
        pytest.param(
            "云汀区进一步鼓励外商投资若干措施.html",
            {"document_number": "云政规〔2025〕2号", "issuer": "澜州市云汀区人民政府", "issued_on": "2025-02-08"},
            id="index-table-of-a-saved-page",
        ),
        pytest.param(
            "云汀区支持楼宇经济高质量发展若干政策.docx",
            {"issuer": "澜州市云汀区人民政府", "issued_on": "2025-03-10"},
            id="not-the-day-of-the-meeting",
        ),
    ],
)
def test_the_sample_files_are_read_right(name: str, expected: dict[str, str]) -> None:
    from ingest.parsing import parse_file

    path = SAMPLES / "policies" / name
    values = effective_values(read_metadata(parse_file(path, LIMITS), path.name))
    assert {field: values.get(field) for field in expected} == expected


def test_a_kind_that_is_cleared_is_again_what_was_read() -> None:
    facts = [
        Fact("kind", "policy", "text", "第1段"),
        Fact("title", "某区办法", "text", "第1段"),
        Fact("kind", "", "admin", "管理员"),
        Fact("title", "", "admin", "管理员"),
    ]
    assert effective_values(facts) == {"kind": "policy", "title": ""}
