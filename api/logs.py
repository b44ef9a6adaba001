"""Logs as JSON lines on stderr: what happened, never who asked or what."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

import orjson

_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class JsonLines(logging.Formatter):
    """One object a record: time, level, logger, message, what `extra` adds, and the trace of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        extra = {name: value for name, value in vars(record).items() if name not in _PLAIN}
        trace = {"trace": self.formatException(record.exc_info)} if record.exc_info else {}
        return orjson.dumps(line | extra | trace, default=str).decode()


def set_up(level: int) -> None:
    """Send every log of this process to stderr as JSON lines; uvicorn's own access log, which names clients and
    questions, is off."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("gongbao").setLevel(level)
    logging.getLogger("uvicorn").setLevel(logging.INFO)
