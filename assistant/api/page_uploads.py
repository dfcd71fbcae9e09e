"""The web page's own door for files: open to everybody, so counted by address, and shut while what was handed in fills its folder."""

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api.dependencies import address_of
from assistant.api.errors import error_response
from assistant.api.limiting import Limits, Work
from assistant.errors import DiskFull, HuizhaoError

_DOOR = "/gradio_api/upload"
_MEBIBYTE = 1 << 20


class PageUploads:
    """Turns away uploads that come too often or would fill the disk, before a byte of them is read."""

    def __init__(self, app: ASGIApp, folder: Path, most_mb: int) -> None:
        self.app = app
        self.folder = folder
        self.most_mb = most_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != _DOOR:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        limits: Limits = request.app.state.limits
        try:
            await run_in_threadpool(limits.count, Work.PAGE_UPLOADS, f"address {address_of(request)}")
            if await run_in_threadpool(_size_bytes, self.folder) > self.most_mb * _MEBIBYTE:
                raise DiskFull("网页上传暂存的文件太多，请过一小时再试，或由管理员用 huizhao ingest 入库")
        except HuizhaoError as error:
            await error_response(error)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _size_bytes(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size
        except FileNotFoundError:  # cleared away meanwhile
            continue
    return total
