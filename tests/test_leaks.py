"""Nothing confidential leaves: a canary in every field of the schema, and a scan that catches what projection lets through."""

from __future__ import annotations

import datetime
import gzip
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

import canaries
from peerkit import publish
from peerkit.confidential import Said
from peerkit.load import load
from peerkit.model.base import Audience
from peerkit.model.network import Network
from peerkit.project import project
from peerkit.scan import Scanner, Secret
from peerkit.source import of_bytes
from peerkit.staging import Staging
from repo import Repo

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def planted(tmp_path: Path) -> tuple[Path, canaries.Planter]:
    """A project whose only group is full of canaries, and has a past full of others."""
    files, plant = canaries.group()
    earlier, commit = canaries.past(plant)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Network\n")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: N\ntheme: {name: material, font: false}\nplugins: [search, peerkit: {handbook: false}]\n"
    )
    repo = Repo(tmp_path)
    repo.git("checkout", "-qb", commit["branch"])
    repo.write({f"aviary/{path}": data for path, data in {**files, **earlier}.items()})
    repo.git("add", "-A")
    author = f"{commit['author']} <{commit['email']}@example.org>"
    repo.git("commit", "-q", "-m", commit["message"], "--author", author)
    repo.write({f"aviary/{path}": data for path, data in files.items()})
    repo.git("commit", "-qa", "-m", commit["message"], "--author", author)
    return tmp_path, plant


def _build(folder: Path, audience: Audience, keep: bool = False) -> Path:
    out = folder / "out"
    if not keep:
        shutil.rmtree(out, ignore_errors=True)
    given: dict[str, Any] = {
        "groups": str(folder / "groups"), "templates": str(folder / "templates"), "audience": audience.word, "today": TODAY.isoformat(),
        "ref": None, "keep_going": False, "jobs": 1, "strict": False, "progress": None, "inside": True,
    }  # fmt: skip
    publish.build(folder / "mkdocs.yml", out, given, engine_name="mkdocs", strict=False)
    return out


def _said(out: Path) -> str:
    """All that was produced, names of files included, in lower case."""
    texts = []
    for path in sorted(out.rglob("*")):
        texts.append(path.relative_to(out).as_posix())
        if path.is_file() and "assets/javascripts" not in path.as_posix():
            data = path.read_bytes()
            texts.append((gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "replace"))
    return "\n".join(texts).lower()


def test_the_canaries_load_and_cover_every_noun() -> None:
    files, plant = canaries.group()
    group, found = load("aviary", of_bytes(files), "groups", Network())
    assert group is not None
    assert not found, "\n".join(map(str, found))
    assert len(plant.canaries) > 80
    assert set(plant.canaries.values()) == set(Audience)


@pytest.mark.parametrize("audience", list(Audience))
def test_no_canary_flies_out_to_an_audience_that_may_not_see_it(
    planted: tuple[Path, canaries.Planter], audience: Audience
) -> None:
    folder, plant = planted
    if audience is Audience.PUBLIC:  # with the handbook, which reads no group's files
        text = (folder / "mkdocs.yml").read_text()
        (folder / "mkdocs.yml").write_text(text.replace(": {handbook: false}", ""))
    said = _said(_build(folder, audience))
    for word, needed in plant.canaries.items():
        if needed > audience:
            assert word.lower() not in said, f"{plant.places[word]} leaks to {audience.word}"
    assert "kanarekid" not in said, "a member's id"
    assert "kanarekgit" not in said, "who committed, and with which words"
    past = [w for w, place in plant.places.items() if "(1)" in place and w.lower() in said]
    assert len(past) == 10, "earlier texts are as public as the present one"
    seen = [w for w, needed in plant.canaries.items() if needed <= audience and w.lower() in said]
    assert len(seen) > (10 if audience is Audience.PUBLIC else 50), "the site says what its audience may read"


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.MEMBERS])
def test_when_a_filter_breaks_the_scan_stops_the_build(
    planted: tuple[Path, canaries.Planter], monkeypatch: pytest.MonkeyPatch, audience: Audience
) -> None:
    folder, _ = planted
    out = _build(folder, audience)
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    staged = Staging.staged

    def holed(self: Staging, seen: Any, *args: Any, **more: Any) -> Any:
        """Stage what the facilitators see, as if a filter had a hole."""
        whole, _ = self.survey.group(seen.slug)
        return staged(self, project(whole, structs.replace(self.survey.context, audience=Audience.FACILITATORS)), *args, **more)

    monkeypatch.setattr(Staging, "staged", holed)
    shutil.rmtree(folder / ".peerkit")  # its keys know code by its files, and this change is in none
    with pytest.raises(publish.Leak) as leak:
        _build(folder, audience, keep=True)
    text = publish.told(leak.value)
    assert "groups/aviary/" in text
    assert "members.yml" in text or audience is Audience.MEMBERS
    assert "kanarek" not in text.lower(), "a leak is reported without its text"
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


def test_an_earlier_text_that_is_withheld_is_sought_in_the_groups_own_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, repo = tmp_path / "p", Repo(tmp_path / "p")
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text("# Network\n")
    (folder / "mkdocs.yml").write_text(
        "site_name: N\ntheme: {name: material, font: false}\nplugins: [search, peerkit: {handbook: false}]\n"
    )
    charter = "---\nversion: {}\nadopted: 2026-01-08\n---\n# Charter\n\n## Purpose\n\n{}\n"
    repo.write({"g/group.yml": "name: G\n", "g/members.yml": "members:\n  - {id: bo, name: Bo Secretperson, left: 2026-02-01}\n"})
    repo.commit(
        {"g/charter.md": charter.format(1, "Bo Secretperson keeps twelve purple umbrellas for everybody.")}, at="2026-01-08"
    )
    repo.commit({"g/charter.md": charter.format(2, "We meet each month.")}, at="2026-03-08")
    assert "umbrellas" not in _said(_build(folder, Audience.PUBLIC))
    staged = Staging.staged

    def holed(self: Staging, seen: Any, *args: Any, **more: Any) -> Any:
        """As if the filter of earlier texts had a hole."""
        return staged(self, replace(seen, past=self.survey.views(seen.slug)[0].past), *args, **more)

    monkeypatch.setattr(Staging, "staged", holed)
    shutil.rmtree(folder / ".peerkit")
    with pytest.raises(publish.Leak) as leak:
        _build(folder, Audience.PUBLIC, keep=True)
    assert any(hit.file.startswith("groups/g/") and "charter.md (" in hit.where for hit in leak.value.hits)


def test_a_sentence_without_spaces_is_sought_by_its_parts() -> None:
    sentence = "我们的供应商去年两次涨价而我们却无法离开这个平台"
    assert (
        Said(sentence, "x", ()).prose
        and not Said("王小明", "x", ()).prose
        and not Said("Müller Söhne & Co. KG, Köln", "x", ()).prose
    )
    scanner = Scanner([Secret(sentence, "x", Said(sentence, "x", ()).prose)])
    assert list(scanner.read({"a.html": sentence[2:-2].encode()}))
