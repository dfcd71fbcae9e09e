"""The page that stays in the house: sources, open points, what the check found. Never part of the letter."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument

from assistant.complaints.letters.reply_records import Analysis, Draft
from assistant.complaints.records import Complaint
from assistant.documents.generated import label_as_generated
from assistant.replying.checking import Concern
from assistant.text.characters import writable


def staff_page(complaint: Complaint, analysis: Analysis, draft: Draft, concerns: Sequence[Concern]) -> bytes:
    """A .docx file for the file of the case."""
    document = Document()
    document.add_heading(f"{complaint.number} 办理说明（仅供内部，不随函发出）", level=1)
    _section(document, "提醒", list(analysis.warnings))
    _section(document, "事项", [f"{one.name}：{one.reason}" for one in analysis.matters])
    document.add_paragraph(f"类别：{analysis.category}；职责：{analysis.remit.remit.label}。{analysis.remit.reason}")
    if analysis.remit.go_to:
        document.add_paragraph(f"建议去向：{analysis.remit.go_to}（{analysis.remit.basis}）")
    _section(document, "所述承诺", [f"{one.who} {one.when}：{one.what}".strip() for one in analysis.promises])
    _section(document, "建议拆分", list(analysis.parts))
    _section(document, "待办事项", [_numbered(point.text, point.demand) for point in draft.open_points])
    _section(document, "复函检查", [f"{one.kind}：{one.text}{_place(one)}" for one in concerns])
    _section(
        document,
        "诉求与有关条款",
        [
            f"诉求{demand.number}：{demand.text}\n"
            + "\n".join(
                f"　{clause.label}（现在{clause.status_today}{f'，事发时{clause.status_then}' if clause.status_then else ''}）：{clause.quote}"
                for clause in demand.clauses
            )
            for demand in analysis.demands
        ],
    )
    _section(document, "提请注意的用语", [f"{risk.word}（{risk.kind}）" for risk in analysis.risks])
    _section(
        document,
        "以往类似诉求",
        [f"{one.number} {one.subject}（相近 {one.similarity:.0%}）：{one.answered_how}" for one in analysis.similar],
    )
    document.add_paragraph(f"分析：{_maker(analysis.made_by)}；起草：{_maker(draft.made_by)}")
    if analysis.by_model or draft.by_model:
        label_as_generated(document.core_properties)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _section(document: WordDocument, name: str, lines: Sequence[str]) -> None:
    if lines:
        document.add_heading(name, level=2)
        for line in lines:
            document.add_paragraph(writable(line), style="List Bullet")


def _numbered(text: str, demand: int | None) -> str:
    return f"诉求{demand}：{text}" if demand else text


def _place(concern: Concern) -> str:
    return f"（第{concern.paragraph + 1}段）" if concern.paragraph is not None else ""


def _maker(name: str) -> str:
    return {"rules": "按规则", "staff": "按规则，由工作人员修改"}.get(name, name)
