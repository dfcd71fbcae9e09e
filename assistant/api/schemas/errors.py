"""The one shape of errors, and which statuses any route may answer with."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from assistant.api.schemas.dify import DifyErrorBody


class ErrorDetail(BaseModel):
    """What went wrong."""

    code: str = Field(description="给程序看，不变")
    message: str = Field(description="给人看，说明怎样办")


class ErrorBody(BaseModel):
    """Every error of the API."""

    error: ErrorDetail


_MEANINGS: Mapping[int, str] = {
    400: "请求的内容不能用",
    401: "需要登录，或令牌无效、过期",
    403: "这个账号不能这样做",
    404: "没有，或无权知道有没有",
    405: "这个地址不支持这种请求方法",
    408: "请求迟迟没有传完",
    409: "名称已被占用，或另一个进程正在写入",
    413: "请求太大",
    415: "读不了这种格式",
    422: "请求的字段不对，或文件读不出来",
    429: "太频繁，Retry-After 写明多少秒后再试",
    500: "意外错误，message 里有编号",
    502: "语言模型服务出错",
    503: "暂时不能用：正忙、资料库被占用或不能写入、向量库损坏、缺少程序；可以再试的带 Retry-After",
    504: "语言模型没有及时回答",
    507: "磁盘已满",
}


def _documented(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": model, "description": meaning} for status, meaning in _MEANINGS.items()}


ERRORS = _documented(ErrorBody)
"""For ``responses`` of the app: each route may answer with each of them."""
DIFY_ERRORS = _documented(DifyErrorBody)
"""The same in Dify's own shape."""
