"""How far background jobs are."""

from fastapi import APIRouter

from assistant.api.dependencies import AdminUser, CurrentServices
from assistant.api.schemas.jobs import JobResponse

router = APIRouter(prefix="/api", tags=["资料库"])


@router.get("/jobs/{job_id}", summary="读入进度")
def get_job(job_id: str, _: AdminUser, services: CurrentServices) -> JobResponse:
    """读入任务的进度；完成后 report 逐份说明结果。"""
    return JobResponse.of(services.jobs.get(job_id))
