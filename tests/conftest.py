"""Options that several tests share."""

from __future__ import annotations

import os
import sys

import pytest

# dozens of tests start the command, and without bytecode each of them would compile all that it imports
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="Rewrite what tests expect by what the code now makes.")


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether this run rewrites what it expects."""
    return bool(request.config.getoption("--bless"))
