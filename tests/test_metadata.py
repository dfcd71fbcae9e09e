"""What a document says of itself: title, 文号, issuer, dates, each with the words it was read from."""

import pytest

from assistant.documents.metadata import effective_values
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
