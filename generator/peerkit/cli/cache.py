"""`peerkit cache`: what earlier builds left to be used again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click


def _size(count: int) -> str:
    """1.2 MB"""
    return f"{count / 1e6:.1f} MB"


@click.group()
@click.option(
    "--config", type=click.Path(path_type=Path), default=Path("mkdocs.yml"), show_default=True, help="The portal's configuration."
)
@click.pass_context
def command(context: click.Context, config: Path) -> None:
    """What earlier builds left in .peerkit/, beside mkdocs.yml, to be used again.

    It is safe to delete, and safe to restore from a CI cache on another machine. It holds what members wrote: keep it as
    private as the groups' files.
    """
    from peerkit.cache import FOLDER, Cache

    context.obj = Cache(config.absolute().parent / FOLDER, lambda line: click.echo(line, err=True))


@command.command()
@click.pass_obj
def info(cache: object) -> None:
    """Say what the cache holds."""
    from peerkit.cache import FOLDER, Cache

    assert isinstance(cache, Cache)
    count, size = Counter[str](), Counter[str]()
    for kind, _, bytes_ in cache.entries():
        count[kind] += 1
        size[kind] += bytes_
    if not count:
        click.echo(f"There is no cache in {FOLDER}/")
        return
    for kind in sorted(count):
        click.echo(f"{count[kind]:6} {kind:8} {_size(size[kind]):>10}")
    click.echo(f"{count.total():6} entries  {_size(size.total()):>10} in {FOLDER}/")


@command.command()
@click.option("--all", "everything", is_flag=True, help="Delete the whole cache.")
@click.pass_obj
def prune(cache: object, everything: bool) -> None:
    """Delete what the latest build for each audience did not use."""
    from peerkit.cache import FOLDER, Cache
    from peerkit.placing import in_use

    assert isinstance(cache, Cache)
    files, size = cache.prune(() if everything else in_use(cache))
    if everything:
        cache.clear()
    click.echo(f"Deleted {files} file{'' if files == 1 else 's'}, {_size(size)}, from {FOLDER}/")
