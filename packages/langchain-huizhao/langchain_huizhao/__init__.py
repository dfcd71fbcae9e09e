"""慧招 (huizhao) as the knowledge of any LangChain chain, over its HTTP API."""

from langchain_huizhao.errors import HuizhaoAPIError, HuizhaoUnreachable
from langchain_huizhao.retrievers import HuizhaoRetriever

__all__ = ["HuizhaoAPIError", "HuizhaoRetriever", "HuizhaoUnreachable"]
