"""Options that several commands share."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[datetime.date]):
    """A date as the group files write it."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            if len(value) == 10:
                return datetime.date.fromisoformat(value)
        except ValueError:
            pass
        raise click.BadParameter(f"'{value}' is not a date; write YYYY-MM-DD", ctx, param)


def groups(command: F) -> F:
    """`--groups DIR`."""
    return click.option(
        "--groups",
        "groups",
        type=click.Path(path_type=Path),
        default=Path("groups"),
        show_default=True,
        help="The groups' folder.",
    )(command)


def templates(command: F) -> F:
    """`--templates DIR`."""
    return click.option(
        "--templates",
        type=click.Path(path_type=Path),
        default=Path("templates"),
        show_default=True,
        help="Your own templates' folder.",
    )(command)


def today(command: F) -> F:
    """`--today DATE`; the one place where a command reads the clock."""
    return click.option("--today", type=Day(), default=datetime.date.today, help="The day to go by (default: today).")(command)


def ref(command: F) -> F:
    """`--ref REF`."""
    return click.option("--ref", help="Read the groups as they are at this commit, branch or tag, without a checkout.")(command)


def paper(command: F) -> F:
    """`--paper A4|Letter`."""
    return click.option("--paper", type=click.Choice(["A4", "Letter"]), help="The paper (default: as network.yml says, or A4).")(
        command
    )


def large_print(command: F) -> F:
    """`--large-print`."""
    return click.option("--large-print", is_flag=True, help="Text in 18 point; cards and tents larger.")(command)


def jobs(what: str) -> Callable[[F], F]:
    """`--jobs N`; 0 is one a core."""
    text = f"How many {what} side by side (default: the cores)."
    return click.option("--jobs", type=click.IntRange(0), default=0, help=text)


def system_fonts(command: F) -> F:
    """`--system-fonts`."""
    return click.option(
        "--system-fonts", is_flag=True, help="Use this machine's fonts for characters that the built-in ones lack."
    )(command)
