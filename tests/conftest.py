"""Options that several tests share."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import settings

settings.register_profile("peerkit", deadline=None)  # how long an example takes says more of the machine than of the code
settings.load_profile("peerkit")

# dozens of tests start the command, and without bytecode each of them would compile all that it imports
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="Rewrite what tests expect by what the code now makes.")


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether this run rewrites what it expects."""
    return bool(request.config.getoption("--bless"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How easily each chapter of the handbook reads, for whoever looks at a run in CI."""
    known = [each for report in terminalreporter.getreports("passed") for each in report.user_properties]
    levels = [f"{level} {key.removeprefix('reading level of ')}" for key, level in known if key.startswith("reading level of ")]
    if levels:
        terminalreporter.write_line(f"Reading levels (LIX; a newspaper has 40 to 50): {', '.join(levels)}")
