"""`peerkit serve`: a preview that rebuilds on changes."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from peerkit.cli import options


@click.command()
@click.option(
    "--audience",
    type=click.Choice(["public", "members", "facilitators"]),
    default="public",
    show_default=True,
    help="Whose view.",
)
@click.option(
    "--config", type=click.Path(path_type=Path), default=Path("mkdocs.yml"), show_default=True, help="The portal's configuration."
)
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="HOST:PORT to listen at.")
@options.groups
@options.templates
@options.today
def command(audience: str, config: Path, address: str, groups: Path, templates: Path, today: datetime.date) -> None:
    """Preview the site for an audience on this machine; it rebuilds and reloads when a file changes."""
    from peerkit.preview import preview
    from peerkit.publish import Invalid, Leak, told

    given = {
        "groups": str(groups.absolute()), "templates": str(templates.absolute()), "audience": audience, "today": today.isoformat(),
        "ref": None, "keep_going": False, "strict": False, "progress": None, "inside": True, "jobs": 0, "packets": False,
    }  # fmt: skip
    click.echo(f"Building the {audience} view for http://{address}/", err=True)
    try:
        preview(config, given, address, lambda line: click.echo(line, err=True))
    except Invalid as error:
        for diagnostic in error.found:
            click.echo(str(diagnostic))
        sys.exit(1)
    except Leak as error:
        click.echo(told(error), err=True)
        sys.exit(3)
