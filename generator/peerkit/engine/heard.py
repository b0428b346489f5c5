"""What the engine has to say: its warnings and errors, as lines for us to tell."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from peerkit.engine.chosen import ENGINES


class Heard(logging.Handler):
    """Keeps warnings, and among them errors, one line each."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message."""
        line = one_line(record.getMessage())
        self.warnings.append(line)
        if record.levelno >= logging.ERROR:
            self.errors.append(line)


@contextmanager
def listening() -> Iterator[Heard]:
    """Hear the engine's loggers in place of whoever does (an `mkdocs build` around us), and give them back."""
    heard = Heard()
    loggers = [logging.getLogger(name) for name in ENGINES]
    before = [(each, each.handlers, each.level, each.propagate) for each in loggers]
    for each in loggers:
        each.handlers, each.propagate = [heard], False
        each.setLevel(logging.WARNING)
    try:
        yield heard
    finally:
        for each, handlers, level, propagate in before:
            each.handlers, each.propagate = handlers, propagate
            each.setLevel(level)


def one_line(*messages: str) -> str:
    """Join messages, with single blanks between their words."""
    return " ".join(" ".join(messages).split())
