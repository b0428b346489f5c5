"""`peerkit cache`: what earlier builds left to be used again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

_HOLDS = {
    "sites": "sites of groups",
    "pages": "pages' HTML",
    "heads": "summaries and findings of groups",
    "guarded": "words for the scan",
    "says": "words for the scan",
    "words": "words for the scan",
    "public": "words for the search across groups",
}  # all else is what the last builds were made from, and what they left in place


def _size(count: int) -> str:
    """1.2 MB"""
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"


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
        holds = _HOLDS.get(kind, "what the last builds were made from and left in place")
        count[holds] += 1
        size[holds] += bytes_
    if not count:
        click.echo(f"There is no cache in {FOLDER}/")
        return
    for holds in sorted(count):
        click.echo(f"{_size(size[holds]):>10} in {count[holds]:6}: {holds}")
    click.echo(f"{_size(size.total()):>10} in {count.total():6} entries of {FOLDER}/")


@command.command()
@click.option("--all", "everything", is_flag=True, help="Delete the whole cache.")
@click.pass_obj
def prune(cache: object, everything: bool) -> None:
    """Delete what the latest build for each audience did not use."""
    from peerkit.cache import FOLDER, Cache
    from peerkit.diagnostic import Refusal
    from peerkit.placing import in_use

    assert isinstance(cache, Cache)
    if cache.folder.exists() and not cache.folder.is_dir():
        raise Refusal(f"'{FOLDER}' is no folder, so it is not peerkit's; delete or rename it yourself")
    files, size = cache.prune(() if everything else in_use(cache))
    if everything:
        cache.clear()
    click.echo(f"Deleted {files} file{'' if files == 1 else 's'}, {_size(size)}, from {FOLDER}/")
