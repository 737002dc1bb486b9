"""Errors to HTTP: every failure answers RFC 9457 problem JSON, never a traceback."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from boocode_app.contracts.base import FieldFault, Problem
from boocode_app.core import errors

log = logging.getLogger(__name__)

STATUS: dict[type[errors.BooError], HTTPStatus] = {
    errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.MalformedHeader: HTTPStatus.BAD_REQUEST,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.UpstreamFailed: HTTPStatus.BAD_GATEWAY,
}


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error of `app` with problem JSON."""

    @app.exception_handler(errors.BooError)
    async def _boo_error(_: Request, error: errors.BooError) -> JSONResponse:
        return problem_of(error)

    @app.exception_handler(RequestValidationError)
    async def _bad_request(_: Request, error: RequestValidationError) -> JSONResponse:
        faults = [
            FieldFault(field=_field_name(fault["loc"]), reason=fault["msg"])
            for fault in error.errors()
        ]
        detail = "; ".join(f"{fault.field}: {fault.reason}" for fault in faults)
        return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, detail, faults)

    @app.exception_handler(HTTPException)
    async def _http_error(_: Request, error: HTTPException) -> JSONResponse:
        return _answer(HTTPStatus(error.status_code), str(error.detail))

    @app.exception_handler(Exception)
    async def _bug(request: Request, error: Exception) -> JSONResponse:
        log.exception("unhandled error at %s %s", request.method, request.url.path, exc_info=error)
        return _answer(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "BooCode met an error that it did not expect. The log of this part has the details.",
        )


def problem_of(error: errors.BooError) -> JSONResponse:
    """The answer for one of our own errors."""
    faults = (
        [FieldFault(field=f.field, reason=f.reason) for f in error.fields]
        if isinstance(error, errors.InvalidInput)
        else []
    )
    kinds = (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    status = next(kinds, HTTPStatus.INTERNAL_SERVER_ERROR)
    answer = _answer(status, error.detail, faults)
    if isinstance(error, errors.Unavailable):
        answer.headers["retry-after"] = str(max(1, round(error.retry_after_s)))
    return answer


def _answer(
    status: HTTPStatus, detail: str, faults: list[FieldFault] | None = None
) -> JSONResponse:
    problem = Problem(title=status.phrase, status=status, detail=detail, errors=faults or [])
    return JSONResponse(
        problem.model_dump(mode="json"), status, media_type="application/problem+json"
    )


def _field_name(location: tuple[int | str, ...]) -> str:
    """The name the caller used: without the place ("query", "body") it stood in."""
    return ".".join(str(part) for part in location[1:]) or str(location[0])
