"""`peerkit print`: small things to print for a meeting."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from peerkit.cli import options

if TYPE_CHECKING:
    from peerkit.model.group import Group
    from peerkit.model.meeting import Meeting


@click.group("print")
def command() -> None:
    """Print cue cards for protocols, or tent cards with names. A file that exists is replaced only if peerkit printed it."""


@command.command("cards")
@click.argument("protocols", nargs=-1, metavar="[PROTOCOL]...")
@click.option("--people", type=click.IntRange(1, 500), help="Times for so many (default: as the protocol tells them).")
@options.paper
@options.large_print
@options.system_fonts
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("cards.pdf"), show_default=True, help="The file to write.")  # fmt: skip
@options.groups
@options.templates
def print_cards(
    protocols: tuple[str, ...], people: int | None, paper: str | None, large_print: bool, system_fonts: bool, out: Path, groups: Path,
    templates: Path,
) -> None:  # fmt: skip
    """Print cue cards for the steps of each PROTOCOL (default: of all): what to say, what good looks like, when to move on."""
    from peerkit.cli.printed import tell
    from peerkit.diagnostic import Refusal, Span
    from peerkit.outputs.cards import cards
    from peerkit.printout import write
    from peerkit.survey import Plan, open_survey
    from peerkit.text import nearest

    context = open_survey(Plan(datetime.date.min, groups, templates)).context
    known = context.protocols
    for name in protocols:
        if name not in known:
            raise Refusal(f"no protocol '{name}'; {nearest(name, known) or 'they are: ' + ', '.join(known)}")
    wanted = [known[name] for name in dict.fromkeys(protocols)] or list(known.values())
    at = Span((templates / "protocols").as_posix())
    made = cards(wanted, context, at, people=people, paper=paper or "", large=large_print, system_fonts=system_fonts).done()
    write(out, made.pdf)
    sys.exit(tell(out, made, made.findings))


@command.command("tents")
@click.argument("group")
@click.argument("meeting", required=False)
@click.option("--guest", "guests", multiple=True, metavar="NAME", help="One for a guest, too; may be repeated.")
@options.paper
@options.large_print
@options.system_fonts
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write (default: GROUP-tents.pdf).")
@options.groups
@options.templates
@options.ref
@options.today
def print_tents(
    group: str, meeting: str | None, guests: tuple[str, ...], paper: str | None, large_print: bool, system_fonts: bool, out: Path | None,
    groups: Path, templates: Path, ref: str | None, today: datetime.date,
) -> None:  # fmt: skip
    """Print tent cards with the names of those expected at GROUP's next meeting, or at MEETING: its folder's name.

    A group without a meeting ahead gets one for each current member.
    """
    from peerkit.cli.printed import tell, whole
    from peerkit.model.base import FACILITATORS
    from peerkit.outputs.tents import tents
    from peerkit.printout import write
    from peerkit.survey import Plan, open_survey

    survey = open_survey(Plan(today, groups, templates, ref, FACILITATORS, (group,)))
    found = whole(survey, group, ("group.yml", "members.yml", "agenda.md"), "tent cards")
    chosen = _meeting(found, meeting, today)
    made = tents(found, survey.context, chosen, guests, paper=paper or "", large=large_print, system_fonts=system_fonts).done()
    path = out or Path(f"{group}-tents.pdf")
    write(path, made.pdf)
    sys.exit(tell(path, made, made.findings))


def _meeting(group: Group, name: str | None, today: datetime.date) -> Meeting | None:
    """The meeting of that name; without one, the next that has an agenda."""
    from peerkit.diagnostic import Refusal
    from peerkit.facts.occurrences import ahead
    from peerkit.text import nearest

    if name is None or name == "next":
        return next(iter(ahead(group, today)), None)
    slugs = {m.slug: m for m in group.meetings}
    if name not in slugs:
        told = nearest(name, slugs) or f"its meetings are: {', '.join(list(slugs)[-12:]) or 'none'}"
        raise Refusal(f"no meeting '{name}' of '{group.slug}'; {told}")
    return slugs[name]
