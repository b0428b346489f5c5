"""`peerkit charter print`: a charter as a PDF to frame."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from peerkit.cli import options


@click.command("print")
@click.argument("group")
@click.argument("version", required=False)
@click.option("--audience", type=click.Choice(["public", "members", "facilitators"]), default="members", show_default=True,
              help="For whom: the public reads how many agreed, members who.")  # fmt: skip
@click.option("--blank-signatures", is_flag=True, help="A line to sign on for each member, whoever has signed in git.")
@options.paper
@options.large_print
@options.system_fonts
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write (default: GROUP-charter.pdf, with a version GROUP-charter-VERSION.pdf).",
)
@options.groups
@options.templates
@options.ref
@options.today
def charter_print(
    group: str, version: str | None, audience: str, blank_signatures: bool, paper: str | None, large_print: bool, system_fonts: bool, out: Path | None,
    groups: Path, templates: Path, ref: str | None, today: datetime.date,
) -> None:  # fmt: skip
    """Print GROUP's charter as a PDF to frame: its text, who agreed to it, and the digest that proves the text.

    It is the present text, or a VERSION of it: a number, or a name that 'charter log' lists. A version in whose place another one
    was adopted says so. A file that exists is replaced only if peerkit printed it.
    """
    from peerkit.cli.printed import tell
    from peerkit.cli.printed import whole as errorless
    from peerkit.diagnostic import Refusal
    from peerkit.model.base import Audience
    from peerkit.outputs.charter_to_frame import Framing, charter_to_frame, framed
    from peerkit.printout import leaks, write
    from peerkit.project import project
    from peerkit.survey import Plan, open_survey

    survey = open_survey(Plan(today, groups, templates, ref, Audience.of(audience), (group,)))
    whole = errorless(survey, group, ("group.yml", "charter.md", "members.yml"), "charter")
    whole, seen = survey.views(group) if version else (whole, project(whole, survey.context))
    if seen.charter is None:
        why = f"audiences.charter hides it from '{audience}'" if whole.charter else f"{groups / group}/charter.md does not exist"
        raise Refusal(f"no charter to print for '{group}': {why}")
    text = framed(whole, seen, version)
    job, found = charter_to_frame(seen, survey.context, text, Framing(paper or "", large_print, blank_signatures, system_fonts))
    made = job.done()
    path = out or Path("-".join(filter(None, (group, "charter", text.name if version else ""))) + ".pdf")
    hits = leaks(made.pdf, path.name, whole, seen, templates)
    if not hits:
        write(path, made.pdf)
    sys.exit(tell(path, made, [*found, *made.findings], hits))
