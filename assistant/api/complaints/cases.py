"""One complaint: reading it, handling it, what belongs to it."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from assistant.api.complaints.bodies import ComplaintResponse, FiledComplaint
from assistant.api.complaints.parts import SimilarEntry, SimilarList, Trail, TrailEntry
from assistant.api.complaints.requests import CorrectionRequest, LinkRequest, SplitRequest, StepRequest
from assistant.api.complaints.uploads import read_files, receive_filing
from assistant.api.complaints.views import case_view, complaint_view
from assistant.api.dependencies import Caller, CurrentPrincipal, CurrentServices, StaffUser
from assistant.api.limiting import COUNTED_FILE, COUNTED_SEARCH
from assistant.api.noting import NOTED_EXPORT, NOTED_READING
from assistant.api.schemas.base import LARGEST, Id
from assistant.api.schemas.base import Request as RequestBody
from assistant.complaints.desk import Step
from assistant.complaints.letters.exporting import LetterFormat
from assistant.complaints.register import Correction
from assistant.errors import InvalidInput

router = APIRouter(prefix="/api/complaints/{complaint_id}", tags=["诉求"], dependencies=[COUNTED_SEARCH])
# Whatever came as an attachment is downloaded, never opened as part of the page.
_DOWNLOAD = {"Cache-Control": "private, no-store", "Content-Security-Policy": "sandbox; default-src 'none'"}


class _NoFields(RequestBody):
    """A form of files alone."""


@router.get("", summary="一件诉求")
def get_complaint(
    complaint_id: Id, principal: CurrentPrincipal, services: CurrentServices
) -> ComplaintResponse | FiledComplaint:
    """工作人员看到全案和可以办理的事项 actions，客商只看到自己的诉求。"""
    return complaint_view(services.complaints.desk.get(complaint_id, principal), principal, services.complaints)


@router.patch("", summary="更正登记信息")
def correct_complaint(
    complaint_id: Id, changes: CorrectionRequest, staff: StaffUser, services: CurrentServices
) -> ComplaintResponse:
    """没有写的保持不变；改了哪些项会留痕。"""
    correction = Correction(**changes.model_dump())
    return case_view(services.complaints.desk.correct(complaint_id, correction, staff), services.complaints)


@router.post("/steps", summary="办理")
def take_step(
    complaint_id: Id, step: StepRequest, principal: CurrentPrincipal, services: CurrentServices
) -> ComplaintResponse | FiledComplaint:
    """受理、不予受理、转办、通知补正、收到补正、延期、重新起草、答复、归档、撤回。客商只能撤回自己的诉求。"""
    taken = Step(step.action, step.note, step.days, step.referred_to, step.at)
    return complaint_view(services.complaints.desk.act(complaint_id, taken, principal), principal, services.complaints)


@router.post("/attachments", status_code=201, summary="添加附件", dependencies=[COUNTED_FILE])
async def attach_files(
    complaint_id: Id, request: Request, principal: CurrentPrincipal, caller: Caller, services: CurrentServices
) -> ComplaintResponse | FiledComplaint:
    """工作人员或提出诉求的账号添加附件 files。"""
    await run_in_threadpool(services.complaints.desk.get, complaint_id, principal)
    _, files = await receive_filing(request, _NoFields, services.settings.complaints)
    if not files:
        raise InvalidInput("请选择要上传的文件（表单字段 files）")
    intake = await read_files(files, services, caller, text_needed=False)
    complaint = await run_in_threadpool(services.complaints.desk.attach, complaint_id, intake.files, principal)
    return complaint_view(complaint, principal, services.complaints)


@router.get("/attachments/{attachment_id}", summary="下载附件", response_class=Response, dependencies=[NOTED_READING])
def download_attachment(
    complaint_id: Id, attachment_id: Id, principal: CurrentPrincipal, services: CurrentServices
) -> Response:
    """附件，按收到时的样子。"""
    name, media_type, content = services.complaints.desk.attachment(complaint_id, attachment_id, principal)
    return download(content, media_type, name)


@router.get("/letter.{kind}", summary="下载复函", response_class=Response, dependencies=[COUNTED_FILE, NOTED_EXPORT])
def download_letter(
    complaint_id: Id,
    kind: LetterFormat,
    principal: CurrentPrincipal,
    caller: Caller,
    services: CurrentServices,
    version: Annotated[int | None, Query(ge=1, le=LARGEST, description="第几版，默认批准的一版，其次最新一版")] = None,
) -> Response:
    """docx 或 pdf（需要 LibreOffice）。客商只能下载已经发出的复函。"""
    complaint = services.complaints.desk.get(complaint_id, principal)
    letter = services.complaints.letters.export(complaint, principal, kind, version, caller)
    return download(letter.content, letter.media_type, letter.name)


@router.post("/split", status_code=201, summary="拆分为一事一件")
def split_complaint(
    complaint_id: Id, split: SplitRequest, staff: StaffUser, services: CurrentServices
) -> tuple[ComplaintResponse, ...]:
    """原件保留第一个事项，其余各成一件并互相关联。"""
    return tuple(
        case_view(one, services.complaints) for one in services.complaints.desk.split(complaint_id, split.parts, staff)
    )


@router.post("/links", status_code=201, summary="关联")
def link_complaint(
    complaint_id: Id, link: LinkRequest, staff: StaffUser, services: CurrentServices
) -> ComplaintResponse:
    """与另一件诉求关联：重复、相关。"""
    return case_view(services.complaints.desk.link(complaint_id, link.other, link.kind, staff), services.complaints)


@router.get("/similar", summary="重复和同一诉求人的诉求")
def similar_complaints(complaint_id: Id, staff: StaffUser, services: CurrentServices) -> SimilarList:
    """文字相近的，或同一诉求人的，最相近的在前。"""
    found = services.complaints.desk.similar(complaint_id, staff)
    return SimilarList(complaints=tuple(SimilarEntry.of(one) for one in found))


@router.get("/trail", summary="办理留痕")
def read_trail(complaint_id: Id, staff: StaffUser, services: CurrentServices) -> Trail:
    """谁在何时办了什么；只增不改。"""
    return Trail(entries=tuple(TrailEntry.of(line) for line in services.complaints.desk.trail(complaint_id, staff)))


def download(content: bytes, media_type: str, name: str) -> Response:
    """A file to be saved under its own name."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={**_DOWNLOAD, "Content-Disposition": disposition})
