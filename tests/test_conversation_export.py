"""The file of an answer says who wrote it, links what it names, and marks what is no longer in force."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import docx.document
import pytest

from assistant.answers import Answer, AnswerTable, Citation, StandardMark
from assistant.api.openai_format import content_of
from assistant.conversations.exporting import Kept, kept_docx
from assistant.conversations.service import StoredExchange
from assistant.records import Clearance, Intent, Status

SOURCE = Citation(
    number=1,
    label="《办法》第八条",
    document="办法",
    clause="第八条",
    page=None,
    sheet=None,
    row=None,
    quote="每平方米补贴二十元。",
    clearance=Clearance.PUBLIC,
    valid_from=date(2021, 1, 1),
    valid_to=date(2025, 1, 1),
    status=Status.EXPIRED,
    source_id="d1",
    chunk_id="c1",
)
ANSWER = Answer(
    text="按租金补贴[1]。\n    计算：**20** 元",
    refused=False,
    intent=Intent.POLICY,
    citations=(SOURCE,),
    table=AnswerTable(("名称", "租金"), (("甲大厦", "58 元"),), 2, places=("b/r1",), sources=(1,)),
    notice="引用的文件已失效。",
)


def file_of(answer: Answer) -> docx.document.Document:
    asked = datetime(2026, 11, 30, 16, 5, tzinfo=UTC)
    exchange = StoredExchange("m1", "补贴多少？", date(2026, 11, 30), asked, answer)
    return docx.Document(io.BytesIO(kept_docx(Kept("补贴", (exchange,), "https://h.example/"))))


def written(answer: Answer) -> tuple[str, list[str]]:
    """The words of the file, tables included, and the addresses that it leads to."""
    made = file_of(answer)
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    links = [one.target_ref for one in made.part.rels.values() if one.is_external]
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells]), links


def test_sources_links_warnings_and_the_time_in_beijing() -> None:
    words, links = written(ANSWER)
    for said in (
        "补贴多少？",
        "2026-12-01 00:05",
        "引用的文件已失效。",
        "（已失效）",
        "每平方米补贴二十元。",
        "共 2 条，列出 1 条",
    ):
        assert said in words
    assert "**" not in words
    assert set(links) == {"https://h.example/p/d1#第八条", "https://h.example/b/r1"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(ANSWER, "未使用语言模型", id="quoted"),
        pytest.param(replace(ANSWER, model="qwen"), "由语言模型（qwen）撰写", id="model"),
        pytest.param(replace(ANSWER, standard=StandardMark(1, date(2026, 1, 1))), "标准答复", id="standard"),
    ],
)
def test_it_says_who_wrote_the_words(answer: Answer, said: str) -> None:
    assert said in written(answer)[0]


@pytest.mark.parametrize(("model", "labelled"), [("", False), ("qwen", True)])
def test_what_a_model_wrote_is_labelled_in_the_files_own_data_and_to_programs(model: str, labelled: bool) -> None:
    answer = replace(ANSWER, model=model)
    properties = file_of(answer).core_properties
    assert ("人工智能" in properties.keywords, "人工智能" in properties.comments) == (labelled, labelled)
    assert ("人工智能" in content_of(answer)) is labelled
