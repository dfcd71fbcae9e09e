"""慧招 as the external knowledge of a Dify workspace."""

from collections.abc import Callable, Coroutine

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from assistant.answering.evidence import forms_of
from assistant.api.dependencies import CurrentPrincipal, CurrentServices
from assistant.api.errors import error_body, error_response
from assistant.api.limiting import COUNTED_SEARCH
from assistant.api.links import chunk_url
from assistant.api.metadata_conditions import Conditions
from assistant.api.schemas.dify import (
    ALL,
    CHUNK_FIELDS,
    KNOWLEDGE,
    MOST_RECORDS,
    Record,
    RetrievalRequest,
    RetrievalResponse,
    document_metadata,
    metadata_of,
)
from assistant.api.schemas.errors import DIFY_ERRORS
from assistant.chat_service import LONGEST_QUESTION
from assistant.errors import HuizhaoError, InvalidInput, NotPermitted, NotSignedIn
from assistant.records import DocumentKind, Principal
from assistant.request_values import describe
from assistant.retrieval.judging import judged
from assistant.wiring import Services
from assistant.workdays import today

_BAD_HEADER, _REFUSED, _NO_SUCH_KNOWLEDGE = 1001, 1002, 2001
_READ = 20  # passages read at least, however few are wanted: the reader knows better than the search which come first
_SEARCHED_FOR_CONDITIONS = 200
_MOST_DOCUMENTS = 100_000


class DifyError(Exception):
    """An error in Dify's own terms."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class DifyRoute(APIRoute):
    """Answers every error as Dify reads it: ``{"error_code", "error_msg"}``."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[object, object, Response]]:
        handle = super().get_route_handler()

        async def handle_and_translate(request: Request) -> Response:
            try:
                return await handle(request)
            except DifyError as error:
                return _error(error.status, error.code, str(error))
            except (NotSignedIn, NotPermitted) as error:
                # Dify looks for 403 when an address and a key are saved.
                return _error(403, _REFUSED, f"API Key 无效或已停用，请用 huizhao users token 新建一个：{error}")
            except RequestValidationError as error:
                return _error(422, 422, describe(error.errors()))
            except HTTPException as error:
                return _error(error.status_code, error.status_code, str(error.detail))
            except HuizhaoError as error:
                told = error_response(error)
                response = _error(told.status_code, told.status_code, str(error))
                if "retry-after" in told.headers:
                    response.headers["Retry-After"] = told.headers["retry-after"]
                return response
            except Exception as error:  # noqa: BLE001 - the boundary to another program; what it was is logged
                return _error(500, 500, error_body(error)["error"]["message"])

        return handle_and_translate


def _key_given(request: Request) -> None:
    """Raises DifyError without a bearer key: Dify always sends one, so on the way here it was lost."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise DifyError(403, _BAD_HEADER, "请求头 Authorization 应为“Bearer API Key”，请在 Dify 里填写 API Key")


router = APIRouter(
    tags=["Dify 外部知识库"],
    route_class=DifyRoute,
    dependencies=[Depends(_key_given), COUNTED_SEARCH],
    responses=DIFY_ERRORS,
)


@router.post("/retrieval", summary="Dify 外部知识库检索")
def retrieve(
    asked: RetrievalRequest, request: Request, principal: CurrentPrincipal, services: CurrentServices
) -> RetrievalResponse:
    """当天有效、有权查看的原文片段；score 是这段能回答问题的概率（0 到 1）。knowledge_id：all 或文件类别。"""
    kind = _kind(asked.knowledge_id)
    query = asked.query.strip()[:LONGEST_QUESTION]
    if not query:
        raise InvalidInput("请输入要查找的词或问题")
    setting, day = asked.retrieval_setting, today()
    conditions = asked.metadata_condition.together() if asked.metadata_condition else Conditions()
    wanted = min(setting.top_k, MOST_RECORDS)
    most_read = max(wanted, _READ)
    found = services.retriever.search(
        query,
        principal,
        day,
        _SEARCHED_FOR_CONDITIONS if conditions.fields & CHUNK_FIELDS else most_read,
        document_kinds=None if kind is None else frozenset({kind}),
        document_ids=_documents(services, principal, kind, conditions),
    )
    base = str(request.base_url)
    metadata = {hit.chunk.id: metadata_of(hit.chunk, day, chunk_url(base, hit.chunk.id)) for hit in found.hits}
    hits = [hit for hit in found.hits if conditions.hold(metadata[hit.chunk.id])][:most_read]
    read = judged(services.reader, services.retriever.sentences, query, forms_of(query), hits)
    sure = [one for one in read if one.answers >= setting.score_threshold]
    return RetrievalResponse(records=tuple(Record.of(one, metadata[one.hit.chunk.id]) for one in sure[:wanted]))


def _kind(knowledge_id: str) -> DocumentKind | None:
    """The kind of documents that a knowledge id names, None for all. Raises DifyError."""
    if knowledge_id == ALL:
        return None
    try:
        return DocumentKind(knowledge_id)
    except ValueError as error:
        names = "、".join(KNOWLEDGE)
        raise DifyError(404, _NO_SUCH_KNOWLEDGE, f"没有这个知识库，外部知识库 ID 可以是 {names}") from error


def _documents(
    services: Services, principal: Principal, kind: DocumentKind | None, conditions: Conditions
) -> frozenset[str] | None:
    """The documents whose passages may meet the conditions, None for all: what is excluded need not be searched."""
    if not conditions.fields - CHUNK_FIELDS:
        return None
    documents, _ = services.library.list(principal, kind=kind, limit=_MOST_DOCUMENTS)
    admitted = [one.id for one in documents if conditions.may_hold(document_metadata(one), CHUNK_FIELDS)]
    return None if len(admitted) == len(documents) else frozenset(admitted)


def _error(status: int, code: int, message: str) -> JSONResponse:
    return JSONResponse({"error_code": code, "error_msg": message}, status)
