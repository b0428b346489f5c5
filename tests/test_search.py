"""The search across groups: small files of words, by how they begin."""

from __future__ import annotations

import json
from pathlib import Path

from peerkit.outputs.network.search import FOLDER, files, name
from test_cache import build, network


def test_each_word_leads_to_the_groups_that_say_it() -> None:
    made = {a.path: json.loads(a.content) for a in files([["budget", "über"], ["budget", "bus"], []])}
    assert made[f"{FOLDER}{name('budget')}.json"] == {"budget": [0, 1], "bus": [1]}
    assert made[f"{FOLDER}fc-62.json"] == {"über": [0]}


def test_a_phone_loads_a_few_kilobytes_at_a_thousand_groups() -> None:
    groups = [[f"{letter}{other}{number % 97}" for letter in "abcdefgh" for other in "ijklmnop"] for number in range(1000)]
    assert max(len(a.content) for a in files(groups)) < 20_000


def test_the_directory_finds_a_group_by_its_charter(tmp_path: Path) -> None:
    folder = network(tmp_path / "p", 3)
    (folder / "groups/g2/charter.md").write_text("# Charter\n\nWe study zeppelins.\n")
    build(folder)
    found = json.loads((folder / f"out/{FOLDER}{name('zeppelins')}.json").read_text())
    assert found["zeppelins"] == [2]
