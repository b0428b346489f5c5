"""The verdict on what was built does not depend on what was built before."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from peerkit import archive, engine, placing, publication, watch
from peerkit.diagnostic import Refusal
from peerkit.scan import Allowed
from peerkit.watch import Leak
from test_cache import GROUP, build, network
from test_publish import tree

# few words, so that what one group keeps to itself another one says, or two texts that meet say it between them; and such
# of which each letter is a word, and has more of them than a build remembers of a phrase
_LETTERS = "".join(chr(0x4E00 + at) for at in range(61))
_TEXTS = ["amber birch", "amber", "birch cedar", "cedar amber birch", *(_LETTERS[:length] for length in (17, 60, 61))]
_STEP = st.tuples(
    st.sampled_from(["g0", "g1", "g2"]),
    st.sampled_from(
        [
            "summary",
            "slip",
            "charter",
            "member",
            "issue",
            "gone",
            "broken",
            "unreadable",
            "refused",
            "touched",
            "lost",
            "network",
            "docs",
        ]
    ),
    st.sampled_from(_TEXTS),
)
_BUILDS = st.lists(st.lists(_STEP, min_size=1, max_size=3), min_size=1, max_size=4)
# the portal says what g1 keeps to itself, which may stand as long as g0 says it, too
_LEANING = [("g0", "charter", "amber birch"), ("g1", "member", "amber birch"), ("g2", "slip", "amber birch")]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """All is as ever but for MkDocs: a site is what it is built from. By a mistake of ours, the portal reads a summary's `slip`."""

    def portal(project: Path, folder: Path, options: Any, **_: Any) -> list[str]:
        archive.write(options["publication"].portal_files(), folder)
        return []

    def built(staged: engine.Staged, **_: Any) -> tuple[dict[str, bytes], list[str]]:
        if any(b"refused" in data for data in staged.files.values()):
            raise Refusal("refused")
        return dict(staged.files), []

    def files(self: publication.Publication) -> dict[str, bytes]:
        said = [each.summary.partition(" slip") for each in self.summaries]
        slips = [bytes.fromhex(slip) for _, _, slip in said]
        page = "\n.\n".join(text for text, _, _ in said).encode()
        marks = dict.fromkeys(("404.html", "schema/v1/group.json"), b"")  # of a site, that the next may replace
        # some in a file's name as well
        apart = {f"{(slip if slip.startswith(b'cedar') else b'slip').decode()} {at}.txt": slip for at, slip in enumerate(slips)}
        return {"groups/index.html": page, "slips.txt": b" ".join(slips), **apart, **self.index(), **marks}

    monkeypatch.setattr(engine, "build_portal", portal)
    monkeypatch.setattr(engine, "built", built)
    monkeypatch.setattr(publication.Publication, "portal_files", files)
    monkeypatch.setattr(watch, "schemas", dict)
    monkeypatch.setattr(
        watch, "common_words", lambda folders, _: Allowed.from_texts((folders[0] / "index.md").read_text().split("\n"))
    )
    monkeypatch.setattr(placing.Place, "_PATCHED", 1)  # however small the network


def _step(folder: Path, slug: str, what: str, text: str) -> None:
    """One change to the project, to what stands there, or to what is remembered."""
    home = folder / "groups" / slug
    if what == "gone":
        shutil.rmtree(home, ignore_errors=True)
    elif what == "network":
        (folder / "groups/network.yml").write_text(f"name: N\nsummary: {text}\n")
    elif what == "docs":
        (folder / "docs/index.md").write_text(f"# {text}\n")
    elif what == "touched":
        shutil.rmtree(folder / "out/groups" / slug, ignore_errors=True)
    elif what == "lost":
        for kind in ("guarded", "says", "words"):
            shutil.rmtree(folder / ".peerkit/2" / kind, ignore_errors=True)
    else:
        home.mkdir(exist_ok=True)
        about = home / "group.yml"
        old = about.read_text() if about.exists() else GROUP.format(name=f"Group {slug}")
        says, _, slip = old.split("summary: ")[1].split("\n")[0].partition(" slip")
        new = {"summary": f"{text} slip{slip}", "slip": f"{says} slip{text.encode().hex()}"}.get(what, f"{says} slip{slip}")
        about.write_text(GROUP.format(name=f"Group {slug}").replace("A group.", new) + "]: [" * (what == "unreadable"))
        if what in ("charter", "broken", "refused"):
            version, more = ("x" if what == "broken" else 1), ("refused" if what == "refused" else "")
            (home / "charter.md").write_text(f"---\nversion: {version}\n---\n# Charter\n\n{text}.\n\n{more}\n")
        if what == "issue":
            (home / "issues").mkdir(exist_ok=True)
            (home / "issues/one.md").write_text(f"---\ntitle: {text}\n---\n{text} {text} {text}.\n")
        if what == "member":
            (home / "members.yml").write_text(f"members: [{{id: ana, name: {text}}}]\n")


def _verdict(folder: Path) -> Any:
    """What a build finds, or leaves in place."""
    try:
        build(folder, keep_going=True)
    except Leak as leak:
        return [(hit.file, hit.where) for hit in leak.hits]
    return tree(folder / "out")


# a phrase goes on beyond what is remembered of it
@example([[("g1", "member", _TEXTS[-1]), ("g0", "slip", _TEXTS[-2])], [("g0", "slip", _TEXTS[-1])]])
# the only one who said it goes, and somebody has taken its site away already
@example([[("g0", "touched", ""), ("g0", "gone", "")]])
# a group with errors still says what its earlier site says
@example([[("g0", "broken", "amber")], [("g2", "summary", "birch cedar")]])
# and has secrets that are new; as one that the engine refuses
@example([[("g2", "slip", "birch cedar"), ("g0", "broken", "amber")], [("g0", "member", "birch cedar")]])
@example([[("g2", "slip", "birch cedar"), ("g0", "refused", "amber")], [("g0", "member", "birch cedar")]])
# no earlier site stands of which it is not known what it says
@example([[("g0", "broken", "amber")], [("g0", "lost", "")]])
# what it says without a site, until it does not
@example(
    [
        [("g2", "charter", "amber birch"), ("g0", "gone", "")],
        [("g0", "broken", "amber"), ("g0", "summary", "amber birch"), ("g2", "charter", "amber")],
        [("g0", "summary", "amber")],
    ]
)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(_BUILDS)
def test_what_was_built_before_changes_no_verdict(
    tmp_path_factory: pytest.TempPathFactory, bare: None, builds: list[list[tuple[str, str, str]]]
) -> None:
    folder = network(tmp_path_factory.mktemp("any") / "p", 3)
    for steps in (_LEANING, *builds):
        for slug, what, text in steps:
            _step(folder, slug, what, text)
        afresh = folder.parent / "afresh"
        shutil.rmtree(afresh, ignore_errors=True)
        # a group that fails keeps its earlier site; what else a clean build would not know is forgotten
        shutil.copytree(folder, afresh, ignore=shutil.ignore_patterns("out", "placed", "words", "standing"))
        found = _verdict(folder)
        assert found == _verdict(afresh)


def test_a_group_that_cannot_be_read_may_say_what_its_earlier_site_says(tmp_path: Path, bare: None) -> None:
    folder = network(tmp_path, 3)
    for slug, what in (("g0", "summary"), ("g1", "member")):
        _step(folder, slug, what, "amber birch")
    assert isinstance(_verdict(folder), dict)
    _step(folder, "g0", "unreadable", "")
    shutil.rmtree(folder / ".peerkit/2/placed")
    assert b"amber birch" in _verdict(folder)["groups/index.html"]
