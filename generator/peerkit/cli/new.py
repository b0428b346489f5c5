"""peerkit new group|meeting|issue|chapter"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from peerkit.cli import options

if TYPE_CHECKING:
    from peerkit.begin.files import Outcome


def _say(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        click.echo(
            f"created  {outcome.path.as_posix()}" if outcome.made else f"kept     {outcome.path.as_posix()} (it was there)"
        )


@click.group("new")
def command() -> None:
    """Start a group, a meeting, an issue or a chapter of the handbook. Nothing that exists is overwritten."""


@command.command("group")
@click.argument("slug")
@click.option("--name", default="", help="The group's name; by default made from SLUG.")
@options.groups
@options.templates
def new_group(slug: str, name: str, groups: Path, templates: Path) -> None:
    """Start the group SLUG: its group.yml, members.yml, charter and ground rules."""
    from peerkit.begin.network import group

    _say(group(groups, slug, name, (templates,)))


@command.command("meeting")
@click.argument("group")
@click.argument("date", default="")
@options.groups
@options.templates
@options.today
def new_meeting(group: str, date: str, groups: Path, templates: Path, today: datetime.date) -> None:
    """Start the agenda of GROUP's next meeting, or of the meeting on DATE.

    Filled in are the roles by rotation, open issues while they fit, and the day to prepare by. DATE may be a folder's name:
    2026-12-10-retreat is a second meeting on that day.
    """
    from peerkit.begin.meeting import meeting

    begun = meeting(groups, group, date, today, (templates,))
    folder = begun.outcome.path.parent.as_posix()
    if begun.outcome.made:
        _say([begun.outcome])
        if begun.issues:
            click.echo(f"On it: {', '.join(begun.issues)}. Set their status to scheduled, and edit the rest.")
        return
    later = (
        f"; for a later one: peerkit new meeting {group} {begun.later}" if begun.later else "; name another DATE for another one"
    )
    click.echo(f"The meeting of {begun.date} exists: {folder}{later}")


@command.command("issue")
@click.argument("group")
@click.argument("slug")
@click.option("--title", default="", help="The issue in a few words; by default made from SLUG.")
@click.option("--by", default="", metavar="MEMBER", help="The id of the member who brings it.")
@options.groups
@options.templates
@options.today
def new_issue(group: str, slug: str, title: str, by: str, groups: Path, templates: Path, today: datetime.date) -> None:
    """Start the issue SLUG of GROUP."""
    from peerkit.begin.issue import issue

    _say(issue(groups, group, slug, today, title=title, by=by, own=(templates,)))


@command.command("chapter")
@click.argument("name")
@click.option("--title", default="", help="What a new chapter is called; by default made from NAME.")
@click.option(
    "--docs", type=click.Path(path_type=Path), default=Path("docs"), show_default=True, help="The docs folder of your mkdocs.yml."
)
def new_chapter(name: str, title: str, docs: Path) -> None:
    """Start the handbook's chapter NAME: a copy of the built-in one to change, or a new one.

    A chapter in docs/handbook/ takes the place of the built-in one of its name. Delete the file to have that back.
    """
    from peerkit.begin.chapter import chapter

    _say(chapter(docs, name, title))
