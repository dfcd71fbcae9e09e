"""Two versions of a document side by side, as JSON and as a Word file; and the answers and replies that a change has made out of date."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from assistant.api.dependencies import CurrentPrincipal, CurrentServices, StaffUser
from assistant.api.limiting import COUNTED_FILE, COUNTED_SEARCH
from assistant.api.noting import NOTED_EXPORT
from assistant.api.schemas.outdated import OutdatedAnswers
from assistant.comparison.comparing import compare
from assistant.comparison.json_form import ComparisonJson
from assistant.comparison.table_document import comparison_document
from assistant.complaints.letters.outdated import outdated_replies
from assistant.conversations.outdated import outdated_answers
from assistant.workdays import today

router = APIRouter(prefix="/api", tags=["新旧对照"], dependencies=[COUNTED_SEARCH])
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OldId = Annotated[str, Query(max_length=16, description="旧文件的编号")]
NewId = Annotated[str, Query(max_length=16, description="新文件的编号")]


@router.get("/comparison", summary="新旧条文对照")
def show_comparison(old: OldId, new: NewId, principal: CurrentPrincipal, services: CurrentServices) -> ComparisonJson:
    """逐条对照：相同、条号变更、修改（逐词）、新增、删除。"""
    return ComparisonJson.of(compare(services.database, old, new, principal))


@router.get(
    "/comparison.docx",
    summary="新旧对照表（Word）",
    response_class=Response,
    dependencies=[COUNTED_FILE, NOTED_EXPORT],
    responses={200: {"content": {_DOCX: {}}}},
)
def download_comparison(
    old: OldId,
    new: NewId,
    principal: CurrentPrincipal,
    services: CurrentServices,
    changes_only: Annotated[bool, Query(description="不列没有变化的条文")] = False,
) -> Response:
    """三栏的新旧对照表，修改处有标记。"""
    comparison = compare(services.database, old, new, principal)
    name = quote(f"{comparison.new.title}新旧对照表.docx")
    return Response(
        comparison_document(comparison, changes_only),
        media_type=_DOCX,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "private, no-store"},
    )


@router.get("/documents/{document_id}/outdated-answers", summary="引用过已变内容的答复和复函")
def list_outdated_answers(document_id: str, user: StaffUser, services: CurrentServices) -> OutdatedAnswers:
    """引用过这份文件、而所引文字已改动或已失效的历史答复（answers）和诉求复函（replies，每件最新一版），最近的在前。"""
    return OutdatedAnswers.of(
        outdated_answers(services.database, document_id, user, today()),
        outdated_replies(services.database, document_id, user, today()),
    )
