"""peerkit init DIR"""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Start a network of your own in DIR: a group, and what builds and publishes the site with its handbook.

    Nothing that exists is overwritten; a second run changes nothing.
    """
    import shlex

    from peerkit.begin.network import FIRST, network

    outcomes = network(folder)
    for outcome in outcomes:
        click.echo(f"{'created' if outcome.made else 'kept   '}  {outcome.path.as_posix()}")
    made = sum(outcome.made for outcome in outcomes)
    click.echo(f"\n{made} created, {len(outcomes) - made} left as they were. What to do next:\n")
    config = folder / "mkdocs.yml"
    if "peerkit" not in config.read_text("utf-8", "replace"):
        click.echo("  add `peerkit` to `plugins:` in your own mkdocs.yml")
    steps = [
        ("say who you are", "edit groups/network.yml"),
        ("describe your group", f"edit groups/{FIRST}/group.yml and members.yml; rename the folder: its name is the address"),
        ("see what is missing", "peerkit check"),
        ("build the public site", "peerkit build"),
        ("plan the next meeting", f"peerkit new meeting {FIRST}"),
        ("complete keys in your editor", "peerkit schema schema/v1"),
    ]
    if folder.resolve() != Path.cwd():
        steps.insert(0, ("go there", f"cd {shlex.quote(folder.as_posix())}"))
    for what, how in steps:
        click.echo(f"  {what:<30}{how}")
    click.echo("\nKeep the repository private: it holds every name. The workflow publishes only the public site.")
