"""The library: lists, details, originals and their pages; uploading, correcting and deleting for administrators."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, JSONResponse

from assistant.access import may_open_original
from assistant.api.curation.access import CuratorUser
from assistant.api.dependencies import AdminUser, CurrentPrincipal, CurrentServices, StaffUser
from assistant.api.limiting import COUNTED_SEARCH
from assistant.api.schemas.base import Day, Id, Offset
from assistant.api.schemas.clauses import ReferenceEntry
from assistant.api.schemas.documents import (
    ChunkResponse,
    DocumentChanges,
    DocumentList,
    DocumentResponse,
    DocumentSummary,
    PreviewResponse,
)
from assistant.api.schemas.jobs import JobResponse, JobStarted
from assistant.api.uploads import Upload, receive_upload
from assistant.audit.events import Event
from assistant.contract.reading import DocumentReading
from assistant.documents.as_read import reading_of
from assistant.documents.catalogue import DocumentOrder
from assistant.documents.page_images import LineMark, render_page
from assistant.documents.preview import preview_as_investor
from assistant.errors import HuizhaoError, InvalidInput, NotFound
from assistant.job_kinds import INGEST, ingest_request
from assistant.policies.references import references_of
from assistant.records import Clearance, DocumentInfo, DocumentKind, Principal
from assistant.sweeping import INCOMING
from assistant.wiring import Services
from assistant.workdays import today

router = APIRouter(prefix="/api", tags=["资料库"], dependencies=[COUNTED_SEARCH])
_PRIVATE = {"Cache-Control": "private, no-cache"}
# An original may be a web page with scripts: it must do nothing if a browser shows it after all.
_INERT = {"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'self'"}
_UPLOAD_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "clearance": {"type": "string", "enum": [str(item) for item in Clearance]},
                        "groups": {"type": "string", "description": "部门，几个用顿号分开；空：全体工作人员"},
                        "kind": {"type": "string", "enum": [str(item) for item in DocumentKind]},
                        "title": {"type": "string"},
                    },
                }
            }
        },
    }
}


@router.get("/documents", summary="文件列表")
def list_documents(
    principal: CurrentPrincipal,
    services: CurrentServices,
    kind: DocumentKind | None = None,
    clearance: Clearance | None = None,
    q: Annotated[str, Query(max_length=200, description="标题、文号、发文机关或文件名中的字")] = "",
    sort: Annotated[DocumentOrder, Query(description="按哪一项排列")] = DocumentOrder.ADDED,
    descending: Annotated[bool, Query(description="从后往前；added 总是最近的在前")] = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Offset = 0,
) -> DocumentList:
    """有权查看的文件，默认最近读入的在前；没有这一项（如没有施行日期）的排在最后。"""
    found, total = services.library.list(
        principal,
        kind=kind,
        clearance=clearance,
        text=q,
        order=sort,
        descending=descending,
        limit=limit,
        offset=offset,
    )
    return DocumentList(documents=tuple(DocumentSummary.of(info) for info in found), total=total)


@router.get("/documents/named", summary="按标题找文件")
def list_named(
    principal: CurrentPrincipal,
    services: CurrentServices,
    title: Annotated[
        list[Annotated[str, Query(max_length=500)]], Query(max_length=20, description="完整的标题，可以几个")
    ],
) -> DocumentList:
    """标题正是这几个、有权查看的文件；没有的不列。"""
    found = services.library.called(title, principal)
    return DocumentList(documents=tuple(DocumentSummary.of(info) for info in found), total=len(found))


@router.post(
    "/documents",
    status_code=202,
    summary="上传文件",
    response_model=JobStarted,
    responses={200: {"model": JobResponse, "description": "wait=true：读入已结束"}},
    openapi_extra=_UPLOAD_FORM,
)
async def upload_documents(
    request: Request,
    admin: AdminUser,
    services: CurrentServices,
    wait: Annotated[bool, Query(description="等读入结束再返回")] = False,
) -> Response:
    """读入一份或多份文件；没有说明 clearance=public 的一律是内部资料。用返回的 job_id 查看进度。"""
    upload = await receive_upload(request, services.settings.data_dir / INCOMING)
    try:
        job_id = await run_in_threadpool(_start_reading, services, upload, admin)
    except HuizhaoError:
        await run_in_threadpool(upload.discard, services.library.files)
        raise
    if not wait:
        return JSONResponse(JobStarted(job_id=job_id).model_dump(), 202)
    job = await run_in_threadpool(services.jobs.wait, job_id)
    return JSONResponse(JobResponse.of(job).model_dump(mode="json"))


@router.get("/documents/{document_id}", summary="一份文件")
def get_document(document_id: str, principal: CurrentPrincipal, services: CurrentServices) -> DocumentResponse:
    """文件的信息；各项信息从哪里读出、读入情况只给工作人员。"""
    return DocumentResponse.for_reader(services.library.get(document_id, principal), principal)


@router.get("/documents/{document_id}/preview-as-investor", summary="按客商的身份预览")
def preview_document(
    document_id: str,
    curator: CuratorUser,
    services: CurrentServices,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Offset = 0,
) -> PreviewResponse:
    """公开之前先看：客商看得到（或公开后会看到）哪些段落和表格行、哪些列，原件给不给；没有公开的列举出里面的值。不改变公开范围。"""
    found = preview_as_investor(services.database, document_id, curator, limit=limit, offset=offset)
    return PreviewResponse.of(found)


@router.get("/documents/{document_id}/reading", summary="读到的内容")
def show_reading(
    document_id: str,
    user: StaffUser,
    services: CurrentServices,
    limit: Annotated[int, Query(ge=1, le=200, description="列出前几段")] = 10,
) -> DocumentReading:
    """入库之后看一眼：读出的目录、前几段和各张表的列与前几行。"""
    return reading_of(services.viewer.passages(document_id, user), limit)


@router.patch("/documents/{document_id}", summary="更正文件信息")
def correct_document(
    document_id: str, changes: DocumentChanges, admin: AdminUser, services: CurrentServices
) -> DocumentResponse:
    """更正标题、文号、日期、类别、公开范围、部门等；空字符串表示清除，没有写的保持不变。公开须由两人决定的，改为公开先列入待确认（/api/curation/releases），公开范围暂时不变。"""
    values = dict(changes.values())
    if not values:
        raise InvalidInput("没有要更正的内容")
    if values.get("clearance") == Clearance.PUBLIC and services.curation.releases.hold_document(document_id, admin):
        del values["clearance"]
    if not values:
        return get_document(document_id, admin, services)
    return DocumentResponse.for_reader(services.correct_document(document_id, values, by=admin), admin)


@router.delete("/documents/{document_id}", status_code=204, summary="删除文件")
def delete_document(document_id: str, _: AdminUser, services: CurrentServices) -> None:
    """删除文件；从这一刻起不再据以回答。"""
    services.library.delete(document_id)


@router.get("/documents/{document_id}/original", summary="下载原件", response_class=FileResponse)
def download_original(document_id: str, principal: CurrentPrincipal, services: CurrentServices) -> FileResponse:
    """原件，按上传时的样子。含内部列的公开台账，原件只给工作人员。"""
    path = services.library.original(document_id, principal)
    info = services.library.get(document_id, principal).info
    _note_reading(services, info, principal)
    return FileResponse(path, media_type=info.media_type, filename=Path(info.name).name, headers=_PRIVATE | _INERT)


@router.get(
    "/documents/{document_id}/pages/{page}.png",
    summary="原件页面图像",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
def show_page(
    document_id: str,
    page: Id,
    principal: CurrentPrincipal,
    services: CurrentServices,
    chunk_id: Annotated[str | None, Query(description="标出这段内容所在的行")] = None,
    width: Annotated[int, Query(ge=200, le=2400, description="像素")] = 1200,
) -> Response:
    """PDF 或图片的一页。"""
    path = services.library.original(document_id, principal)
    info = services.library.get(document_id, principal).info
    marks: list[LineMark] = []
    if chunk_id:
        if services.viewer.chunk(chunk_id, principal).document.id != document_id:
            raise NotFound("这段内容不在这份文件里")
        marks = [LineMark(*box) for box in services.viewer.lines_of(chunk_id, page, principal)]
    _note_reading(services, info, principal, page)
    picture = render_page(path, info.media_type, page, marks, width)
    return Response(picture, media_type="image/png", headers=_PRIVATE)


@router.get("/chunks/{chunk_id}", summary="一段内容及其上下文")
def show_chunk(
    chunk_id: str,
    principal: CurrentPrincipal,
    services: CurrentServices,
    as_of: Annotated[Day, Query(description="引用其他条款时按哪一天的效力，默认今天")] = None,
) -> ChunkResponse:
    """引用的那段内容在原文中的位置和前后文；表格行给出前后几行；references 是其中提到的其他条款。"""
    context = services.viewer.chunk_in_context(chunk_id, principal)
    day = as_of or today()
    found = references_of(context.chunk, context.quote, services.clause_finder, principal, day)
    return ChunkResponse.of(context, principal, tuple(ReferenceEntry.of(item, context.quote, day) for item in found))


def _note_reading(services: Services, info: DocumentInfo, principal: Principal, page: int = 0) -> None:
    """Whoever is shown what not everybody may see is written down first."""
    if may_open_original(Principal(), info):
        return
    detail = {"document_id": info.id, **({"page": str(page)} if page else {})}
    services.audit.note(Event.READ_ORIGINAL, info.name, detail, by=principal)


def _start_reading(services: Services, upload: Upload, admin: Principal) -> str:
    """The id of the job that reads an upload and then removes it."""
    releases, options = services.curation.releases, dict(upload.options)
    held = releases.held_upload(options.get("clearance") == Clearance.PUBLIC, upload.names, admin)
    if held:
        options["clearance"] = Clearance.INTERNAL
        for document_id in cast(Sequence[str], held["documents"]):
            services.library.correct(document_id, {"clearance": Clearance.INTERNAL}, admin)
    request = ingest_request(upload.folder.name, upload.share(services.library.files), options, held)
    return services.jobs.start(INGEST, request, admin)
