"""How each part of the installation is: for administrators."""

from fastapi import APIRouter

from assistant.api.dependencies import AdminUser, CurrentServices
from assistant.api.schemas.installation import Part, Parts
from assistant.doctor import examine

router = APIRouter(prefix="/api/installation", tags=["运行状况"])


@router.get("", summary="系统检查")
def examine_parts(_: AdminUser, services: CurrentServices) -> Parts:
    """逐项检查，有问题的写明怎样处理；与 huizhao doctor 相同，语言模型会真的问一次。"""
    findings = examine(services.settings, services.embedder)
    return Parts(parts=tuple(Part.of(finding) for finding in findings))
