"""Templates that are compiled once: the same text, from memory, from disk and anew; and code is taken from no other place."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from peerkit.compiled import Compiled


class _Kept(Compiled):
    """As it comes, but with another folder than Python's own."""

    folder: Path

    @property
    def _folder(self) -> Path:  # type: ignore[override]
        return self.folder


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    (tmp_path / "kept").mkdir()
    (tmp_path / "package").mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "maker.py").write_text("x")
    monkeypatch.setattr(_Kept, "folder", tmp_path / "kept", raising=False)
    return tmp_path


def said(root: Path, folder: str, **options: bool) -> str:
    """What a template says in an environment that has just been made."""
    compiled = _Kept((root / "package",), (root / "maker.py",))
    env = Environment(loader=FileSystemLoader(str(root / folder)), bytecode_cache=compiled, **options)
    return env.get_template("a.j2").render(x=2)


def entries(root: Path) -> list[Path]:
    return sorted((root / "kept").iterdir())


def test_a_packages_template_is_compiled_once_until_it_or_its_maker_changes(kept: Path) -> None:
    template = kept / "package/a.j2"
    template.write_text("{{ x * 2 }}\n")
    assert [said(kept, "package"), said(kept, "package")] == ["4", "4"] and len(entries(kept)) == 1
    before = entries(kept)[0].read_bytes()
    template.write_text("{{ x * 3 }}\n")
    assert [said(kept, "package"), said(kept, "package")] == ["6", "6"] and entries(kept)[0].read_bytes() != before
    said(kept, "package", trim_blocks=True)
    (kept / "maker.py").write_text("xy")
    said(kept, "package")
    assert len(entries(kept)) == 3


def test_a_persons_own_template_is_never_kept_on_disk(kept: Path) -> None:
    (kept / "own/a.j2").write_text("{{ x }}")
    assert said(kept, "own") == "2" and not entries(kept)


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_an_entry_that_is_damaged_or_cannot_be_read_costs_nothing_but_time(kept: Path, damage: bytes | None) -> None:
    (kept / "package/a.j2").write_text("{{ x }}")
    said(kept, "package")
    entry = entries(kept)[0]
    entry.write_bytes(damage if damage is not None else entry.read_bytes()[:-9])
    assert said(kept, "package") == "2"


def test_nothing_is_written_where_python_writes_no_bytecode(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    (kept / "package/a.j2").write_text("{{ x }}")
    assert said(kept, "package") == "2" and not entries(kept)
