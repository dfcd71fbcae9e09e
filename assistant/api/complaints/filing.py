"""Filing a complaint, and following it with number and query code."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from assistant.api.complaints.bodies import ComplaintResponse, FiledComplaint
from assistant.api.complaints.cases import download
from assistant.api.complaints.parts import channel_of
from assistant.api.complaints.requests import FilingRequest, Inquiry
from assistant.api.complaints.uploads import read_files, receive_filing
from assistant.api.complaints.views import complaint_view, filed_view
from assistant.api.dependencies import Caller, CurrentPrincipal, CurrentServices, address_of
from assistant.api.limiting import COUNTED_FILE, COUNTED_SEARCH
from assistant.api.proof import PROVED
from assistant.complaints.letters.exporting import LetterFormat
from assistant.complaints.records import NewComplaint
from assistant.contract.complaints import ChannelList
from assistant.records import Principal

router = APIRouter(prefix="/api/complaints", tags=["诉求"])
_FILES = {"type": "array", "items": {"type": "string", "format": "binary"}}


def _form(fields: dict[str, object]) -> dict[str, object]:
    """The multipart form of a request, for /docs."""
    properties = {name: {"type": "string"} for name in fields} | {"files": _FILES}
    return {
        "requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object", "properties": properties}}}}
    }


@router.get("/channels", summary="受理渠道和时限")
def list_channels(_: CurrentPrincipal, services: CurrentServices) -> ChannelList:
    """各渠道的名称和办理时限的依据。"""
    channels = services.settings.complaints.channels
    return ChannelList(channels=tuple(channel_of(key, channel) for key, channel in channels.items()))


@router.post(
    "",
    status_code=201,
    summary="提出或登记诉求",
    openapi_extra=_form(dict(FilingRequest.model_fields)),
    dependencies=[COUNTED_FILE, PROVED],
)
async def file_complaint(
    request: Request, principal: CurrentPrincipal, caller: Caller, services: CurrentServices
) -> ComplaintResponse | FiledComplaint:
    """客商提出自己的诉求（不登录时返回一次性显示的查询码 query_code），工作人员登记来信来电。JSON，或带附件 files 的表单。"""
    filing = services.complaints.filing
    await run_in_threadpool(filing.admit, principal, address_of(request))
    filled_in, files = await receive_filing(request, FilingRequest, services.settings.complaints)
    intake = await read_files(files, services, caller, text_needed=not filled_in.text.strip())
    registered = await run_in_threadpool(filing.file, NewComplaint(**filled_in.model_dump()), intake, principal)
    return complaint_view(registered.complaint, principal, services.complaints, registered.query_code)


@router.post("/query", summary="凭编号和查询码查看", dependencies=[COUNTED_SEARCH])
def follow_complaint(inquiry: Inquiry, request: Request, services: CurrentServices) -> FiledComplaint:
    """没有账号时提出的诉求：凭编号和查询码查看进展和答复。"""
    complaint = services.complaints.filing.follow(inquiry.number, inquiry.code, address_of(request))
    return filed_view(complaint, services.complaints)


@router.post(
    "/query/attachments",
    summary="凭查询码补充材料",
    openapi_extra=_form(dict(Inquiry.model_fields)),
    dependencies=[COUNTED_FILE],
)
async def supply_files(request: Request, caller: Caller, services: CurrentServices) -> FiledComplaint:
    """没有账号时提出的诉求：补充附件 files。"""
    filing = services.complaints.filing
    inquiry, files = await receive_filing(request, Inquiry, services.settings.complaints)
    await run_in_threadpool(filing.follow, inquiry.number, inquiry.code, address_of(request))
    intake = await read_files(files, services, caller, text_needed=False)
    complaint = await run_in_threadpool(filing.supply, inquiry.number, inquiry.code, intake.files)
    return filed_view(complaint, services.complaints)


@router.post("/query/letter.{kind}", summary="凭查询码下载复函", response_class=Response, dependencies=[COUNTED_FILE])
def download_letter(
    kind: LetterFormat, inquiry: Inquiry, request: Request, caller: Caller, services: CurrentServices
) -> Response:
    """没有账号时提出的诉求：下载已经发出的复函。"""
    complaint = services.complaints.filing.follow(inquiry.number, inquiry.code, address_of(request))
    letter = services.complaints.letters.export(complaint, Principal(), kind, caller=caller)
    return download(letter.content, letter.media_type, letter.name)
