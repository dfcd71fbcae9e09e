"""A Word document's comments, tracked deletions and hidden text reach no passage, and its original no investor."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fastapi.testclient import TestClient
from pptx import Presentation

from assistant.api.app import create_app
from assistant.records import Principal
from assistant.wiring import Services
from ingest.parsing import ParseLimits, parse_file
from tests.files import sample_notice
from tests.test_ledgers import take_in

SECRET = "底价三十元"
SPACE = nsdecls("w")
BOX = f'<w:r {SPACE}><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r>'


def run(text: str, properties: str = "") -> str:
    return f"<w:r {SPACE}><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def append(document: Document, xml: str) -> None:
    document.add_paragraph("房租可以商量。")._p.append(parse_xml(xml))


def comment(document: Document) -> None:
    document.add_comment(document.add_paragraph("房租可以商量。").runs, SECRET, author="李科长")


def delete(document: Document) -> None:
    append(document, f'<w:del {SPACE} w:id="1">{run(SECRET)}</w:del>')


def move_away(document: Document) -> None:
    append(document, f'<w:moveFrom {SPACE} w:id="1">{run(SECRET)}</w:moveFrom>')


def hide(document: Document) -> None:
    append(document, run(SECRET, "<w:vanish/>"))


def hide_by_style(document: Document) -> None:
    document.styles.add_style("内部", 1).font.hidden = True
    document.styles.add_style("内部说明", 1).base_style = document.styles["内部"]
    document.add_paragraph(SECRET, style="内部说明")


def hide_by_style_of_characters(document: Document) -> None:
    document.styles.add_style("内部字", 2).font.hidden = True
    document.add_paragraph("房租可以商量。").add_run(SECRET, style="内部字")


def delete_a_box(document: Document) -> None:
    append(document, f'<w:del {SPACE} w:id="1">{BOX}</w:del>')


def hide_a_box_in_a_cell(document: Document) -> None:
    cell = table(document).cell(1, 1)
    cell.paragraphs[0]._p.append(parse_xml(BOX.replace("<w:pict>", "<w:rPr><w:vanish/></w:rPr><w:pict>")))


def table(document: Document) -> docx.table.Table:
    made = document.add_table(rows=3, cols=2)
    for row, texts in zip(made.rows, (("名称", "面积"), ("甲座", "一百平方米"), ("乙座", "二百平方米")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return made


def hide_a_row(document: Document) -> None:
    row = table(document).rows[2]
    row.cells[1].text = SECRET
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {SPACE}/>"))


def delete_a_row(document: Document) -> None:
    row = table(document).rows[2]
    row.cells[1].text = SECRET
    row._tr.get_or_add_trPr().append(parse_xml(f'<w:del {SPACE} w:id="1"/>'))


def delete_a_cell(document: Document) -> None:
    cell = table(document).rows[2].cells[1]
    cell.text = SECRET
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:cellDel {SPACE} w:id="1"/>'))


KINDS = [
    pytest.param(comment, "批注", id="comment"),
    pytest.param(delete, "修订痕迹", id="deletion"),
    pytest.param(move_away, "修订痕迹", id="moved-away"),
    pytest.param(hide, "隐藏文字", id="hidden"),
    pytest.param(hide_by_style, "隐藏文字", id="hidden-by-style"),
    pytest.param(hide_by_style_of_characters, "隐藏文字", id="hidden-by-style-of-characters"),
    pytest.param(delete_a_box, "修订痕迹", id="deleted-box"),
    pytest.param(hide_a_box_in_a_cell, "隐藏文字", id="hidden-box-in-a-cell"),
    pytest.param(hide_a_row, "隐藏文字", id="hidden-row"),
    pytest.param(delete_a_row, "修订痕迹", id="deleted-row"),
    pytest.param(delete_a_cell, "修订痕迹", id="deleted-cell"),
    pytest.param(lambda item: append(item, run(SECRET, '<w:color w:val="FFFFFF"/>')), "白色或极小的文字", id="white"),
    pytest.param(lambda item: append(item, run(SECRET, '<w:sz w:val="2"/>')), "白色或极小的文字", id="tiny"),
]


def written(path: Path, *changes: Callable[[Document], object]) -> Path:
    document = docx.Document()
    document.add_paragraph("云汀区鼓励企业租用闲置楼宇，具体办法由招商局另行公布。")
    for change in changes:
        change(document)
    document.save(str(path))
    return path


@pytest.mark.parametrize(("change", "named"), KINDS)
def test_what_nobody_sees_is_not_read_and_said(tmp_path: Path, change: Callable[[Document], None], named: str) -> None:
    parsed = parse_file(written(tmp_path / "a.docx", change), ParseLimits())
    assert SECRET not in parsed.text and "闲置楼宇" in parsed.text
    assert parsed.hidden
    assert [warning for warning in parsed.warnings if warning.startswith(f"文中有{named}：")]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda document: None, id="nothing"),
        pytest.param(table, id="a-table"),
        pytest.param(lambda document: append(document, run("不隐藏", '<w:vanish w:val="0"/>')), id="vanish-off"),
        pytest.param(lambda document: append(document, run("", "<w:vanish/>")), id="hidden-nothing"),
        pytest.param(lambda document: append(document, run("页码", "<w:webHidden/>")), id="hidden-on-the-web-alone"),
        pytest.param(
            lambda document: append(
                document, run("底色上", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="C00000"/>')
            ),
            id="white-on-a-colour",
        ),
        pytest.param(
            lambda document: append(
                document, BOX.replace("<w:r><w:t>", '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>')
            ),
            id="white-in-a-shape",
        ),
        pytest.param(lambda document: append(document, run("小五号", '<w:sz w:val="18"/>')), id="small-print"),
    ],
)
def test_a_plain_document_hides_nothing(tmp_path: Path, change: Callable[[Document], object]) -> None:
    assert not parse_file(written(tmp_path / "a.docx", change), ParseLimits()).hidden


@pytest.mark.parametrize("mark", ["strike", "dstrike"])
def test_what_is_struck_through_is_not_live_text_and_said(tmp_path: Path, mark: str) -> None:
    path = written(tmp_path / "a.docx", lambda item: append(item, run("奖励三十万元。", f"<w:{mark}/>")))
    parsed = parse_file(path, ParseLimits())
    assert "三十万元" not in parsed.text and "房租可以商量" in parsed.text
    assert (parsed.hidden, parsed.warnings) == (False, ("文中有加删除线的文字，不是现行内容，未读",))


def test_an_insertion_is_read_and_counts_as_a_change(tmp_path: Path) -> None:
    parsed = parse_file(
        written(tmp_path / "a.docx", lambda item: append(item, f'<w:ins {SPACE} w:id="1">{run("可以分期。")}</w:ins>')),
        ParseLimits(),
    )
    assert "房租可以商量。可以分期。" in parsed.text and parsed.hidden


def test_a_deleted_picture_is_not_recognised(tmp_path: Path) -> None:
    sample_notice().save(tmp_path / "a.png")

    def picture(document: Document) -> None:
        run = document.add_paragraph().add_run()
        run.add_picture(str(tmp_path / "a.png"))
        deleted = parse_xml(f'<w:del {SPACE} w:id="1"/>')
        run._r.addprevious(deleted)
        deleted.append(run._r)

    parsed = parse_file(written(tmp_path / "a.docx", picture), ParseLimits())
    assert parsed.text == "云汀区鼓励企业租用闲置楼宇，具体办法由招商局另行公布。\n"


@pytest.mark.parametrize(
    ("changes", "status"),
    [pytest.param((change.values[0],), 404, id=str(change.id)) for change in KINDS[:4]]
    + [pytest.param((), 200, id="nothing-hidden")],
)
def test_the_original_of_a_public_document_is_withheld(
    make_services: Callable[..., Services],
    tmp_path: Path,
    changes: tuple[Callable[[Document], None], ...],
    status: int,
) -> None:
    services = make_services()
    outcome = take_in(services, written(tmp_path / "租用楼宇说明.docx", *changes), kind="guide")
    assert services.library.get(outcome.document_id, Principal()).info.has_restricted is (status == 404)
    with TestClient(create_app(services)) as client:
        assert client.get(f"/api/documents/{outcome.document_id}/original").status_code == status
        found = client.get("/api/search?q=闲置楼宇租用办法&k=20")
        assert "闲置楼宇" in found.text and SECRET not in found.text


def test_slides_with_something_hidden_are_withheld(tmp_path: Path) -> None:
    deck = Presentation()
    for _ in range(2):
        deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "云汀区楼宇推介"
    deck.save(str(tmp_path / "a.pptx"))
    assert not parse_file(tmp_path / "a.pptx", ParseLimits()).hidden
    deck.slides[1]._element.set("show", "0")
    deck.save(str(tmp_path / "a.pptx"))
    assert parse_file(tmp_path / "a.pptx", ParseLimits()).hidden
