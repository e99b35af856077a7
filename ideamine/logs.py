"""How log lines look: coloured text at a terminal, one JSON object a line elsewhere."""

from __future__ import annotations

import sys

import structlog

SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
QUIET_BELOW_WARNING = ("celery.app.trace", "celery.worker.strategy", "celery.beat", "django_celery_beat", "kombu", "amqp")


def logging_configuration(level: str) -> dict:
    """The `LOGGING` setting. Lines of structlog and of the standard library come out in the same form, on standard error."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last = (
        [structlog.dev.ConsoleRenderer()]
        if sys.stderr.isatty()
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(sort_keys=True)]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Ticks run each second; their successes are not news.
        "loggers": {name: {"level": "WARNING"} for name in QUIET_BELOW_WARNING},
    }
