"""`peerkit check`: all that is wrong with the group files."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from peerkit.cli import options

FORMATS = ("concise", "full", "json", "github", "sarif")


@click.command()
@click.argument("names", metavar="[GROUP]...", nargs=-1)
@click.option("--format", "form", type=click.Choice(FORMATS), default="concise", show_default=True, help="How to print findings.")
@click.option("--select", multiple=True, metavar="RULE", help="Only findings of this rule; may be repeated.")
@click.option("--ignore", multiple=True, metavar="RULE", help="No findings of this rule; may be repeated.")
@click.option(
    "--config", type=click.Path(path_type=Path), default=Path("mkdocs.yml"), show_default=True,
    help="The portal's configuration: its colours, fonts and pictures are checked, too, and its docs' own chapters of the handbook.",
)  # fmt: skip
@options.groups
@options.templates
@options.ref
@options.today
def command(
    names: tuple[str, ...], form: str, select: tuple[str, ...], ignore: tuple[str, ...], groups: Path, templates: Path, ref: str | None,
    today: datetime.date, config: Path,
) -> None:  # fmt: skip
    """Check the group files: syntax, schema, references, and the rules of good practice.

    Exits 1 if anything was found. `peerkit explain RULE` tells more of a rule.
    """
    from peerkit.appearance import docs_of, problems
    from peerkit.cli.report import reporter
    from peerkit.survey import Plan, open_survey

    survey = open_survey(Plan(today, groups, templates, ref, only=names, select=select, ignore=ignore))
    if config.is_file() and not names:
        survey.problems += problems(config, str(config))
        if (docs := docs_of(config)).joinpath("handbook").is_dir() and ref is None:
            from peerkit.publication import handbook_of

            survey.problems += handbook_of(survey, docs).problems
    report = reporter(form, survey)
    for _, found in survey.check():
        report.add(found)
    click.echo(report.end(len(survey.slugs)), nl=False)
    sys.exit(1 if report.count else 0)
