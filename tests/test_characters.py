"""Characters that no document can hold come in nowhere, and what was stored with them is exported all the same."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
from docx.document import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook
from sqlalchemy import update

from assistant.complaints.intake.intake import ReadFile
from assistant.complaints.letters.letter import write_letter
from assistant.complaints.queue import entry_of
from assistant.complaints.records import NewComplaint
from assistant.complaints.statistics import statistics_of
from assistant.complaints.tables import ComplaintRow
from assistant.complaints.workbook import statistics_workbook
from assistant.sections.complaints import LetterSettings
from assistant.text.characters import writable, writable_values
from tests.complaints_desk import DeskWorld, letter

UNWRITABLE = "\x00\x01\x0b\x1f\ud800\ufffe"


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=())))
def test_what_is_left_can_stand_in_xml_and_in_a_file(text: str) -> None:
    element = etree.Element("a")
    element.text = writable(text)
    writable(text).encode()


def test_what_can_be_written_stays_as_it_is() -> None:
    text = "第一行\n第二行\t“引号”𠮷😀\u3000"
    assert writable(text) == text


def test_texts_are_freed_wherever_they_stand_in_json() -> None:
    given_json = {f"a{UNWRITABLE}": [f"b{UNWRITABLE}", {"c": f"d{UNWRITABLE}"}, 1, None]}
    assert writable_values(given_json) == {"a": ["b", {"c": "d"}, 1, None]}


def test_a_complaint_is_registered_without_them(desk_world: DeskWorld) -> None:
    new = NewComplaint(
        f"补贴{UNWRITABLE}没有到账", "bureau", subject=f"补{UNWRITABLE}贴", complainant=f"甲{UNWRITABLE}"
    )
    file = ReadFile("a.txt", b"a", "text/plain", text=f"附{UNWRITABLE}件")
    complaint = desk_world.desk.add(new, (file,), desk_world.zhang).complaint
    assert (complaint.text, complaint.subject, complaint.complainant) == ("补贴没有到账", "补贴", "甲")
    assert complaint.attachments[0].text == "附件"


def test_the_register_is_exported_although_one_was_stored_with_them(desk_world: DeskWorld) -> None:
    desk_world.desk.add(NewComplaint("补贴没有到账", "bureau"), (), desk_world.zhang)
    with desk_world.database.session() as session:
        session.execute(update(ComplaintRow).values(subject="补\x00\x0b贴", complainant="甲\x1f"))
    entries = [entry_of(desk_world.desk, one) for one in desk_world.desk.list(desk_world.zhang)]
    book = load_workbook(io.BytesIO(statistics_workbook(statistics_of(entries, {}), entries, {})))
    assert [cell.value for cell in book["台账"][2]][1:4] == ["补贴", "bureau", "甲"]


def test_a_letter_is_written_although_its_draft_holds_them() -> None:
    draft = replace(
        letter(f"经核实{UNWRITABLE}，按程序拨付。"), title=f"关{UNWRITABLE}于", english=f"En{UNWRITABLE}glish"
    )
    texts = [paragraph.text for paragraph in opened(write_letter(draft, LetterSettings())).paragraphs]
    assert {"经核实，按程序拨付。", "关于", "English"} <= set(texts)


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))
