"""The embedder behind LangChain's interface, so that chains and vector stores of others can use the same vectors."""

from langchain_core.embeddings import Embeddings

from assistant.retrieval.embedding import Embedder


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
