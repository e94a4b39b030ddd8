"""Structured logs: every line has a request id where there is a request; never a body, a cookie or a password."""

import logging
import logging.config
import re
import secrets
import sys
import time
from collections.abc import Callable
from typing import Any

import structlog

from linkspan.config import environment as env

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,40}")
# Health checks come every few seconds and say nothing.
_QUIET_PATHS = ("/health", "/static/")


def _shared_processors() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _renderer() -> list[Any]:
    if env.read("LOG_FORMAT") == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    # Plain tracebacks: the pretty ones print local variables, and those can hold secrets.
    return [structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), pad_event_to=28, exception_formatter=structlog.dev.plain_traceback)]


def logging_config() -> dict[str, Any]:
    """The `dictConfig` of every process: all loggers to stderr in one format."""
    level = env.read("LOG_LEVEL").upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared_processors(),
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderer()],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # One line per request is RequestLogMiddleware's; Django's own would repeat it.
            "django.server": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
            "_granian": {"level": "WARNING"},
            "asyncio": {"level": "WARNING"},
            "numba": {"level": "WARNING"},
        },
    }


def configure() -> None:
    """Set up structlog and the standard logging of this process."""
    logging.config.dictConfig(logging_config())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def new_request_id() -> str:
    """32 hexadecimal digits."""
    return secrets.token_hex(16)


class RequestLogMiddleware:
    """First of all middleware: gives the request its id and writes its one line when it is answered."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response
        self.log = structlog.get_logger("linkspan.request")

    def __call__(self, request: Any) -> Any:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request.request_id = given if REQUEST_ID.fullmatch(given) else new_request_id()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)
        begun = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id
        quiet = request.path.startswith(_QUIET_PATHS) and response.status_code < 400
        (self.log.debug if quiet else self.log.info)(
            "request", method=request.method, path=request.path, status=response.status_code,
            ms=round((time.perf_counter() - begun) * 1000, 1), user=_user_id(request),
        )
        return response


def _user_id(request: Any) -> int | None:
    """Who asked, without asking the database: what the middleware below has found out, if it did."""
    actor = getattr(request, "actor", None) or getattr(request, "_cached_user", None)
    return getattr(actor, "user_id", None) or getattr(actor, "pk", None)
