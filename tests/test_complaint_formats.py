"""Complaints that come as an e-mail, a Word file and a scan give the demands that the typed text gives."""

import io
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from docx import Document
from PIL import Image, ImageDraw, ImageFont

from assistant.complaints.intake.intake import IncomingFile, read_intake
from assistant.replying.asking.demand_acts import DemandActs
from assistant.replying.asking.demands import DemandReader
from assistant.replying.asking.no_demands import NoDemands
from assistant.replying.asking.sentence_kinds import SentenceKinds
from assistant.replying.asking.unit_kinds import UnitKinds
from assistant.wiring import Services
from tests.complaint_cases import CASES

CASE_OF = {case.id: case for case in CASES}
FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
LINE = 30


def as_email(text: str) -> IncomingFile:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "投诉", "a@example.com", "b@example.com"
    message["Date"] = "Mon, 02 Mar 2026 10:00:00 +0800"
    message.set_content(text)
    return IncomingFile("来信.eml", message.as_bytes())


def as_word(text: str) -> IncomingFile:
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return IncomingFile("来信.docx", written.getvalue())


def as_scan(text: str) -> IncomingFile:
    if not FONT.is_file():
        pytest.skip("no Chinese font to draw a scan with")
    lines = [line[at : at + LINE] for line in text.splitlines() for at in range(0, len(line), LINE)]
    picture = Image.new("RGB", (1400, 200 + 70 * len(lines)), "white")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(FONT), 36, index=2)
    for number, line in enumerate(lines):
        pen.text((120, 100 + 70 * number), line, fill="black", font=font)
    written = io.BytesIO()
    picture.rotate(0.4, fillcolor="white").save(written, "PNG")
    return IncomingFile("来信.png", written.getvalue())


@pytest.mark.parametrize(
    ("case_id", "made"),
    [
        pytest.param("rent-subsidy-late", as_email, id="email"),
        pytest.param("decoration-refused", as_word, id="word"),
        pytest.param("old-measure-approved", as_scan, id="scan"),
    ],
)
def test_demands_survive_the_format(district: Services, case_id: str, made: Callable[[str], IncomingFile]) -> None:
    case = CASE_OF[case_id]
    text = read_intake([made(case.text)], district.ingestor, 20 << 20).text
    reader = DemandReader(
        UnitKinds(district.reader.encoder, SentenceKinds(district.embedder)),
        DemandActs(district.embedder),
        NoDemands(district.embedder),
    )
    found = ["".join(text[span.start : span.end].split()) for span in reader.read(text).demands]
    assert len(found) == len(case.demands)
    assert all(any(words in one for one in found) for words in case.demands)
