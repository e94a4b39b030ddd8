"""Structured logs: every line has a request id where there is a request; never a body, a cookie or a password."""

import logging
import logging.config
import sys
from typing import Any

import structlog

from linkspan.config import environment as env


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
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), pad_event_to=28, exception_formatter=structlog.dev.plain_traceback
        )
    ]


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
            # One line per request is surfaces.web.middleware's; Django's own would repeat it.
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
        cache_logger_on_first_use=False,
    )
