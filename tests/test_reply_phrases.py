"""A bureau's own wording: from its file, and from what it sent, without what tells of a case."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from assistant.complaints.intake.matters import load_catalogue
from assistant.complaints.letters.reply_records import (
    Analysis,
    Draft,
    FoundMatter,
    Paragraph,
    ParagraphKind,
    Remit,
    RemitDecision,
    Variant,
)
from assistant.complaints.records import Complaint, State
from assistant.errors import ConfigurationError
from assistant.replying.phrases import Phrase, SentLetter, general_sentences, load_phrases, phrases_for
from assistant.workdays import BEIJING

TEXT = "我公司在云溪路的厂房停电三次，损失很大，请尽快恢复供电。"
GENERAL = "我局将继续督促有关单位办理，并及时向你公司通报进展。"
RECEIVED = datetime(2026, 3, 2, 10, 0, tzinfo=BEIJING)


def sent(
    *sentences: str, number: str = "云投诉〔2026〕1号", matter: str = "utilities", confidential: bool = False
) -> SentLetter:
    complaint = Complaint(
        id=1,
        number=number,
        channel="bureau",
        subject="",
        text=TEXT,
        complainant="云汀区铸远精工有限公司",
        contact="贺云舟 0999-5550188",
        received_at=RECEIVED,
        registered_at=RECEIVED,
        registered_by="登记员",
        state=State.ANSWERED,
    )
    analysis = Analysis(
        party=complaint.complainant,
        category="水电气网",
        facts=(),
        demands=(),
        remit=RemitDecision(Remit.OWN, ""),
        matters=(FoundMatter(matter, "", 1.0, ""),),
        confidential=confidential,
    )
    paragraphs = tuple(Paragraph(ParagraphKind.CONCLUSION, one) for one in sentences)
    return SentLetter(complaint, analysis, Draft("关于停电的复函", "某公司", paragraphs, "某某区投资合作局", None))


@pytest.mark.parametrize(
    ("sentence", "is_general"),
    [
        pytest.param(GENERAL, True, id="general"),
        pytest.param("我局将于2026年3月9日向你公司通报进展。", False, id="a-day"),
        pytest.param("供电公司已退还你公司三千二百元电费。", False, id="an-amount"),
        pytest.param("云溪路的厂房停电三次的原因已经查明。", False, id="words-of-the-letter"),
        pytest.param("请直接与贺云舟同志联系办理有关事宜。", False, id="a-person"),
        pytest.param("铸成电力有限公司已派人到场检修线路。", False, id="a-company"),
        pytest.param("按照“谁主管、谁负责”的原则依法办理。", False, id="a-quotation"),
        pytest.param("请予理解。", False, id="too-short"),
    ],
)
def test_only_what_tells_nothing_of_a_case_is_wording(sentence: str, is_general: bool) -> None:
    assert [one.text for one in general_sentences(sent(sentence))] == ([sentence] if is_general else [])


def test_what_a_rule_wrote_is_not_the_bureaus_own() -> None:
    letter = sent(GENERAL)
    (paragraph,) = letter.draft.paragraphs
    proposed = Paragraph(paragraph.kind, GENERAL, variants=(Variant("支持", GENERAL),))
    drafted = Draft("", "", (proposed,), "", None)
    assert not general_sentences(SentLetter(letter.complaint, letter.analysis, drafted))


def test_the_file_comes_first_then_what_was_said_most_often() -> None:
    once = "有关单位已经约谈施工单位负责人，要求限期整改。"
    letters = [
        sent(GENERAL, number="云投诉〔2026〕9号"),
        sent(once, number="云投诉〔2026〕8号"),
        sent(GENERAL),
        sent("此句属于另一个事项，不应当出现在这里。", matter="arrears"),
        sent("此句出自要求保密的来信，不应当出现。", confidential=True),
    ]
    own = (
        Phrase("感谢您对营商环境工作的支持。", ParagraphKind.TEXT),
        Phrase("别的事项的话。", ParagraphKind.TEXT, "arrears"),
    )
    found = phrases_for(["utilities"], "贺云舟", own, letters)
    assert [one.text for one in found] == [own[0].text, GENERAL.replace("你公司", "您"), once]
    assert [(one.source, one.uses) for one in found] == [("", 0), ("云投诉〔2026〕9号", 2), ("云投诉〔2026〕8号", 1)]
    assert once not in [
        one.text for one in phrases_for(["utilities"], "贺云舟", own, letters, beside=f"经核查，{once}")
    ]


def test_the_file_of_phrases(tmp_path: Path) -> None:
    path = tmp_path / "phrases.yaml"
    path.write_text(
        "phrases:\n- {text: 请你公司持续关注供电公告。, matters: [utilities], kind: next_step}\n- {text: 欢迎继续监督。}\n",
        encoding="utf-8",
    )
    assert load_phrases(path, load_catalogue()) == (
        Phrase("请你公司持续关注供电公告。", ParagraphKind.NEXT_STEP, "utilities"),
        Phrase("欢迎继续监督。", ParagraphKind.TEXT),
    )
    assert load_phrases(None, load_catalogue()) == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("phrases: [{text: 好的, matters: [nowhere]}]", "没有 nowhere", id="unknown-matter"),
        pytest.param("phrases: [{word: 好的}]", "phrases.0", id="unknown-field"),
        pytest.param("phrases: [", "读不了用语文件", id="no-yaml"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "phrases.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        load_phrases(path, load_catalogue())
