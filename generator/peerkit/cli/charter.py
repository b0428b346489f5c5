"""peerkit charter log|show|diff|propose|adopt|sign|verify; `print` stands in a file of its own."""

from __future__ import annotations

import datetime
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from peerkit.cli import options
from peerkit.cli.charter_print import charter_print

if TYPE_CHECKING:
    from peerkit.charters import Agreement, Checked
    from peerkit.model.charter import Charter
    from peerkit.model.past import Version


@click.group("charter")
def command() -> None:
    """A charter's versions in git, and who agreed to which. No command commits by itself."""


command.add_command(charter_print)


@command.command("log")
@click.argument("group")
@options.groups
@options.ref
def charter_log(group: str, groups: Path, ref: str | None) -> None:
    """List the versions of GROUP's charter, latest first, each with the digest of its text."""
    from peerkit.charters import open_charter

    made = open_charter(groups, group, ref)
    _note(made)
    here = {version.number for version in made.all}
    if hidden := sorted({n for n, _ in made.merged if n} - here):
        listed, path = ", ".join(map(str, hidden)), _path(made)
        note = "note: not listed, as they stand only on branches that were merged (a plain 'git pull' does that too): version"
        click.echo(f"{note} {listed}; 'git log -p --full-history -- {shlex.quote(path)}' shows them", err=True)
    for version in reversed(made.all):
        click.echo(_row(version))


def _row(version: Version[Charter]) -> str:
    text = version.text
    assert text
    name = version.name.replace("-", " ") if not version.committed else version.name
    number = [f"version {version.number}"] if version.number and not version.committed else []
    told = [*number, *_state(text)] if version.number else []
    told += _signatures(text)
    since = f"text of {version.on}" if version.on else "an older text" if version.committed else "not committed"
    at = f"commit {version.commit[:12]}" if version.commit else ""
    return "  ".join(filter(None, [f"{name:<12}", text.digest, since, at, ", ".join(told)])).rstrip()


def _signatures(text: Charter) -> list[str]:
    """How many signed this very text; whoever signed another text did not."""
    here = len({s.member for s in text.ratified if s.text == text.digest})
    other = len({s.member for s in text.ratified if s.text != text.digest})
    counted = [(here, "signature", "signatures"), (other, "signature of another text", "signatures of other texts")]
    return [f"{n} {one if n == 1 else many}" for n, one, many in counted if n]


def _state(text: Charter) -> list[str]:
    day = {"adopted": text.adopted, "proposed": text.proposed}.get(text.status)
    return [f"{text.status} {day}" if day else text.status]


@command.command("show")
@click.argument("group")
@click.argument("version", required=False)
@click.option("--text", is_flag=True, help="Only the text that signatures are of, without the front matter.")
@options.groups
@options.ref
def charter_show(group: str, version: str | None, text: bool, groups: Path, ref: str | None) -> None:
    """Print GROUP's charter as it stands, or a VERSION of it as it is stored: a number, or a name that 'log' lists."""
    from peerkit.charters import open_charter

    made = open_charter(groups, group, ref)
    wanted = made.version(version) if version else made.latest
    data = wanted.text.body.encode() if text and wanted.text else made.file(wanted)
    click.echo(data, nl=not data.endswith(b"\n"))


@command.command("diff")
@click.argument("group")
@click.argument("v1", required=False)
@click.argument("v2", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "markdown"]),
    default="text",
    show_default=True,
    help="For a terminal, for a page, or for a comment on a pull request.",
)
@click.option("--base", metavar="REF", help="Compare with where this branch began to differ from REF, such as main.")
@options.groups
@options.ref
def charter_diff(
    group: str, v1: str | None, v2: str | None, form: str, base: str | None, groups: Path, ref: str | None
) -> None:  # fmt: skip
    """Compare two versions of GROUP's charter, clause by clause and word for word.

    Without V2 the later one is the present text; without V1 the earlier one is the version before it. What changed beside the text,
    such as status and signatures, is said in one line; as HTML, only the text is compared.
    """
    from peerkit.charters import open_charter
    from peerkit.comparing import compare, compare_with

    if base is not None and v1 is not None:
        raise click.UsageError("give either versions or --base")
    made = open_charter(groups, group, ref)
    _note(made)
    found = compare_with(made, base) if base is not None else compare(made, v1, v2)
    heading = f"Charter of {group}: {found.old} → {found.new}"
    beside = f"Beside the text: {found.beside}\n" if found.beside else ""
    if form == "html":
        click.echo(found.redline.fragment())
    elif form == "markdown":
        click.echo("\n".join([f"### {heading}\n", *([beside] if beside else []), found.redline.markdown()]), nl=False)
    else:
        click.echo(f"{heading}\n{beside}{found.redline.text()}", nl=False)


@command.command("propose")
@click.argument("group")
@options.groups
@options.today
def charter_propose(group: str, groups: Path, today: datetime.date) -> None:
    """Begin the next version of GROUP's charter: version + 1, proposed today, not signed by anybody."""
    from peerkit.charters import open_charter, propose

    made = open_charter(groups, group)
    number = propose(made, today)
    click.echo(f"{_path(made)} is version {number}, proposed {today}; git keeps the signatures of the one before")
    if made.present and (days := made.present.terms.response_days):
        click.echo(f"To be adopted on {today + datetime.timedelta(days)} at the earliest: terms.response_days is {days}")
    _next(made, "Now change the text; then", f"Propose version {number} of the charter")


@command.command("adopt")
@click.argument("group")
@options.groups
@options.today
def charter_adopt(group: str, groups: Path, today: datetime.date) -> None:
    """Write that the present text of GROUP's charter is adopted as of today."""
    from peerkit.charters import adopt, open_charter

    made = open_charter(groups, group)
    charter = adopt(made, today)
    named = f"version {charter.version}" if charter.version else "the charter"
    click.echo(f"{_path(made)}: {named} is adopted as of {today}")
    _next(made, "Then", f"Adopt {named} of the charter" if charter.version else "Adopt the charter")
    if (days := charter.terms.response_days) and charter.proposed and (today - charter.proposed).days < days:
        ends = charter.proposed + datetime.timedelta(days)
        click.echo(
            f"note: it was proposed on {charter.proposed}, and terms.response_days gives until {ends} to respond", err=True
        )
    if charter.review_by and charter.review_by <= today:
        click.echo(f"note: review_by is {charter.review_by}, which is past; set the next date", err=True)


@command.command("sign")
@click.argument("group")
@click.option("--member", required=True, metavar="ID", help="The id of the member who agrees.")
@options.groups
@options.today
def charter_sign(group: str, member: str, groups: Path, today: datetime.date) -> None:
    """Write into GROUP's charter that a member agrees to its very text, which must be committed."""
    from peerkit.charters import open_charter, sign

    made = open_charter(groups, group)
    _note(made)
    digest = made.present.digest if made.present else ""
    if not sign(made, member, today):
        click.echo(f"{_path(made)}: '{member}' has signed this text, {digest}, before; nothing was changed")
        return
    click.echo(f"{_path(made)}: '{member}' agrees to the text {digest} as of {today}")
    _next(made, "It counts in the history once the member commits it (-S also signs the commit):", "Sign the charter", "-S ")


@command.command("verify")
@click.argument("group")
@options.groups
@options.ref
@options.today
def charter_verify(group: str, groups: Path, ref: str | None, today: datetime.date) -> None:
    """Check each signature below GROUP's charter: of which text it is, and who stands behind the commit that added it.

    Exits 1 if any is not of the present text, or not by a member.
    """
    from peerkit.charters import open_charter, verify

    made = open_charter(groups, group, ref)
    _note(made)
    for diagnostic in made.found:
        click.echo(str(diagnostic))
    checked = verify(made, today)
    width = max((len(c.signature.member) for c in checked), default=0)
    for each in checked:
        day = str(each.signature.on or "")
        click.echo(f"{each.signature.member:<{width}}  {day:<10}  {_verdict(each, whole=not made.notes)}; {_behind(each)}")
    click.echo(_told(made, checked, today))
    for text in dict.fromkeys(c.signature.text for c in checked if made.of_digest(c.signature.text) and not c.current):
        click.echo(f"note: what was signed as {text}, and what changed since: 'peerkit charter diff {group} {text}'", err=True)
    sys.exit(1 if made.found or made.missing or any(not c.current or c.member == "unknown" for c in checked) else 0)


def _verdict(checked: Checked, *, whole: bool) -> str:
    never = "for a text that was never in the history" if whole else "for a text that is not in the history that is known here"
    of = "current" if checked.current else f"for {checked.of}" if checked.of else never
    whose = {"unknown": ", by someone who is not a member", "former": ", by a former member"}.get(checked.member, "")
    return of + whose


def _behind(checked: Checked) -> str:
    author = checked.author
    if not checked.committed:
        return "not committed yet"
    if author is None:
        return "added before the history that is known here"
    own = "by the member's own address" if checked.own else "by another address than the member's"
    seal = {
        "good": f", {author.kind} signature good, by {author.signer}",
        "bad": f", {author.kind} signature BAD",
        "unchecked": f", {author.kind}-signed by a key that git does not know here",
    }.get(author.seal, "")
    return f"commit {author.commit[:12]}, {own}{seal}"


def _told(made: Agreement, checked: list[Checked], today: datetime.date) -> str:
    from peerkit.facts.roster import current

    if made.present is None:
        return f"the charter of '{made.group.slug}' {'is gone' if made.missing == 'is gone' else 'cannot be read'}"
    here = [m.id for m in current(made.group, today)]
    agreed = {c.signature.member for c in checked if c.current}
    missing = [id for id in here if id not in agreed]
    version = f"version {made.present.version}, text" if made.present.version else "text"
    rest = f"; missing: {', '.join(missing)}" if missing else ""
    return f"{len(here) - len(missing)} of {len(here)} members have ratified the present text ({version} {made.present.digest}){rest}"


def _path(made: Agreement) -> str:
    return made.path.as_posix()


def _next(made: Agreement, lead: str, message: str, more: str = "") -> None:
    click.echo(f"{lead} git commit {more}-m {shlex.quote(message)} {shlex.quote(_path(made))}")


def _note(made: Agreement) -> None:
    for note in made.notes:
        click.echo(f"note: {note}", err=True)
    if made.missing:
        click.echo(f"note: '{_path(made)}' {made.missing}; git has what was committed before", err=True)
