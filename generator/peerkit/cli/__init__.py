"""The command line. Each command is a file of its own, imported when it runs, so that `peerkit --version` is quick."""

from __future__ import annotations

import importlib
import signal
import sys

import click

from peerkit import __version__
from peerkit.diagnostic import Refusal

COMMANDS = {
    "agenda": "Plan a meeting to the minute.",
    "build": "Build the site for an audience.",
    "cache": "What earlier builds left to be used again.",
    "charter": "List, compare, propose, adopt, sign, verify and print a charter's versions.",
    "check": "Check the group files.",
    "explain": "Explain a rule, or list all.",
    "handbook": "Print the handbook as a book.",
    "init": "Start a network in a folder.",
    "new": "Add a group, a meeting, an issue or a chapter.",
    "packet": "Print a meeting's packet as a PDF.",
    "print": "Print cue cards, or tent cards with names.",
    "schema": "Write JSON Schemas for editors.",
    "serve": "Preview the site, rebuilding on changes.",
}


class _Lazy(click.Group):
    """Lists the commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"peerkit.cli.{name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from peerkit.text import nearest

            ctx.fail(f"no command '{args[0]}'; {nearest(args[0], COMMANDS) or 'see peerkit --help'}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="peerkit", message="%(prog)s %(version)s")
def peerkit() -> None:
    """Peer group files in, a checked and audience-safe site out.

    Exit codes: 0 clean, 1 findings, 2 usage or system, 3 something confidential would have leaked.
    """


class _Terminated(BaseException):
    """Somebody has told the process to end; not SystemExit, which the engine raises where a build is wrong."""


def _terminate(number: int, frame: object) -> None:
    raise _Terminated


def main() -> None:
    """Run the command line; a Refusal is one line on stderr and exit code 2."""
    # as Ctrl-C does, so that no folder of temporary files is left: they hold what members wrote
    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = peerkit(prog_name="peerkit", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "peerkit"
        click.echo(f"peerkit: {error.format_message().rstrip('.')}; see '{where} --help'", err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except _Terminated:
        sys.exit(128 + signal.SIGTERM)
    except Refusal as refusal:
        click.echo(f"peerkit: {refusal}", err=True)
        sys.exit(2)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            sys.exit(0)
        name = f" '{error.filename}'" if error.filename else ""
        click.echo(
            f"peerkit: cannot use{name}: {error.strerror or error}; check the path, its permissions and free space", err=True
        )
        sys.exit(2)
