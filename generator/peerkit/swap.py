"""A folder that is replaced as a whole or not at all: made beside the old one, then exchanged with it.

A failed or killed build leaves the last good site as it was; what it left behind is mended or removed by the next.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from peerkit.diagnostic import Refusal

_WRITING = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO}


def replaceable(out: Path, ours: Iterable[Path]) -> None:
    """Refuse to replace anything but an earlier site, or to touch what is the project's own. Raises Refusal."""
    if out.exists() and not out.is_dir():
        raise Refusal(f"'{out}' is a file; name a folder with --out DIR")
    there = out.resolve()
    for own in ours:
        if own.resolve().is_relative_to(there) or there.is_relative_to(own.resolve()):
            raise Refusal(f"'{out}' and '{own.name}' of the project overlap; name another folder with --out DIR")
    site, markdown = ("404.html", "schema/v1/group.json"), ("mkdocs.yml", "docs/schema/v1/group.json")
    built = any(all((out / name).exists() for name in marks) for marks in (site, markdown)) and not (out / ".git").exists()
    if out.is_dir() and any(out.iterdir()) and not built:
        raise Refusal(f"'{out}' holds something that is no built site; empty it, or name another folder with --out DIR")


@contextlib.contextmanager
def beside(out: Path) -> Iterator[Path]:
    """An empty folder on the same disk as `out`, gone afterwards; what a killed build left is mended or removed."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _mend(out)
        new = out.parent / f".{out.name}.new-{os.getpid()}"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)  # nobody else reads it before it is scanned
    except OSError as error:
        raise Refusal(f"cannot write beside '{out}': {error.strerror}; name another folder with --out DIR") from None
    try:
        yield new
    except OSError as error:
        if error.errno in _WRITING:
            advice = "free some space or name another folder with --out DIR"
            raise Refusal(f"cannot write '{out}': {error.strerror}; {advice}") from error
        raise
    finally:
        shutil.rmtree(new, ignore_errors=True)


@contextlib.contextmanager
def alone(out: Path) -> Iterator[None]:
    """While this lasts no other build puts anything in place beside `out`: what another left there must not be taken for one's own."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    folder = os.open(out.parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems have no locks
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def patch(new: Path, out: Path, put: Iterable[str], drop: Iterable[str]) -> None:
    """Replace files and folders of `out` by those in `new`, and remove others, by their paths; nothing else is touched.

    Each is replaced at once. What is to be done is written down first, so that a build killed between two of them is
    ended by the next.
    """
    (new / _OLD).mkdir()
    todo = new / f"{_PLAN}-"
    todo.write_text(json.dumps([{path: (new / path).lstat().st_ino for path in sorted(put)}, sorted(drop)]))
    todo.rename(new / _PLAN)
    _carry_out(new, out)


_PLAN, _OLD = ".peerkit-plan.json", ".peerkit-old"


def _carry_out(new: Path, out: Path) -> None:
    """Do what is left of a plan."""
    put, drop = json.loads((new / _PLAN).read_text())
    for path, inode in put.items():
        if not (out / path).exists() or (out / path).lstat().st_ino != inode:  # else it has been done
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            _replace(new / path, out / path, new / _OLD / path.replace("/", "\\"))
    for path in drop:
        if (out / path).exists():
            (out / path).rename(new / _OLD / path.replace("/", "\\"))
            with contextlib.suppress(OSError):
                (out / path).parent.rmdir()  # if it was the last there
    (new / _PLAN).unlink()


def _replace(new: Path, there: Path, old: Path) -> None:
    """Put a file or a folder in place of another, which goes to `old`."""
    if new.is_dir() and there.is_dir() and _exchange(new, there):
        new.rename(old)
    elif there.is_dir() or (new.is_dir() and there.exists()):
        there.rename(old)
        new.rename(there)
    else:
        new.replace(there)


def _mend(out: Path) -> None:
    """Put right what a build that was killed left: an old site without a new one, and half-built ones."""
    for left in sorted(out.parent.glob(f".{out.name}.new-*")):
        if (left / _PLAN).is_file() and not _at_work(left) and out.is_dir():
            _carry_out(left, out)
    old = out.parent / f".{out.name}.old"
    if old.exists() and not out.exists():
        old.rename(out)
    shutil.rmtree(old, ignore_errors=True)
    for left in out.parent.glob(f".{out.name}.new-*"):
        if not _at_work(left):
            shutil.rmtree(left, ignore_errors=True)


def _at_work(new: Path) -> bool:
    """Whether the build that this folder belongs to still runs."""
    pid = new.name.rpartition("-")[2]
    return pid.isdigit() and _alive(int(pid))


def _alive(pid: int) -> bool:
    """Whether that process still runs; where it cannot be asked, yes."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def swap(new: Path, out: Path) -> None:
    """Make `new` be `out` at once; where the system cannot exchange two folders, by two renames that `_mend` repairs."""
    mask = os.umask(0)
    os.umask(mask)
    new.chmod(0o777 & ~mask)
    if not out.exists():
        new.rename(out)
    elif not _exchange(new, out):
        old = out.parent / f".{out.name}.old"
        out.rename(old)
        new.rename(out)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two paths atomically (Linux renameat2, RENAME_EXCHANGE); False where that cannot be done."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    here = -100  # AT_FDCWD
    return bool(call(here, os.fsencode(one), here, os.fsencode(other), 2) == 0)
