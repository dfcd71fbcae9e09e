"""The reply to a complaint: its versions and its approval."""

from fastapi import APIRouter

from assistant.api.complaints.bodies import ComplaintResponse
from assistant.api.complaints.parts import ReplyEntry, ReplyList
from assistant.api.complaints.requests import NoteRequest, SaveReply
from assistant.api.complaints.views import case_view
from assistant.api.dependencies import CurrentServices, StaffUser
from assistant.api.schemas.base import Id
from assistant.complaints.letters.editing import EditedLetter

router = APIRouter(prefix="/api/complaints/{complaint_id}/replies", tags=["诉求"])


@router.get("", summary="复函各版本")
def list_versions(complaint_id: Id, staff: StaffUser, services: CurrentServices) -> ReplyList:
    """从最早的一版起；批准的一版不再改动。"""
    return ReplyList(
        versions=tuple(ReplyEntry.of(one) for one in services.complaints.replies.versions(complaint_id, staff))
    )


@router.post("", status_code=201, summary="保存为新的一版")
def save_version(complaint_id: Id, saved: SaveReply, staff: StaffUser, services: CurrentServices) -> ReplyEntry:
    """每次保存都是新的一版。可以给出完整的 draft，或改好的文字（body 一行一段），后者保留各段原有的依据；
    不填署名和日期的，照上一版，第一版用本局和今天。"""
    replies = services.complaints.replies
    edited = EditedLetter(
        saved.title,
        saved.addressee,
        saved.body,
        saved.signature,
        saved.dated,
    )
    version = (
        replies.save(complaint_id, saved.draft, staff, saved.remark)
        if saved.draft is not None
        else replies.save_edited(complaint_id, edited, staff, saved.remark, services.settings.letter.issuer)
    )
    return ReplyEntry.of(version)


@router.post("/submit", summary="送审")
def submit(complaint_id: Id, remark: NoteRequest, staff: StaffUser, services: CurrentServices) -> ComplaintResponse:
    """把最新的一版交给有审批权的同事；还有【待核实】【待填】的空白时为 409。"""
    return case_view(services.complaints.replies.submit(complaint_id, staff, remark.note), services.complaints)


@router.post("/recall", summary="撤回送审")
def recall(complaint_id: Id, remark: NoteRequest, staff: StaffUser, services: CurrentServices) -> ComplaintResponse:
    """起草人把自己送审的一版撤回来继续改。"""
    return case_view(services.complaints.replies.recall(complaint_id, staff, remark.note), services.complaints)


@router.post("/return", summary="退回修改")
def send_back(complaint_id: Id, reason: NoteRequest, staff: StaffUser, services: CurrentServices) -> ComplaintResponse:
    """有审批权的人写明理由退回。"""
    return case_view(services.complaints.replies.send_back(complaint_id, reason.note, staff), services.complaints)


@router.post("/approve", summary="批准")
def approve(complaint_id: Id, remark: NoteRequest, staff: StaffUser, services: CurrentServices) -> ComplaintResponse:
    """有审批权的人批准别人起草的一版；批准后不再改动。"""
    return case_view(services.complaints.replies.approve(complaint_id, staff, remark.note), services.complaints)
