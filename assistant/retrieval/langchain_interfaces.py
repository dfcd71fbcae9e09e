"""慧招 behind LangChain's interfaces: as the knowledge of any chain, and its embedder for vector stores of others."""

from datetime import date

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.access import chunk_status_on
from assistant.records import Principal
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.retriever import Retriever
from assistant.workdays import today


class HuizhaoRetriever(BaseRetriever):
    """Passages that the principal may see and that are in force on the day (None: today), as LangChain documents with their citation."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    principal: Principal = Principal()
    k: int = 8
    as_of: date | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        """``k`` wins over the retriever's own."""
        day = self.as_of or today()
        result = self.retriever.search(query, self.principal, day, self.k if k is None else k)
        return [
            Document(
                page_content=hit.text,
                id=hit.chunk.id,
                metadata={
                    "citation": hit.chunk.citation,
                    "document": hit.chunk.document.title,
                    "source_id": hit.chunk.document.id,
                    "kind": str(hit.chunk.passage.kind),
                    "heading": hit.chunk.passage.heading,
                    "clause": hit.chunk.passage.clause,
                    "page": hit.chunk.passage.place.page,
                    "sheet": hit.chunk.passage.place.sheet,
                    "row": hit.chunk.passage.place.row,
                    "clearance": str(hit.chunk.clearance),
                    "status": str(chunk_status_on(hit.chunk, day)),
                    "valid_from": _written(hit.chunk.document.valid_from),
                    "valid_to": _written(hit.chunk.document.valid_to),
                    "score": hit.score,
                },
            )
            for hit in result.hits
        ]


class LangChainEmbeddings(Embeddings):
    """LangChain's ``Embeddings`` over an embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._embedder.embed_documents(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self._embedder.embed_query(text).tolist()
        return vector


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
