"""A charter to frame: whoever hangs it up reads what was agreed to, by whom, and how to prove it; nobody reads more than they may."""

from __future__ import annotations

import datetime
import io
import re
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from pdf import words
from peerkit.builtin import starter_groups
from peerkit.cli.charter_print import charter_print
from peerkit.diagnostic import Refusal
from peerkit.model.base import Audience
from peerkit.outputs.charter_to_frame import Framing, charter_to_frame, framed
from peerkit.survey import Plan, open_survey
from repo import Repo, charter

SIGNED = (
    "Amara Osei",
    "Bo Lindqvist",
    "Chen Yi-ting",
    "Dia Raghunathan",
    "Eli Novak",
    "Farah Haddad",
    "Gustavo Prieto",
    "Hana Kowalczyk",
)


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """The example network, which the test may change."""
    shutil.copytree(starter_groups(), tmp_path / "groups")
    return tmp_path / "groups"


def run(network: Path, *args: str, group: str = "northeast-cio", code: int = 0) -> tuple[str, bytes, str]:
    """Words of the PDF, its bytes, and what was said."""
    out = network.parent / "out.pdf"
    done = CliRunner().invoke(charter_print, [group, "--groups", str(network), "--templates", str(network.parent / "templates"), "--today", "2026-11-23", "--out", str(out), *args])  # fmt: skip
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    pdf = out.read_bytes() if out.exists() else b""
    return words(pdf) if pdf else "", pdf, done.output


def test_members_read_the_text_who_ratified_it_and_how_to_check_it(network: Path) -> None:
    text, pdf, said = run(network)
    assert said.endswith("out.pdf: 2 pages, PDF/UA-1\n")
    parts = ["Charter of the Northeast CIO Roundtable Version 3 · Adopted 8 Jan 2026 · To be reviewed by 8 Jan 2027", "Why we meet",
             "Changing this charter", "Agreement Ratified by 8 of 8 members.", *SIGNED, "Digest of this text: c4ec 3d97 744d",
             "peerkit charter verify northeast-cio"]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places) and text.count("TLP:AMBER+STRICT") == 2
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.Lang == "en" and opened.docinfo["/Title"] == "Charter of the Northeast CIO Roundtable"
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20260108") and "/StructTreeRoot" in opened.Root
    assert run(network)[1] == pdf


def test_the_public_reads_how_many_and_no_name(network: Path) -> None:
    text, _pdf, _said = run(network, "--audience", "public", "--paper", "Letter")
    assert "Ratified by 8 of 8 members." in text and "TLP" not in text
    assert not any(name.split()[0] in text for name in SIGNED)
    assert PdfReader(io.BytesIO(_pdf)).pages[0].mediabox.width == 612


def test_blank_signatures_are_lines_for_wet_ink(network: Path) -> None:
    text, _pdf, _said = run(network, "--blank-signatures")
    assert "Ratified" not in text and "We have read this charter and agree to it." in text
    assert all(f"{name} Date" in text for name in SIGNED)
    public, _pdf, _said = run(network, "--blank-signatures", "--audience", "public")
    assert public.count("Name and signature Date") == 8 and not any(name in public for name in SIGNED)


def test_who_has_not_signed_gets_a_line_beside_those_who_have(network: Path) -> None:
    file = network / "northeast-cio" / "charter.md"
    file.write_text(re.sub(r"  - \{member: hana.*\n", "", file.read_text()))
    text, _pdf, _said = run(network)
    assert (
        "Ratified by 7 of 8 members." in text
        and "Gustavo Prieto 8 Jan 2026 We have read" in text
        and "Hana Kowalczyk Date" in text
    )


def test_a_changed_text_has_no_signatures_and_another_digest(network: Path) -> None:
    file = network / "northeast-cio" / "charter.md"
    file.write_text(file.read_text().replace("status: adopted", "status: proposed").replace("Five members", "Six members"))
    text, _pdf, _said = run(network)
    assert "Ratified" not in text and "c4ec" not in text and "This text is not adopted yet." in text and "Status proposed" in text


def test_in_german_all_of_it_is_german(network: Path) -> None:
    text, _pdf, _said = run(network, group="kammermusik-sonntag")
    assert "Prüfsumme dieses Textes" in text and "7 von 7 Mitgliedern" in text and "Digest" not in text


def test_a_charter_that_the_reader_may_not_see_or_that_is_not_there_is_refused(network: Path) -> None:
    about = network / "northeast-cio" / "group.yml"
    about.write_text(about.read_text().replace("charter: public", "charter: members"))
    with pytest.raises(Refusal, match=r"audiences\.charter hides it from 'public'"):
        run(network, "--audience", "public")
    (network / "northeast-cio" / "charter.md").unlink()
    with pytest.raises(Refusal, match=r"northeast-cio/charter.md does not exist"):
        run(network)


def test_mistakes_in_its_files_are_told_and_nothing_is_printed(network: Path) -> None:
    file = network / "northeast-cio" / "charter.md"
    file.write_text(file.read_text().replace("version: 3", "version: three"))
    (network / "northeast-cio" / "meetings" / "2026-12-10" / "agenda.md").write_text("---\nnonsense: 1\n---\n")
    _text, pdf, said = run(network, code=1)
    assert "charter.md:2:10: error[schema]" in said and "nonsense" not in said and not pdf


def test_characters_without_a_font_are_told_at_their_place(network: Path) -> None:
    file = network / "northeast-cio" / "charter.md"
    file.write_text(file.read_text() + "\nWe say 好.\n")
    lines = file.read_text().count("\n")
    _text, _pdf, said = run(network)
    assert f"charter.md:{lines}:8: warning[character-without-font] no font has '好' (U+597D)" in said and "tagged PDF" in said


def test_text_that_a_reader_may_not_see_stops_the_print(network: Path, tmp_path: Path) -> None:
    (tmp_path / "templates" / "packet").mkdir(parents=True)
    own = '#import "page.typ": *\n#show: sheet\n= Charter\nAsk Hana Kowalczyk.'
    (tmp_path / "templates" / "packet" / "charter.typ").write_text(own)
    _text, pdf, said = run(network, "--audience", "public", code=3)
    assert "members.yml" in said and "Hana" not in said and not pdf


def test_nothing_but_a_print_of_ours_is_replaced(network: Path) -> None:
    (network.parent / "out.pdf").write_bytes(b"%PDF-1.7 mine")
    with pytest.raises(Refusal, match="peerkit did not print it"):
        run(network)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A charter with two adopted versions, the first with a name in its text, and a third that is proposed."""
    repo = Repo(tmp_path_factory.mktemp("lived"))
    repo.start(
        charter(1, "# Ours\n\nWe meet monthly, and Bo Lind opens the door.\n", "adopted", "amara", more="adopted: 2025-01-05")
    )
    second = charter(2, "# Ours\n\nWe meet weekly.\n", "adopted", "amara", more="adopted: 2025-02-06\nreview_by: 2026-02-06")
    repo.commit({"one/charter.md": second})
    repo.write({"one/charter.md": charter(3, "# Ours\n\nWe meet daily.\n", "proposed", more="adopted: 2025-02-06")})
    return repo.groups


def data(groups: Path, version: str | None, audience: str = "members", **how: bool) -> dict[str, Any]:
    """What the page is set from."""
    survey = open_survey(Plan(datetime.date(2025, 6, 1), groups, audience=Audience.of(audience)))
    whole, seen = survey.views("one")
    return dict(charter_to_frame(seen, survey.context, framed(whole, seen, version), Framing(**how))[0].data)


def test_a_superseded_version_says_so_and_who_agreed_to_it_then(lived: Path) -> None:
    text, _pdf, _said = run(lived, "1", group="one")
    assert "Version 1 · Adopted 5 Jan 2025 Version 2 (6 Feb 2025) has superseded this text." in text and "monthly" in text
    assert "Amara Osei 1 Jun 2025" in text and "Bo Lind Date" not in text and "peerkit charter log one" in text
    with pytest.raises(Refusal, match="version 1 is superseded"):
        data(lived, "1", blank=True)


def test_the_adopted_version_holds_while_another_one_is_proposed(lived: Path) -> None:
    made = data(lived, "v2")
    assert made["facts"][-1] == "To be reviewed by 6 Feb 2026" and made["standing"] == ""
    assert made["agreement"]["count"] == "Ratified by 1 of 2 members." and made["agreement"]["lines"] == ["Bo Lind"]
    made = data(lived, None)
    assert made["facts"] == ["Version 3", "Status proposed"] and made["standing"] == "This text is not adopted yet."


def test_a_signature_counts_once_and_only_if_it_is_a_members(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.write(
        {
            "one/group.yml": "name: One\n",
            "one/members.yml": "members: [{id: amara, name: Amara Osei}, {id: bo, name: Bo Lind}]\n",
            "one/charter.md": charter(1, "# Ours\n\nWe meet.\n", "adopted", "amara", "amara", "ghost"),
        }
    )
    made = data(repo.groups, None)["agreement"]
    assert [row["name"] for row in made["signed"]] == ["Amara Osei"] and made["lines"] == ["Bo Lind"]
    assert made["count"] == "Ratified by 1 of 2 members."


def test_the_public_reads_no_version_that_names_somebody(lived: Path) -> None:
    made = data(lived, "2", "public")
    assert made["digest"] and not any(made["agreement"][part] for part in ("signed", "count", "lines"))
    with pytest.raises(Refusal, match="version 1 is not public: it names somebody"):
        data(lived, "1", "public")
    with pytest.raises(Refusal, match="no version '7' of the charter of 'one'; there are 1, 2, 3"):
        data(lived, "7")
