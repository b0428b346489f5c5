"""`peerkit handbook`: the whole handbook as a book."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from peerkit.cli import options


@click.command()
@options.paper
@click.option("--booklet", is_flag=True, help="Half-size pages, two to a side, in sections of sixteen sheets to fold.")
@options.large_print
@options.system_fonts
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("handbook.pdf"), show_default=True, help="The file to write.")  # fmt: skip
@click.option("--docs", type=click.Path(path_type=Path, file_okay=False), default=Path("docs"), show_default=True, help="The portal's docs; your own chapters stand in its handbook/.")  # fmt: skip
@options.groups
@options.templates
def command(
    paper: str | None, booklet: bool, large_print: bool, system_fonts: bool, out: Path, docs: Path, groups: Path, templates: Path
) -> None:  # fmt: skip
    """Print the whole handbook as a book: chapters, protocols, ready texts, rules, and an index of terms.

    It says what the public may know of this network's settings. A file that exists is replaced only if peerkit printed it.
    """
    from peerkit import typeset
    from peerkit.cli.printed import tell
    from peerkit.outputs.book import book
    from peerkit.printout import write
    from peerkit.publication import handbook_of
    from peerkit.survey import Plan, open_survey

    survey = open_survey(Plan(datetime.date.min, groups, templates))
    handbook = handbook_of(survey, docs)
    paper = paper or survey.context.network.paper
    job, found = book(handbook, typeset.Sheet("", paper=paper, half=booklet, large=large_print), system_fonts)
    made = job.done()
    found += [*handbook.problems, *made.findings]
    if booklet:
        folded = typeset.booklet(made.pdf, paper, right_to_left=job.sheet.direction == "rtl", section=64)
        made = typeset.Document(folded, "untagged")
    write(out, made.pdf)
    sys.exit(tell(out, made, found, unit="side" if booklet else "page"))
