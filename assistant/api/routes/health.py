"""For load balancers and monitoring: is the process alive, can it answer?"""

import logging
from collections.abc import Callable

import numpy as np
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import func, select, text

from assistant.api.dependencies import CurrentServices
from assistant.documents.tables import ChunkRow
from assistant.errors import HuizhaoError, StoreUnavailable
from assistant.records import Clearance
from assistant.wiring import Services

log = logging.getLogger(__name__)
router = APIRouter(tags=["运行状况"])


@router.get("/healthz", summary="进程是否在运行")
async def alive() -> dict[str, str]:
    """总是 ok：进程能应答即可。"""
    return {"status": "ok"}


@router.get("/readyz", summary="能否回答问题")
def ready(services: CurrentServices) -> JSONResponse:
    """逐项检查数据库、向量库、向量模型；有一项不行即返回 503。"""
    checks: dict[str, Callable[[Services], None]] = {
        "database": _check_database,
        "store": _check_store,
        "model": _check_model,
    }
    results = {name: _outcome(name, check, services) for name, check in checks.items()}
    is_ready = all(result == "ok" for result in results.values())
    body = {"status": "ready" if is_ready else "not_ready", "checks": results}
    return JSONResponse(body, 200 if is_ready else 503)


def _check_database(services: Services) -> None:
    services.database.check()
    with services.database.session() as session:
        session.execute(text("SELECT 1"))


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


def _outcome(name: str, check: Callable[[Services], None], services: Services) -> str:
    try:
        check(services)
    except HuizhaoError as error:
        return str(error)
    except Exception:  # whatever is wrong, the answer must say which part is not ready
        log.exception("%s is not ready", name)
        return "不可用，详见服务日志"
    return "ok"
