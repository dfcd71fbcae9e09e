"""Every error as one JSON shape: ``{"error": {"code", "message"}}``, the message in Chinese and safe to show."""

import logging
import secrets
from collections.abc import Mapping
from typing import cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from assistant import errors
from assistant.accounts.attempts import WINDOW
from assistant.calls import current_call
from assistant.request_values import describe
from assistant.storage import told

log = logging.getLogger(__name__)

# Exactly these types, no inheritance: a new error must be given its place here; a test asserts it.
STATUS_AND_CODE: Mapping[type[errors.HuizhaoError], tuple[int, str]] = {
    errors.HuizhaoError: (500, "internal_error"),
    errors.InvalidInput: (400, "invalid_input"),
    errors.UnsupportedFormat: (415, "unsupported_format"),
    errors.FileTooLarge: (413, "too_large"),
    errors.UnreadableFile: (422, "unreadable_file"),
    errors.ParsingTimedOut: (422, "parsing_timed_out"),
    errors.NotFound: (404, "not_found"),
    errors.NotSignedIn: (401, "not_signed_in"),
    errors.SecondFactorNeeded: (401, "second_factor_needed"),
    errors.SecondFactorMissing: (403, "second_factor_missing"),
    errors.NotPermitted: (403, "not_permitted"),
    errors.TooManyAttempts: (429, "too_many_attempts"),
    errors.TooManyRequests: (429, "too_many_requests"),
    errors.ProofNeeded: (429, "proof_needed"),
    errors.Busy: (503, "busy"),
    errors.ShuttingDown: (503, "shutting_down"),
    errors.Conflict: (409, "conflict"),
    errors.WriterBusy: (409, "writer_busy"),
    errors.StoreUnavailable: (503, "store_unavailable"),
    errors.StoreAway: (503, "store_away"),
    errors.FilesUnavailable: (503, "files_unavailable"),
    errors.DatabaseUnavailable: (503, "database_unavailable"),
    errors.DatabaseBusy: (503, "database_busy"),
    errors.DiskFull: (507, "disk_full"),
    errors.StorageReadOnly: (503, "storage_read_only"),
    errors.ConfigurationError: (500, "configuration_error"),
    errors.ModelUnavailable: (503, "model_unavailable"),
    errors.EmbeddingModelChanged: (503, "embedding_model_changed"),
    errors.PassageTooLong: (422, "passage_too_long"),
    errors.ToolMissing: (503, "tool_missing"),
    errors.ChatModelError: (502, "chat_model_error"),
    errors.ChatModelTimedOut: (504, "chat_model_timed_out"),
    errors.ChatModelRefused: (502, "chat_model_refused"),
    errors.ChatModelOverflowed: (502, "chat_model_overflowed"),
    errors.ChatModelCutOff: (502, "chat_model_cut_off"),
}
_OWN_CODES: Mapping[int, str] = {408: "timed_out", 413: "too_large"}  # raised by our own middleware, with words
_HTTP_ERRORS: Mapping[int, tuple[str, str]] = {
    400: ("invalid_input", "请求的内容无法解析"),
    404: ("not_found", "没有这个地址"),
    405: ("method_not_allowed", "这个地址不支持这种请求方法"),
}


def error_body(error: Exception) -> dict[str, dict[str, str]]:
    """The JSON of an error. One that 慧招 did not raise on purpose is logged under a reference, which is all that is shown of it."""
    error = in_words(error)
    if isinstance(error, errors.HuizhaoError):
        return _body(STATUS_AND_CODE[type(error)][1], str(error))
    reference = current_call().id or secrets.token_hex(4)
    log.error("unexpected error, reference %s", reference, exc_info=error)
    return _body("internal_error", f"服务出现意外错误，请稍后再试；如仍不行，请把编号 {reference} 告诉管理员")


def in_words(error: Exception) -> Exception:
    """What the system says of a full or locked disk or too many waiting for the database, as our own error; any other as it is."""
    match error:
        case OSError():
            return told(error) or error
        case PoolTimeout():
            return errors.DatabaseBusy("现在使用的人较多，资料库忙不过来，请过几秒再试")
    return error


def error_response(error: Exception) -> JSONResponse:
    """The whole response for an error."""
    error = in_words(error)
    status = STATUS_AND_CODE[type(error)][0] if isinstance(error, errors.HuizhaoError) else 500
    return JSONResponse(error_body(error), status, headers=_headers(error))


def _headers(error: Exception) -> dict[str, str] | None:
    match error:
        case errors.NotSignedIn():
            return {"WWW-Authenticate": "Bearer"}
        case errors.TooManyAttempts():
            return {"Retry-After": str(int(WINDOW.total_seconds()))}
        case errors.TooManyRequests() | errors.ProofNeeded() | errors.Busy() | errors.DatabaseBusy():
            return {"Retry-After": str(error.retry_after_s)}
    return None


def add_error_handlers(app: FastAPI) -> None:
    """Make the app answer every error in the one shape."""
    app.add_exception_handler(errors.HuizhaoError, _respond)
    app.add_exception_handler(OSError, _respond)
    app.add_exception_handler(PoolTimeout, _respond)
    app.add_exception_handler(Exception, _respond)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)


async def _respond(_: Request, error: Exception) -> JSONResponse:
    return error_response(error)


async def _invalid_request(_: Request, error: Exception) -> JSONResponse:
    problems = cast(RequestValidationError, error).errors()
    return JSONResponse(_body("invalid_input", describe(problems)), 422)


async def _http_error(_: Request, error: Exception) -> JSONResponse:
    """Errors of the framework itself: unknown address, wrong method, unreadable or too large body."""
    problem = cast(HTTPException, error)
    if problem.status_code in _OWN_CODES:
        return JSONResponse(_body(_OWN_CODES[problem.status_code], problem.detail), problem.status_code)
    code, message = _HTTP_ERRORS.get(problem.status_code, ("invalid_input", "请求无法处理"))
    return JSONResponse(_body(code, message), problem.status_code, headers=problem.headers)


def _body(code: str, message: str) -> dict[str, dict[str, str]]:
    return {"error": {"code": code, "message": message}}
