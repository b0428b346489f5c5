"""peerkit agenda plan|protocols"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from peerkit.cli import options


@click.group("agenda")
def command() -> None:
    """Plan a meeting to the minute."""


@command.command("plan")
@click.argument("group")
@click.option("--minutes", type=click.FloatRange(10, 1440), help="The meeting's length; by default the group's.")
@click.option("--protocol", "wanted", multiple=True, metavar="ID", help="What is to be done, in this order; may be repeated.")
@click.option("--people", type=click.IntRange(1, 200), help="For so many; by default those expected.")
@click.option("--skeleton", default="", metavar="ID", help="What stands around it; by default what suits the length.")
@click.option("--date", type=options.Day(), help="For the meeting on that day; by default the next.")
@options.groups
@options.templates
@options.today
def plan(
    group: str, minutes: float | None, wanted: tuple[str, ...], people: int | None, skeleton: str, date: datetime.date | None,
    groups: Path, templates: Path, today: datetime.date,
) -> None:  # fmt: skip
    """Draft an agenda for GROUP that fits, as YAML for agenda.md.

    Opening, check-in, review, body, breaks, nuggets and close come from a skeleton; each protocol is scaled within its ranges, and
    5 % of the meeting stays free. What was left out, and what to cut first, stands in comments. Exits 1 where it does not fit.
    """
    from peerkit.begin.planning import Asked, planning

    asked = Asked(minutes, wanted, people, skeleton, date)
    made = planning(groups, group, asked, today, templates)
    for note in made.notes:
        click.echo(f"peerkit: {note}", err=True)
    click.echo(made.text, nl=False)
    sys.exit(0 if made.text else 1)


@command.command("protocols")
@click.option("--people", type=click.IntRange(1, 200), default=8, show_default=True, help="For so many people.")
@options.templates
def protocols(people: int, templates: Path) -> None:
    """List the protocols by length: minutes, within which bounds, and what each is for."""
    from peerkit.protocols import protocols_for

    known, _ = protocols_for(templates)
    width = max(map(len, known), default=0)
    for each in sorted(known.values(), key=lambda p: (p.minutes(people), p.id)):
        least, most = each.bounds(people)
        span = f"({least:g} to {most:g})" if least < most else ""
        click.echo(f"{each.id:{width}}  {each.minutes(people):5g} min {span:14}  {each.purpose or each.name}")
