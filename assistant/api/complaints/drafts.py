"""What 慧招 proposes for a complaint: its analysis, a draft, what is still to be settled. For staff."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from assistant.api.complaints.parts import ReplyEntry
from assistant.api.dependencies import CurrentServices, StaffUser
from assistant.api.noting import NOTED_EXPORT
from assistant.api.schemas.base import LARGEST, Id, Request
from assistant.comparison.differences import Kind
from assistant.complaints.letters.reply_records import Analysis, ParagraphKind
from assistant.replying.checking import ConcernKind

router = APIRouter(prefix="/api/complaints/{complaint_id}", tags=["诉求"])
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Version = Annotated[int, Query(ge=1, le=LARGEST)]


class Wish(Request):
    """What to do better in a paragraph."""

    wish: str = Field("", max_length=500)


class ChosenMatters(Request):
    """Keys of matters, the main one first; none returns to what is found."""

    keys: tuple[str, ...] = Field((), max_length=4)


class ChosenVariant(Request):
    """The name of a proposed conclusion."""

    variant: str = Field(min_length=1, max_length=40)


class PhraseEntry(BaseModel):
    """A sentence of the bureau's own: ``source`` is the number of the complaint whose reply said it last, empty for the bureau's file."""

    text: str
    kind: ParagraphKind
    matter: str
    source: str
    uses: int


class PhraseList(BaseModel):
    """The bureau's file first, then what was sent most often."""

    phrases: tuple[PhraseEntry, ...]


class ConcernEntry(BaseModel):
    """Something to settle; ``paragraph`` counts from 1."""

    kind: ConcernKind
    text: str
    paragraph: int | None
    blocking: bool


class CheckResult(BaseModel):
    """What is to be settled in the latest version; ``ready`` when nothing stands in the way of sending it."""

    concerns: tuple[ConcernEntry, ...]
    ready: bool


class DifferencePiece(BaseModel):
    """A piece of the two letters."""

    kind: Kind
    text: str


class Differences(BaseModel):
    """The letters of two versions, word by word."""

    pieces: tuple[DifferencePiece, ...]


@router.get("/analysis", summary="已有的分析")
def get_analysis(complaint_id: Id, staff: StaffUser, services: CurrentServices) -> Analysis:
    """事实、逐项诉求和有关条款、职责、类别、用语提示、以往类似诉求。还没有分析时为 404。"""
    return services.case_work.analysis(complaint_id, staff)


@router.post("/analysis", summary="重新分析")
def analyse(complaint_id: Id, staff: StaffUser, services: CurrentServices) -> Analysis:
    """只是建议，由工作人员判断。类别写回登记信息，留痕。"""
    return services.case_work.analyse(complaint_id, staff)


@router.put("/analysis/matters", summary="更正事项")
def choose_matters(complaint_id: Id, chosen: ChosenMatters, staff: StaffUser, services: CurrentServices) -> Analysis:
    """按选定的事项重新分析：职责、条款、要查明的情况随之改变；keys 为空则恢复自动识别。选定的在以后重新分析时保留。"""
    return services.case_work.analyse(complaint_id, staff, chosen.keys)


@router.post("/replies/draft", status_code=201, summary="起草复函")
def draft_reply(complaint_id: Id, staff: StaffUser, services: CurrentServices) -> ReplyEntry:
    """分析并起草，保存为新的一版。只有工作人员知道的写成【待核实：…】。"""
    return ReplyEntry.of(services.case_work.draft(complaint_id, staff))


@router.post("/replies/paragraphs/{number}", status_code=201, summary="重写一段")
def rewrite_paragraph(
    complaint_id: Id,
    number: Annotated[int, Path(ge=1, le=LARGEST, description="第几段")],
    asked: Wish,
    staff: StaffUser,
    services: CurrentServices,
) -> ReplyEntry:
    """配置了语言模型时按 wish 改写，否则恢复按规则起草的文字；保存为新的一版。引用条款的段落不交给模型。"""
    return ReplyEntry.of(services.case_work.redraft(complaint_id, number, asked.wish, staff))


@router.post("/replies/paragraphs/{number}/variant", status_code=201, summary="换一种结论")
def choose_conclusion(
    complaint_id: Id,
    number: Annotated[int, Path(ge=1, le=LARGEST, description="第几段")],
    chosen: ChosenVariant,
    staff: StaffUser,
    services: CurrentServices,
) -> ReplyEntry:
    """把一段结论换成另一个备选（段落的 variants）；保存为新的一版。"""
    return ReplyEntry.of(services.case_work.choose(complaint_id, number, chosen.variant, staff))


@router.get("/replies/phrases", summary="本局用语")
def list_phrases(complaint_id: Id, staff: StaffUser, services: CurrentServices) -> PhraseList:
    """同一事项可以用的话：本局的用语文件，以及已经发出的复函里不涉及具体案情的句子，最常用的在前；最新一版里已有的不列。"""
    found = services.case_work.phrases(complaint_id, staff)
    return PhraseList(
        phrases=tuple(
            PhraseEntry(text=one.text, kind=one.kind, matter=one.matter, source=one.source, uses=one.uses)
            for one in found
        )
    )


@router.get("/replies/check", summary="检查最新一版")
def check_reply(complaint_id: Id, staff: StaffUser, services: CurrentServices) -> CheckResult:
    """条款是否存在、引文是否一字不差、是否有效，数字有没有出处，有没有未经授权的承诺、推出职责、称没有规定、已过的日期、
    不当的人称，主送是否相符，还有哪些空白。"""
    found = services.case_work.check(complaint_id, staff)
    concerns = tuple(
        ConcernEntry(
            kind=one.kind,
            text=one.text,
            paragraph=None if one.paragraph is None else one.paragraph + 1,
            blocking=one.blocking,
        )
        for one in found
    )
    return CheckResult(concerns=concerns, ready=not any(one.blocking for one in found))


@router.get("/replies/differences", summary="两版复函的差别")
def compare_versions(
    complaint_id: Id, old: Version, new: Version, staff: StaffUser, services: CurrentServices
) -> Differences:
    """逐词对照。"""
    pieces = services.case_work.differences(complaint_id, old, new, staff)
    return Differences(pieces=tuple(DifferencePiece(kind=one.kind, text=one.text) for one in pieces))


@router.get(
    "/replies/notes.docx",
    summary="办理说明（仅供内部）",
    response_class=Response,
    responses={200: {"content": {_DOCX: {}}}},
    dependencies=[NOTED_EXPORT],
)
def download_notes(complaint_id: Id, staff: StaffUser, services: CurrentServices) -> Response:
    """出处、待办事项、检查结果、以往类似诉求：不随函发出。"""
    content = services.case_work.staff_page(complaint_id, staff)
    return Response(content, media_type=_DOCX, headers={"Cache-Control": "private, no-store"})
