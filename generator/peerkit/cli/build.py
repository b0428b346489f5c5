"""`peerkit build`: the site for an audience."""

from __future__ import annotations

import datetime
import gc
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from peerkit.cli import options
from peerkit.standing import Report


@click.command()
@click.option(
    "--audience",
    type=click.Choice(["public", "members", "facilitators"]),
    default="public",
    show_default=True,
    help="Who will read the site.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Where to (default: site, or site-AUDIENCE).")
@click.option(
    "--config", type=click.Path(path_type=Path), default=Path("mkdocs.yml"), show_default=True, help="The portal's configuration."
)
@click.option(
    "--engine",
    type=click.Choice(["mkdocs", "properdocs", "none"]),
    default="mkdocs",
    show_default=True,
    help="What builds the pages; none leaves Markdown.",
)
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
@click.option("--no-packets", is_flag=True, help="Leave out the PDFs of meetings ahead; their pages stay.")
@click.option("--keep-going", is_flag=True, help="Build the other groups when one has errors.")
@options.jobs("groups to build")
@click.option("--executor", help="A Dask cluster that builds the groups: dask://HOST:PORT, or dask+tls://HOST:PORT.")
@click.option("--insecure-cluster", is_flag=True, help="Let the groups' files travel to another machine in the clear.")
@options.groups
@options.templates
@options.ref
@options.today
def command(
    audience: str, out: Path | None, config: Path, engine: str, strict: bool, no_packets: bool, keep_going: bool, jobs: int, executor: str | None,
    insecure_cluster: bool, groups: Path, templates: Path,
    ref: str | None, today: datetime.date,
) -> None:  # fmt: skip
    """Check the groups and build the portal with one site a group; nothing is replaced unless all is well."""
    from peerkit import standing

    given = {
        "groups": str(groups.absolute()), "templates": str(templates.absolute()), "audience": audience, "today": today.isoformat(),
        "ref": ref, "keep_going": keep_going, "jobs": jobs, "executor": executor or "",
        "insecure_cluster": insecure_cluster, "strict": strict, "progress": _Progress(), "inside": True,
        **({"packets": False} if no_packets else {}),
    }  # fmt: skip
    out = out or Path("site" if audience == "public" else f"site-{audience}")
    seen = standing.seen(config, out, given, engine) if engine != "none" else None
    if seen and (report := seen.report()):
        _tell(report, audience, engine)
        return
    from peerkit import publish  # much to load, which a build that finds nothing changed can do without

    gc.freeze()  # what was loaded stays, so it need not be looked through for garbage
    try:
        if engine == "none":
            built = publish.build_markdown(config, out, given, strict=strict)
        else:
            built = publish.build(config, out, given, engine_name=engine, strict=strict, seen=seen)
    except publish.Invalid as error:
        for diagnostic in error.found:
            click.echo(str(diagnostic))
        errors = any(d.severity.value == "error" for d in error.found)
        other = "" if keep_going else ", or see --keep-going" if errors else ", or build without --strict"
        click.echo(f"nothing was built; mend the above{other}", err=True)
        sys.exit(1)
    except publish.Leak as error:
        click.echo(publish.told(error), err=True)
        sys.exit(3)
    _tell(built.report, audience, engine, [str(d) for d in built.wrong])
    sys.exit(1 if built.wrong else 0)


def _tell(built: Report, audience: str, engine: str, wrong: Sequence[str] = ()) -> None:
    """Say what was built, and what was left out."""
    for line in built.warnings:
        click.echo(f"warning: {line}", err=True)
    for line in built.notes:
        click.echo(f"note: {line}", err=True)
    for line in wrong:
        click.echo(line)
    if wrong:
        errors = f"{len(wrong)} error{'' if len(wrong) == 1 else 's'}"
        click.echo(f"{errors} in the group files; the groups with errors were left out or keep the site they had", err=True)
    if built.weak:
        many = f"{built.weak} warning{'' if built.weak == 1 else 's'}"
        click.echo(f"{many} in the group files; 'peerkit check' lists them", err=True)
    if built.unscanned:
        one = built.unscanned == 1
        short = "confidential phrase is one short word" if one else "confidential phrases are one short word each"
        click.echo(
            f"{built.unscanned} {short}: kept off the pages as all others are, but too short for the scan to find", err=True
        )
    groups = f"{built.groups} group{'' if built.groups == 1 else 's'}"
    pages = f"{groups}, {built.pages} pages for the {audience} audience"
    if engine == "none":
        click.echo(f"Wrote {pages} as Markdown in {built.out}/ (a mkdocs.yml there and in each folder of {built.out}/groups/)")
        return
    click.echo(f"Built {pages} in {built.out}/ — open {Path(built.out, 'index.html')}")
    if built.label:
        click.echo(built.label)


class _Progress:
    """A line that overwrites itself, on a terminal only: how many groups are done, which was the last, and the time left."""

    def __init__(self) -> None:
        self.begun = time.monotonic()

    def __call__(self, done: int, of: int, what: str) -> None:
        if not sys.stderr.isatty() or "CI" in os.environ:
            return
        left = round((time.monotonic() - self.begun) / done * (of - done))
        told = f", {left // 60}:{left % 60:02} left" if done > 1 else ""
        end = "\r\x1b[K" if done == of else ""
        click.echo(f"\r\x1b[K{done} of {of} groups{told}: {what[:40]}{end}", err=True, nl=False)
