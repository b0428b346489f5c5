"""What commands that print say of a PDF."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from peerkit.diagnostic import Diagnostic
    from peerkit.model.group import Group
    from peerkit.scan import Hit
    from peerkit.survey import Survey
    from peerkit.typeset import Document

_STANDARDS = {"ua-1": "PDF/UA-1", "tagged": "tagged PDF", "untagged": "PDF without tags"}


def tell(path: Path, made: Document, found: Iterable[Diagnostic], hits: Sequence[Hit] = (), unit: str = "page", before: str = "") -> int:  # fmt: skip
    """Say what was written and what could not be printed as it was meant, `before` it which of how many; the exit code."""
    for diagnostic in sorted(set(found)):
        click.echo(str(diagnostic), err=True)
    if hits:
        click.echo(f"{before}{path.name} would say what its reader may not see, and was not written:", err=True)
        for hit in hits:
            click.echo(f"  text of {hit.where}", err=True)
        return 3
    pages = made.pages
    why = " (not PDF/UA-1: it holds pages of other PDFs)" if made.standard == "tagged" and not made.findings else ""
    click.echo(f"{before}{path.as_posix()}: {pages} {unit}{'' if pages == 1 else 's'}, {_STANDARDS[made.standard]}{why}")
    return 0


def whole(survey: Survey, slug: str, files: tuple[str, ...], what: str) -> Group:
    """The group, if the files that a print is made from are without errors; else they are told, and the command ends."""
    from peerkit.diagnostic import Severity

    group, found = survey.group(slug)
    wrong = [d for d in found if d.severity is Severity.ERROR and d.at.path.endswith(tuple(f"/{name}" for name in files))]
    if wrong or group is None:
        for diagnostic in wrong or found:
            click.echo(str(diagnostic))
        click.echo(f"no {what} printed for '{slug}': mend the above first", err=True)
        sys.exit(1)
    return group
