"""The wheel, made from the sdist, carries templates and starter files, and runs in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def _run(*command: str, cwd: Path, **more: str) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, env={**os.environ, **more}, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the unpacked sdist."""
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder), cwd=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "src", filter="data")
    (source,) = (folder / "src").iterdir()
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=source)
    (made,) = folder.glob("*.whl")
    return made


def test_it_carries_templates_and_starter_files(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for tree, inside in (
        ("templates", "peerkit/templates"),
        ("groups", "peerkit/starter/groups"),
        ("docs/handbook", "peerkit/starter/handbook"),
    ):
        for path in (ROOT / tree).rglob("*"):
            if path.is_file():
                assert f"{inside}/{path.relative_to(ROOT / tree).as_posix()}" in names


def test_it_runs_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    installed, home = tmp_path / "installed", tmp_path / "home"
    home.mkdir()
    # the dependencies are those of the tests; of peerkit itself there is only the wheel
    zipfile.ZipFile(wheel).extractall(installed)
    (dist,) = installed.glob("*.dist-info")
    assert "peerkit = peerkit.__main__:main" in (dist / "entry_points.txt").read_text()
    only = {"PYTHONPATH": str(installed)}
    where = _run(sys.executable, "-c", "import peerkit; print(peerkit.__file__)", cwd=home, **only)
    assert where.startswith(str(installed))
    _run(sys.executable, "-m", "peerkit", "init", "net", cwd=home, **only)
    out = _run(sys.executable, "-m", "peerkit", "build", "--strict", cwd=home / "net", **only)
    assert "Built 1 group" in out
    assert (home / "net/site/groups/first-group/index.html").is_file()
    assert (home / "net/site/handbook/index.html").is_file()


def test_the_version_is_told_without_heavy_imports(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['peerkit', '--version']; from peerkit.__main__ import main; main(); print(sorted(sys.modules))"
    )
    out = _run(sys.executable, "-c", code, cwd=tmp_path)
    loaded = set(eval(out.splitlines()[1]))
    assert out.startswith("peerkit ")
    assert not loaded & {"yaml", "pydantic", "mkdocs", "importlib.metadata", "jinja2", "babel"}
