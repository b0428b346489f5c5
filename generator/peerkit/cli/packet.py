"""`peerkit packet`: a meeting's packet as one PDF."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from peerkit.cli import options
from peerkit.cli.printed import tell

if TYPE_CHECKING:
    from peerkit.diagnostic import Diagnostic
    from peerkit.packets import Edition, Order
    from peerkit.press import Printed, Want
    from peerkit.survey import Survey


@click.command()
@click.argument("group")
@click.argument("meetings", nargs=-1, metavar="[MEETING | next [N] | all]...")
@click.option(
    "--edition",
    "editions",
    type=click.Choice(["member", "facilitator", "presenter", "guest"]),
    multiple=True,
    default=("member",),
    show_default=True,
    help="For whom; may be given more than once.",
)
@click.option(
    "--for",
    "readers",
    metavar="MEMBER",
    multiple=True,
    help="A member's own numbered copy, by id; everyone: one for each expected.",
)
@options.paper
@options.large_print
@click.option("--booklet", is_flag=True, help="Two pages to a side, in the order for folding.")
@click.option("--no-attachments", is_flag=True, help="List what there is to read, but leave it out.")
@click.option("--fit", is_flag=True, help="Where the items take too long, print the agenda with cuts as 'cut' orders them.")
@options.system_fonts
@options.jobs("packets to set")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("packets"),
    show_default=True,
    help="The folder to write to.",
)
@options.groups
@options.templates
@options.ref
@options.today
def command(
    group: str, meetings: tuple[str, ...], editions: tuple[str, ...], readers: tuple[str, ...], paper: str | None, large_print: bool,
    booklet: bool, no_attachments: bool, fit: bool, system_fonts: bool, jobs: int, out: Path, groups: Path, templates: Path, ref: str | None,
    today: datetime.date,
) -> None:  # fmt: skip
    """Print the packet of GROUP's next meeting, or of the meetings named: by folder or date, `next 3`, or `all`.

    GROUP `all` prints those of every group. A file that exists is replaced only if peerkit printed it.
    """
    from peerkit import press
    from peerkit.outputs.packet import Printing
    from peerkit.packets import Edition, Order

    survey = _opened(groups, templates, ref, today)
    names, bad = _groups(survey, group)
    order, several = Order(attachments=not no_attachments, fit=fit), tuple(dict.fromkeys(map(Edition, editions)))
    wants = [want for name in names for want in _wants(survey, name, meetings, several, readers, order, alone=group != "all")]
    if not wants and not bad:
        _none(survey, group)
    printing = Printing(paper, large_print, booklet, system_fonts)  # type: ignore[arg-type]
    worst = 1 if bad else 0
    told: set[Diagnostic] = set()
    for number, printed in enumerate(press.press(survey, wants, printing, out, jobs), 1):
        worst = max(worst, _told(printed, f"[{number} of {len(wants)}] " if len(wants) > 1 else "", booklet, told))
    sys.exit(worst)


def _opened(groups: Path, templates: Path, ref: str | None, today: datetime.date) -> Survey:
    from peerkit.model.base import FACILITATORS
    from peerkit.survey import Plan, open_survey

    return open_survey(Plan(today, groups, templates, ref, FACILITATORS))


def _groups(survey: Survey, group: str) -> tuple[list[str], bool]:
    """The groups to print for, and whether any was left out for the errors in its files, which are told."""
    from peerkit.diagnostic import Refusal
    from peerkit.press import errors
    from peerkit.text import nearest

    known = survey.slugs
    if group not in known and group != "all":
        told = nearest(group, known) or f"the groups in '{survey.source.root}' are: {', '.join(known[:20]) or 'none'}"
        raise Refusal(f"no group '{group}'; {told}")
    chosen = [group] if group in known else known
    bad = [slug for slug in chosen if errors(survey, slug)]
    for slug in bad:
        for diagnostic in errors(survey, slug):
            click.echo(str(diagnostic))
    if bad:
        click.echo(f"no packets for {', '.join(bad)}: mend the above first", err=True)
    return [slug for slug in chosen if slug not in bad], bool(bad)


def _wants(
    survey: Survey, slug: str, names: tuple[str, ...], editions: tuple[Edition, ...], readers: tuple[str, ...], order: Order, *, alone: bool
) -> list[Want]:  # fmt: skip
    from peerkit.packets.wanted import lacking, meetings, wanted
    from peerkit.press import Want, whole

    group = whole(survey, slug)
    chosen = meetings(group, names, survey.plan.today)
    if few := lacking(group, names, survey.plan.today):
        more = f"start another with 'peerkit new meeting {slug}'"
        click.echo(
            f"{slug}: of the next {few[0]} meetings only {few[1]} {'has' if few[1] == 1 else 'have'} an agenda; {more}", err=True
        )
    return [Want(slug, meeting, each) for meeting, each in wanted(group, chosen, editions, readers, order, alone=alone)]


def _none(survey: Survey, group: str) -> None:
    """Nothing is wanted where `next` finds no agenda: not an error in the files, but nothing was printed, either."""
    name = "GROUP" if group == "all" else group
    click.echo(f"no meeting from {survey.plan.today} on has an agenda; start one with 'peerkit new meeting {name}'", err=True)
    sys.exit(1)


def _told(printed: Printed, before: str, booklet: bool, told: set[Diagnostic]) -> int:
    """Say what was written, and what could not be printed as it was meant but for what was `told`; the exit code."""
    for remark in printed.remarks:
        click.echo(f"{before}{printed.path.name}: {remark}", err=True)
    made = printed.document
    new = set(made.findings) - told
    told |= new
    return tell(printed.path, made, new, printed.leaks, "side" if booklet else "page", before)
