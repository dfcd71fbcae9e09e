"""The retriever: one search of the server a question."""

import asyncio
import time
from collections.abc import Mapping
from datetime import date
from typing import Literal

import httpx
from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.utils import secret_from_env
from pydantic import ConfigDict, Field, SecretStr

from langchain_huizhao.errors import HuizhaoAPIError, HuizhaoUnreachable

_METADATA = (
    "document", "source_id", "kind", "heading", "clause", "page", "sheet", "row", "clearance", "status", "valid_from",
    "valid_to", "score",
)  # fmt: skip
_BUSY = frozenset({429, 503})
_LONGEST_WAIT_S = 60.0


class HuizhaoRetriever(BaseRetriever):
    """Passages of a 慧招 server that the key's account may see and that are in force on the day, as documents with their citation.

    ``page_content`` is the passage verbatim, ``id`` its id at the server, ``metadata["citation"]`` as a reader cites it (《…办法》第八条).

        retriever = HuizhaoRetriever(base_url="http://127.0.0.1:8000", api_key="hz_…", k=5)
        retriever.invoke("总部企业租房有什么补贴？")

    Raises HuizhaoAPIError when the server refuses (a wrong key, an unusable question), HuizhaoUnreachable when it does not answer.
    A server that is busy is asked again, as late as it says.
    """

    model_config = ConfigDict(extra="forbid")

    base_url: str = "http://127.0.0.1:8000"
    """Address of the server, without /api."""
    api_key: SecretStr | None = Field(default_factory=secret_from_env("HUIZHAO_API_KEY", default=None))
    """A token of ``huizhao users token``; None: an investor, who sees what is public."""
    k: int = Field(8, ge=1, le=50)
    """How many passages."""
    kind: Literal["clause", "row", "section"] | None = None
    """Only clauses, only rows of tables, or only running text; None: all."""
    document_kind: Literal["policy", "report", "listing", "opportunity", "guide", "other"] | None = None
    """Only passages of such documents; None: of all."""
    as_of: date | None = None
    """The day on which they must be in force; None: today."""
    timeout_s: float = Field(30.0, gt=0)
    """How long to wait for one answer, in seconds."""
    max_retries: int = Field(2, ge=0)
    """How often a busy server is asked again."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        """``k`` wins over the retriever's own."""
        with httpx.Client(timeout=self.timeout_s) as client:
            for attempt in range(self.max_retries + 1):
                try:
                    response = client.get(self._address, params=self._parameters(query, k), headers=self._headers)
                except (httpx.HTTPError, httpx.InvalidURL) as error:
                    raise self._unreachable() from error
                if response.status_code not in _BUSY or attempt == self.max_retries:
                    break
                time.sleep(_wait_s(response, attempt))
        return _documents(response)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        """``k`` wins over the retriever's own."""
        async with httpx.AsyncClient(timeout=self.timeout_s) as client:
            for attempt in range(self.max_retries + 1):
                try:
                    response = await client.get(self._address, params=self._parameters(query, k), headers=self._headers)
                except (httpx.HTTPError, httpx.InvalidURL) as error:
                    raise self._unreachable() from error
                if response.status_code not in _BUSY or attempt == self.max_retries:
                    break
                await asyncio.sleep(_wait_s(response, attempt))
        return _documents(response)

    @property
    def _address(self) -> str:
        return f"{self.base_url.rstrip('/')}/api/search"

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.api_key.get_secret_value()}"} if self.api_key else {}

    def _parameters(self, query: str, k: int | None) -> dict[str, str | int]:
        wanted: dict[str, str | int | None] = {
            "q": query,
            "k": self.k if k is None else k,
            "kind": self.kind,
            "document_kind": self.document_kind,
            "as_of": self.as_of.isoformat() if self.as_of else None,
        }
        return {name: value for name, value in wanted.items() if value is not None}

    def _unreachable(self) -> HuizhaoUnreachable:
        return HuizhaoUnreachable(
            f"{self.base_url} 没有在 {self.timeout_s:g} 秒内答复，请检查 base_url 和服务是否在运行"
        )


def _wait_s(response: httpx.Response, attempt: int) -> float:
    """What the server asks for, within reason; without it longer each time."""
    asked = response.headers.get("Retry-After", "")
    return min(float(asked), _LONGEST_WAIT_S) if asked.isdecimal() else 0.5 * 2.0**attempt


def _documents(response: httpx.Response) -> list[Document]:
    """The hits of a search. Raises HuizhaoAPIError."""
    if response.is_error:
        raise _error(response)
    try:
        hits = response.json()["hits"]
        return [_document(hit) for hit in hits]
    except (ValueError, KeyError, TypeError) as error:
        raise HuizhaoAPIError(response.status_code, "", "答复的不是慧招的接口，请检查 base_url") from error


def _document(hit: Mapping[str, object]) -> Document:
    metadata = {"citation": hit["label"], **{name: hit[name] for name in _METADATA}}
    return Document(id=str(hit["chunk_id"]), page_content=str(hit["text"]), metadata=metadata)


def _error(response: httpx.Response) -> HuizhaoAPIError:
    try:
        told = response.json()["error"]
        return HuizhaoAPIError(response.status_code, str(told["code"]), str(told["message"]))
    except (ValueError, KeyError, TypeError):
        return HuizhaoAPIError(response.status_code, "", f"服务返回了 {response.status_code}，请检查 base_url")
