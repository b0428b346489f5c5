"""peerkit schema DIR"""

from __future__ import annotations

from pathlib import Path

import click


@click.command("schema")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write JSON Schemas of every YAML file and front matter into DIR, such as schema/v1.

    An editor that knows the YAML language server reads them by the first line of the example files.
    """
    from peerkit.diagnostic import Refusal
    from peerkit.schema import schemas

    made = schemas()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (folder / name).write_bytes(text.encode())
    except FileExistsError:
        raise Refusal(f"'{folder}' is a file; name a folder") from None
    except OSError as error:
        raise Refusal(f"cannot write '{error.filename or folder}': {error.strerror}; check permissions and free space") from None
    click.echo(f"{len(made)} schemas in {folder.as_posix()}")
