"""For load balancers and monitoring: is the process alive, can it answer?"""

import hmac
import ipaddress
import logging
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import func, select, text

from assistant.api.dependencies import CurrentMetrics, CurrentServices
from assistant.audit.tables import AuditRow
from assistant.database import utc_now
from assistant.documents.office_conversion import office_program
from assistant.documents.tables import ChunkRow
from assistant.errors import (
    ChatModelError,
    ConfigurationError,
    DiskFull,
    HuizhaoError,
    NotPermitted,
    StorageReadOnly,
    StoreAway,
    StoreUnavailable,
    ToolMissing,
)
from assistant.observing.metrics import CONTENT_TYPE
from assistant.records import Clearance
from assistant.storage import told
from assistant.wiring import Services

log = logging.getLogger(__name__)
router = APIRouter(tags=["运行状况"])
_OK = "ok"
_CLOCKS_DIFFER = timedelta(minutes=1)
_LEAST_FREE_MB = 100
_PROBE_BYTES = 64 << 10
_PROXY_HEADERS = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via")


@router.get("/healthz", summary="进程是否在运行")
async def alive() -> dict[str, str]:
    """总是 ok：进程能应答即可。"""
    return {"status": "ok"}


@router.get("/readyz", summary="能否回答问题")
def ready(services: CurrentServices) -> JSONResponse:
    """逐项检查，不行的说明原因。没有它就不能回答的（资料库能读、能写，磁盘有余地，原件能取，向量库、向量模型可用）有一项不行即 503、not_ready；
    没有它还能回答的（Chroma 服务、LibreOffice、语言模型、系统时间）不行时是 200、limited。"""
    outcomes = {name: _outcome(name, check, services) for name, check in {**_NEEDED, **_BESIDE}.items()}
    failed = {name for name, outcome in outcomes.items() if outcome.says != _OK}
    stops = any(name in _NEEDED and not outcomes[name].goes_on for name in failed)
    status = "not_ready" if stops else "limited" if failed else "ready"
    body = {"status": status, "checks": {name: outcome.says for name, outcome in outcomes.items()}}
    return JSONResponse(body, 503 if stops else 200)


@router.get("/metrics", summary="供 Prometheus 采集的指标", response_class=Response)
def read_metrics(request: Request, services: CurrentServices, metrics: CurrentMetrics) -> Response:
    """只给本机（不经反向代理），或带 HUIZHAO_METRICS__TOKEN 所设令牌（Authorization: Bearer）的。每个进程各自计数。"""
    _check_may_read_metrics(request, services.settings.metrics.token.get_secret_value())
    return Response(metrics.exposition(), media_type=CONTENT_TYPE)


def _check_may_read_metrics(request: Request, token: str) -> None:
    """A proxy on this machine is not this machine: what it passes on comes from elsewhere. Raises NotPermitted."""
    if token:
        given = request.headers.get("authorization", "")
        permitted = hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    else:
        passed_on = any(name in request.headers for name in _PROXY_HEADERS)
        permitted = not passed_on and _is_this_machine(request.client.host if request.client else "")
    if not permitted:
        raise NotPermitted(
            "指标只给本机；从别处采集请设 HUIZHAO_METRICS__TOKEN，并在请求头带上 Authorization: Bearer 令牌"
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_database(services: Services) -> None:
    services.database.check()
    with services.database.session() as session:
        session.execute(text("SELECT 1"))


def _check_writing(services: Services) -> None:
    services.database.check_writable()


def _check_disk(services: Services) -> None:
    folder = services.settings.data_dir
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x" * _PROBE_BYTES)
            probe.flush()
    except OSError as error:
        raise told(error) or StorageReadOnly(f"数据目录不能写入：{error.strerror}") from error
    free_mb = shutil.disk_usage(folder).free >> 20
    if free_mb < _LEAST_FREE_MB:
        raise DiskFull(f"数据目录所在的磁盘只剩 {free_mb} MB：请清理磁盘")


def _check_files(services: Services) -> None:
    services.library.files.check()


def _check_store(services: Services) -> None:
    services.store.check_fingerprint(services.embedder.fingerprint)
    held = sum(services.store.count(clearance) for clearance in Clearance)
    with services.database.session() as session:
        chunks = session.scalar(select(func.count()).select_from(ChunkRow)) or 0
    if held < chunks:  # while documents are read there are more: vectors come first and go last
        raise StoreUnavailable(f"向量库只有 {held} 个向量，资料库有 {chunks} 段内容：请执行 huizhao reembed 重算")
    probe = np.zeros(services.embedder.dimensions, dtype=np.float32)
    probe[0] = 1.0
    for clearance in Clearance:
        services.store.nearest(clearance, probe, 1)


def _check_model(services: Services) -> None:
    services.embedder.embed_query("就绪")


def _check_office(_: Services) -> None:
    if office_program() is None:
        raise ToolMissing(
            "没有安装 LibreOffice：读不了 .doc、.wps，也不能导出 PDF（Debian：apt install libreoffice-writer-nogui）"
        )


def _check_language_model(services: Services) -> None:
    model = services.chat_model
    if model is not None and model.trouble:
        raise ChatModelError(model.trouble)


def _check_clock(services: Services) -> None:
    """What was noted last was noted before now, unless the clock was set back, or stood wrong when it was noted."""
    with services.database.session() as session:
        last = session.scalar(select(AuditRow.at).order_by(AuditRow.number.desc()).limit(1))
    ahead = last - utc_now() if last is not None else timedelta()
    if ahead > _CLOCKS_DIFFER:
        minutes = ahead // timedelta(minutes=1)
        raise ConfigurationError(f"系统时间比最近一条审计记录早 {minutes} 分钟：请校对服务器时间（timedatectl）")


_NEEDED: Mapping[str, Callable[[Services], None]] = {
    "database": _check_database,
    "writing": _check_writing,
    "disk": _check_disk,
    "files": _check_files,
    "store": _check_store,
    "model": _check_model,
}
_BESIDE: Mapping[str, Callable[[Services], None]] = {
    "office": _check_office,
    "language_model": _check_language_model,
    "clock": _check_clock,
}
"""Without these less is offered, but questions are answered."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What is said of a part; ``goes_on``: whether questions are answered all the same."""

    says: str
    goes_on: bool = False


def _outcome(name: str, check: Callable[[Services], None], services: Services) -> _Outcome:
    try:
        check(services)
    except HuizhaoError as error:
        return _Outcome(str(error), goes_on=isinstance(error, StoreAway))
    except Exception:  # whatever is wrong, the answer must say which part is not ready
        log.exception("%s is not ready", name)
        return _Outcome("不可用，详见服务日志")
    return _Outcome(_OK)
