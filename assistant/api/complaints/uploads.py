"""Receives complaints with their files: as JSON, or as a form with fields and ``files``. Files are read into memory: they are small."""

from typing import TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from assistant.api.uploads import safe_name
from assistant.complaints.intake.intake import IncomingFile, Intake, read_intake
from assistant.errors import InvalidInput
from assistant.sections.complaints import ComplaintSettings
from assistant.wiring import Services

_MOST_FIELDS = 20
_Fields = TypeVar("_Fields", bound=BaseModel)


async def receive_filing(
    request: Request, fields: type[_Fields], settings: ComplaintSettings
) -> tuple[_Fields, tuple[IncomingFile, ...]]:
    """The fields and files of a request. Raises RequestValidationError, InvalidInput for too many files."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return _validated(fields, await request.body()), ()
    async with request.form(max_files=settings.max_files + 1, max_fields=_MOST_FIELDS) as form:
        uploads = [item for key, item in form.multi_items() if key == "files" and isinstance(item, UploadFile)]
        if len(uploads) > settings.max_files:
            raise InvalidInput(f"一次最多 {settings.max_files} 份附件，请分开提交")
        for upload in uploads:
            _check_size(upload, settings.max_file_mb)
        values = {key: item for key, item in form.multi_items() if isinstance(item, str)}
        files = [IncomingFile(safe_name(upload.filename or ""), await upload.read()) for upload in uploads]
    return _validated(fields, values), tuple(files)


async def read_files(files: tuple[IncomingFile, ...], services: Services, who: str, *, text_needed: bool) -> Intake:
    """What the files say; without any nothing is loaded. Raises as ``read_intake``."""
    if not files:
        return Intake(())
    limit_bytes = services.settings.complaints.max_file_mb << 20
    return await run_in_threadpool(read_intake, files, services.ingestor, limit_bytes, who, text_needed)


def _check_size(upload: UploadFile, max_file_mb: int) -> None:
    """Before the file is read into memory. Raises InvalidInput."""
    if (upload.size or 0) > max_file_mb << 20:
        raise InvalidInput(f"“{safe_name(upload.filename or '')}”超过 {max_file_mb} MB，请压缩或分开提交")


def _validated(fields: type[_Fields], given: bytes | dict[str, str]) -> _Fields:
    try:
        return fields.model_validate_json(given) if isinstance(given, bytes) else fields.model_validate(given)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False)) from error
