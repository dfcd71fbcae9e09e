"""Background jobs."""

from pydantic import BaseModel

from assistant.ingestion import IngestProgress, IngestReport
from assistant.jobs.service import Job, State


class JobStarted(BaseModel):
    """Where to ask how far it is: GET /api/jobs/{job_id}."""

    job_id: str


class JobResponse(BaseModel):
    """How far a job is."""

    job_id: str
    state: State
    progress: IngestProgress | None
    report: IngestReport | None
    error: str

    @classmethod
    def of(cls, job: Job) -> "JobResponse":
        return cls(job_id=job.id, state=job.state, progress=job.progress, report=job.report, error=job.error)
