"""A file from a stranger is set once in a process of its own, with bounds of time and memory, before it comes into a document.

Typst's own reading of SVG and PDF has no bound: a picture of a few lines can ask for all of a machine's memory.
"""

from __future__ import annotations

import functools
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

_MEMORY = 1 << 30
_SECONDS = 20
_TRIALS: dict[str, bool] = {}


def bearable(content: bytes, extension: str, pages: int = 0) -> bool:
    """Whether Typst can place the file (each of its `pages`, if it is a PDF) within bounds."""
    key = f"{hashlib.sha256(content).hexdigest()}.{extension}"
    if key not in _TRIALS:
        _TRIALS[key] = _tried(content, extension, pages)
    return _TRIALS[key]


def _tried(content: bytes, extension: str, pages: int) -> bool:
    with TemporaryDirectory(prefix="peerkit-") as folder:
        Path(folder, f"it.{extension}").write_bytes(content)
        each = f'for n in range(1, {pages + 1}) {{ page(image("it.{extension}", page: n, width: 5cm)) }}'
        one = f'page(image("it.{extension}", width: 5cm))'
        Path(folder, "main.typ").write_text(
            "#set page(width: 10cm, height: 10cm)\n#" + (each if pages else one), encoding="utf-8"
        )
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-c", _source(), json.dumps([folder, _MEMORY, _SECONDS])],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=4 * _SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0


@functools.cache
def _source() -> str:
    """What the process runs. It has the interpreter's own search path, not the working folder's."""
    return f"""
import json, sys
sys.path[:] = {sys.path!r}
folder, memory, seconds = json.loads(sys.argv[1])
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
import typst
typst.compile(folder + "/main.typ", root=folder, font_paths=typst.Fonts(include_system_fonts=False))
"""
