"""What a real small model (Qwen2.5-Coder-1.5B-Instruct) wrote over the sample policies, and what of it is shown.

The answers were recorded as they came; where a passage was none of a policy, another clause stands in its place. The model leaves out
marks or writes them before its sentences, names the wrong passages, says things twice or with ever other figures, and invents.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.checking.citing import CitationList
from assistant.answering.checking.grounding import Grounding
from assistant.answering.evidence import Evidence
from assistant.answering.framing import Outcome
from assistant.answering.neighbours import Neighbours
from assistant.answering.writing import Assignment, ModelWriter
from assistant.chat_model import ChatModel
from assistant.records import Hit, Principal
from assistant.settings import ChatModelSettings
from assistant.wiring import Services
from benchmarks.grounding import POLICIES, articles_of
from tests.scripted_model import MODEL, ScriptedModel, saying

DAY = date(2026, 11, 29)
RECORDED = Path(__file__).with_name("model_transcripts.json")


@dataclass(frozen=True)
class Transcript:
    """A question, the passages given as (document, clause), what the model wrote, which sentences are shown, and what it said is not stated."""

    question: str
    passages: list[list[str]]
    said: str
    shown: list[str]
    withheld: int
    english: bool = False
    left_open: list[str] = field(default_factory=list)


INVENTED = "租金补贴到账之后发票丢了，可以联系区投资合作局或者“云汀惠企”线上平台，补开发票。[1]"
TRANSCRIPTS = [Transcript(**record) for record in json.loads(RECORDED.read_text(encoding="utf-8"))]


def evidence(transcript: Transcript) -> list[Evidence]:
    articles = {
        (source.chunk.document.name, source.chunk.passage.clause): source
        for path in sorted(POLICIES.glob("*.md"))
        for source in articles_of(path)
    }
    chunks = [articles[document, clause].chunk for document, clause in transcript.passages]
    return [Evidence(Hit(chunk, 1.0), 1.0, 1.0, right_place=True) for chunk in chunks]


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda one: one.question[:12])
def test_of_what_the_model_wrote_what_the_passages_bear_out_is_shown(
    transcript: Transcript, district: Services
) -> None:
    outcome = Outcome()
    with ScriptedModel(lambda _: saying(transcript.said, finish="stop")) as server:
        model = ChatModel(ChatModelSettings(base_url=server.base_url, model=MODEL))
        written = ModelWriter(model, Grounding()).write(
            Assignment(transcript.question, evidence(transcript), DAY, english=transcript.english),
            CitationList(DAY),
            Neighbours(district.database, Principal()),
            outcome,
        )
        assert list(written) == transcript.shown
    assert outcome.withheld == transcript.withheld
    assert outcome.left_open == transcript.left_open
    assert not outcome.failure


def test_an_invention_near_the_passages_is_not_shown_where_nobody_vouches_for_them() -> None:
    (source,) = (
        source
        for path in POLICIES.glob("*.md")
        for source in articles_of(path)
        if (source.chunk.document.name, source.chunk.passage.clause)
        == ("云汀区支持楼宇经济高质量发展若干政策", "第二十条")
    )
    sources = {1: replace(source, number=1)}
    assert not Grounding().check(INVENTED, sources, "租金补贴到账之后发票丢了怎么补开？", strict=True).grounded
