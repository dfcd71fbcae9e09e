"""What a language model writes of a reply: findings and conclusions, one paragraph again, the English translation. All of it checked."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.asking.language import is_english
from assistant.chat_model import ChatModel
from assistant.complaints.letters.blanks import BLANK
from assistant.complaints.letters.reply_records import (
    Analysis,
    BearingClause,
    Demand,
    Draft,
    OpenPoint,
    Paragraph,
    ParagraphKind,
)
from assistant.complaints.records import Complaint
from assistant.errors import ChatModelError
from assistant.policies.quantities import Quantity, QuantityKind, quantities_in
from assistant.prompting import render_prompt
from assistant.replying.checking import commitments_in, known_texts, unfounded_figures
from assistant.replying.parties import masker_for
from assistant.text.sentences import sentences_of

_PART = re.compile(r"^\s*(?:#+\s*|\*+)?(事实|结论)\*{0,2}\s*[：:]\s*(.+)$", re.MULTILINE)
_KINDS = {"事实": ParagraphKind.FINDING, "结论": ParagraphKind.CONCLUSION}
_QUOTATION = re.compile(r"“([^”]{6,})”")
_ADDRESS = re.compile(r"第[〇零一二三四五六七八九十百千\d]+条|《[^》]+》")
_CARRIED_OVER = frozenset({QuantityKind.MONEY, QuantityKind.RATE, QuantityKind.DATE})


class ReplyWriter:
    """Writes with a model; what fails the check is left out and counted."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    def improve(self, complaint: Complaint, analysis: Analysis, draft: Draft) -> Draft:
        """The draft with the model's findings and conclusions in place of the rules', where they hold."""
        paragraphs, left_out = list(draft.paragraphs), 0
        for demand in analysis.demands:
            written, withheld = self._parts(complaint, analysis, draft, demand)
            left_out += withheld
            for at, paragraph in enumerate(paragraphs):
                if paragraph.demand == demand.number and paragraph.kind in written:
                    blanks = "".join(f"{blank}。" for blank in BLANK.findall(paragraph.text))
                    paragraphs[at] = replace(paragraph, text=f"{written[paragraph.kind]}{blanks}")
        points = draft.open_points
        if left_out:
            points = (*points, OpenPoint(f"语言模型写的 {left_out} 句话没有出处或者越权承诺，已经去掉"))
        return replace(draft, paragraphs=tuple(paragraphs), open_points=points, made_by=self.name)

    def again(self, complaint: Complaint, analysis: Analysis, draft: Draft, number: int, wish: str) -> str:
        """One paragraph anew, "" when nothing that the model wrote holds."""
        masker = masker_for(complaint)
        paragraph = draft.paragraphs[number]
        prompt = render_prompt(
            "complaint_paragraph",
            complaint=masker.mask(complaint.text),
            paragraph=masker.mask(paragraph.text),
            clauses=[f"{clause.label}：{clause.quote}" for clause in _clauses(analysis, paragraph)],
            wish=masker.mask(wish),
        )
        try:
            written = masker.unmask(self._model.complete("", prompt)).strip()
        except ChatModelError:
            return ""
        kept = _kept(written, complaint, analysis, draft)
        blanks = [blank for blank in BLANK.findall(paragraph.text) if blank not in kept]
        return f"{kept}{''.join(f'{blank}。' for blank in blanks)}" if kept else ""

    def translated(self, complaint: Complaint, draft: Draft) -> Draft:
        """The draft with the model's English translation; the one by template stays, and is said to, when the model's does not hold."""
        masker = masker_for(complaint)
        text = letter_text(draft)
        prompt = render_prompt("complaint_translation", letter=masker.mask(text))
        try:
            english = masker.unmask(self._model.complete("", prompt)).strip()
        except ChatModelError:
            english = ""
        if not is_english(re.sub(r"【[^】]*】", "", english)) or _lost_figures(text, english):
            return replace(
                draft,
                open_points=(
                    *draft.open_points,
                    OpenPoint("语言模型的英文译文没有通过核对（数字不一致或没有译出），所附为按模板生成的译文"),
                ),
            )
        return replace(draft, english=english)

    def _parts(
        self, complaint: Complaint, analysis: Analysis, draft: Draft, demand: Demand
    ) -> tuple[dict[ParagraphKind, str], int]:
        masker = masker_for(complaint)
        prompt = render_prompt(
            "complaint_reply",
            complaint=masker.mask(complaint.text),
            demand=masker.mask(demand.text),
            clauses=[f"{clause.label}（{clause.status_today}）：{clause.quote}" for clause in demand.clauses],
            abusive=analysis.abusive,
        )
        try:
            written = masker.unmask(self._model.complete("", prompt))
        except ChatModelError:
            return {}, 0
        parts: dict[ParagraphKind, str] = {}
        withheld = 0
        for name, text in _PART.findall(written):
            kept = _kept(text, complaint, analysis, draft)
            withheld += len(sentences_of(text)) - len(sentences_of(kept))
            if kept:
                parts[_KINDS[name]] = kept
        return parts, withheld


def letter_text(draft: Draft) -> str:
    """The letter as plain text, as it is translated and compared."""
    dated = f"{draft.dated.year}年{draft.dated.month}月{draft.dated.day}日" if draft.dated else ""
    lines = [draft.title, f"{draft.addressee}：", *(one.text for one in draft.paragraphs), draft.signature, dated]
    return "\n".join(line for line in lines if line)


def _kept(text: str, complaint: Complaint, analysis: Analysis, draft: Draft) -> str:
    """The sentences whose figures have a source, that quote only clauses given, and promise nothing."""
    known = known_texts(complaint, analysis, draft)
    held = frozenset(quantity for one in known for quantity in quantities_in(one))
    given = "\n".join(known)
    return "".join(
        sentence
        for sentence in sentences_of(text)
        if not unfounded_figures(sentence, held)
        and not commitments_in(sentence)
        and all(quote in given for quote in _QUOTATION.findall(sentence))
        and all(address in given for address in _ADDRESS.findall(sentence))
    )


def _clauses(analysis: Analysis, paragraph: Paragraph) -> Sequence[BearingClause]:
    if paragraph.clauses:
        return paragraph.clauses
    return [clause for one in analysis.demands if one.number == paragraph.demand for clause in one.clauses]


def _lost_figures(chinese: str, english: str) -> frozenset[Quantity]:
    held = quantities_in(english)
    return frozenset(one for one in quantities_in(chinese) if one.kind in _CARRIED_OVER and one not in held)
