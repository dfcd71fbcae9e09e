"""推荐书 over the sample district: letterhead, map, photo, and what policies pay for each place."""

import io

import docx
import pytest
from PIL import Image

from assistant.buildings.presenting.map_picture import draw_map
from assistant.buildings.presenting.need_form import requirement_of
from assistant.buildings.presenting.outlines import Outline
from assistant.buildings.presenting.proposal import Proposal, proposal_docx
from assistant.buildings.requirements import Requirement
from assistant.incentives.languages import CHINESE
from assistant.incentives.proposing import Proposals
from assistant.incentives.records import Topic
from assistant.records import DocumentKind, Principal
from assistant.sections.complaints import LetterSettings
from assistant.settings import AnsweringSettings
from assistant.wiring import Services
from assistant.workdays import today

SQUARE = Outline("锦湖街道", (((104.0, 30.5), (104.1, 30.5), (104.1, 30.6), (104.0, 30.6), (104.0, 30.5)),))
NEED = "2026年新设立的企业想租500平左右的写字楼，租金80以内"


@pytest.fixture(scope="module")
def proposal(district: Services) -> Proposal:
    settings = district.settings.model_copy(
        update={
            "letter": LetterSettings(issuer="某区投资合作局"),
            "answering": AnsweringSettings(contact="招商热线 12345678"),
        }
    )
    investor, day = Principal(), today()
    requirement = requirement_of(district.row_matcher, investor, day, DocumentKind.LISTING, sentence=NEED)
    rows = district.row_matcher.find(requirement, investor, day, 5).possible[:5]
    proposals = Proposals(district.benefit_rules, district.library.files, settings)
    return proposals.make(requirement, rows, investor, day, sentence=NEED, client="示例公司")


def test_each_place_tells_the_benefit_of_its_clause_and_what_it_comes_to(proposal: Proposal) -> None:
    lines = next(lines for lines in proposal.benefits.values() if lines)
    rent = next(line for line in lines if "租金补贴" in line)
    assert "《云汀区支持楼宇经济高质量发展若干政策》第" in rent
    assert "租金×30%" in rent
    assert "年共" in rent
    assert lines[-1] == CHINESE.say(
        "same_matter", topic=CHINESE.name(Topic.RENT)
    )  # several pay rent, and one of them is paid


def test_the_file_bears_the_letterhead_the_map_and_the_contact(proposal: Proposal) -> None:
    document = docx.Document(io.BytesIO(proposal_docx(proposal)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert document.sections[0].header.paragraphs[0].text == "某区投资合作局"
    assert "看房、咨询请联系：招商热线 12345678" in text
    assert "图中编号与下文各处的编号一致" in text
    assert "可以申请的政策" in text
    assert len(document.inline_shapes) == 1 + len(proposal.photos)


def test_a_map_shows_places_by_number_and_none_without_places() -> None:
    picture = Image.open(io.BytesIO(draw_map([SQUARE], {1: (104.05, 30.55), 2: (104.0501, 30.5501), 3: (116.4, 39.9)})))
    assert picture.format == "PNG"
    assert max(picture.size) <= 1400
    assert not draw_map([SQUARE], {3: (116.4, 39.9)})
    assert not draw_map([], {1: (104.05, 30.55)})


def test_nothing_is_said_of_policies_where_nobody_told_of_rooms() -> None:
    empty = Proposal(Requirement(), (), today())
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(proposal_docx(empty))).paragraphs)
    assert "政策" not in text
    assert "请联系" not in text
