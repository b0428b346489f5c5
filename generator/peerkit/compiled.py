"""Templates compiled once: kept for the groups that follow, and, like Python's own modules, in `__pycache__` for the next start.

Only what comes with an installed package is kept on disk. Like any other file there it is code, so it never goes into the
cache of a project, which may have been restored from somewhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import sys
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """The code of templates by name and source; on disk for those that stand in one of the `packages`' folders.

    `made_by` are files of code that a template's code depends on, such as filters that are applied as it is compiled.
    """

    def __init__(self, packages: tuple[Path, ...], made_by: tuple[Path, ...]) -> None:
        self.packages, self.made_by = tuple(str(folder) + os.sep for folder in packages), made_by
        self.known: dict[str, tuple[str, Any]] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """The place of one template's code; with code in it if the source is still the same."""
        told = [name, filename, type(environment).__qualname__, sorted(environment.extensions), environment.trim_blocks]
        kept = bool(filename and filename.startswith(self.packages))
        key = hashlib.blake2b(repr((told, self._makers if kept else "")).encode(), digest_size=16).hexdigest()
        bucket = Bucket(environment, f"{'kept' if kept else 'own'}-{key}", self.get_source_checksum(source))
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in the code if there is any."""
        checksum, code = self.known.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code
        elif self._folder and bucket.key.startswith("kept"):
            with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
                bucket.load_bytecode(BytesIO((self._folder / f"{bucket.key}.jinja").read_bytes()))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        self.known[bucket.key] = (bucket.checksum, bucket.code)
        if self._folder and bucket.key.startswith("kept") and not sys.dont_write_bytecode:
            path = self._folder / f"{bucket.key}.jinja"
            beside = path.with_suffix(f".{os.getpid()}")
            with contextlib.suppress(OSError):
                beside.write_bytes(bucket.bytecode_to_string())
                beside.replace(path)

    @cached_property
    def _folder(self) -> Path | None:
        """Where Python keeps this package's compiled modules."""
        with contextlib.suppress(NotImplementedError):
            folder = Path(importlib.util.cache_from_source(__file__)).parent
            return folder if folder.is_dir() else None
        return None

    @cached_property
    def _makers(self) -> list[tuple[int, int]]:
        return [(stat.st_mtime_ns, stat.st_size) for stat in (path.stat() for path in self.made_by)]
