"""What a person starts from: whole, valid at once, and never over what is there."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from peerkit.begin.chapter import chapter
from peerkit.begin.files import scalar
from peerkit.begin.issue import issue
from peerkit.begin.meeting import Begun, meeting
from peerkit.begin.network import group, network
from peerkit.builtin import starter_groups, starter_handbook
from peerkit.diagnostic import Diagnostic, Refusal
from peerkit.facts.clock import timing
from peerkit.load import load, load_network
from peerkit.model.group import Group
from peerkit.model.meeting import Meeting
from peerkit.protocols import builtin_protocols, load_protocols
from peerkit.source import Folder

TODAY = datetime.date(2026, 11, 23)
ODD = [
    "No", "2026", "~", "null", "- a: b # c", "'quoted\" twice\"", "{{ jinja }}", "#1", "ends with colon:", "[x]",
    "@you", "%d", "`a`", "---", "...", "Ünïcode 🎻 שלום", "a\u2028b", "tab\\n literally", "!tag", "*alias", "&anchor",
    "| block", "> fold", "?", "x: y", "18:30", "true", "{by} {title}",
]  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def loaded(groups: Path, slug: str) -> tuple[Group, list[Diagnostic]]:
    source = Folder(groups)
    settings, wrong = load_network(source.network(), source.root)
    found, diagnostics = load(slug, source.group(slug), source.root, settings)
    assert found
    return found, wrong + diagnostics


@pytest.fixture
def groups(tmp_path: Path) -> Path:
    """A network with the group `harbour`: eight members, a rhythm, a charter and ground rules."""
    network(tmp_path)
    group(tmp_path / "groups", "harbour")
    home = tmp_path / "groups" / "harbour"
    rhythm = 'meets: {rule: FREQ=MONTHLY;BYDAY=2TH, from: 2026-01-01, start: "17:30", minutes: 120, timezone: America/New_York}\n'
    (home / "group.yml").write_text("name: Harbour\n" + rhythm)
    (home / "members.yml").write_text("members:\n" + "".join(f"  - {{id: m{n}, name: Member {n}}}\n" for n in range(8)))
    return tmp_path / "groups"


def bring(groups: Path, slug: str, front: str) -> None:
    path = groups / "harbour" / "issues" / f"{slug}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"---\n{front}\n---\n")


def begun(groups: Path, when: str = "", today: datetime.date = TODAY) -> tuple[Begun, Meeting, Group]:
    start = meeting(groups, "harbour", when, today)
    whole, wrong = loaded(groups, "harbour")
    assert not wrong
    return start, next(m for m in whole.meetings if m.slug == start.outcome.path.parent.name), whole


# --- init ------------------------------------------------------------------------------------------------------------


def test_a_new_network_is_complete_and_loads_without_a_complaint(tmp_path: Path) -> None:
    made = network(tmp_path / "net")
    assert all(outcome.made for outcome in made)
    there = contents(tmp_path / "net")
    assert {"mkdocs.yml", "requirements.txt", ".gitignore", ".github/workflows/publish.yml", "docs/index.md"} <= set(there)
    assert {f"groups/first-group/{f}" for f in ("group.yml", "members.yml", "charter.md", "ground-rules.md")} <= set(there)
    assert all(b"\r" not in data and data.decode() is not None for data in there.values())
    found, wrong = loaded(tmp_path / "net" / "groups", "first-group")
    assert (found.about.name, wrong) == ("First group", [])


def test_a_second_run_changes_nothing_and_says_so(tmp_path: Path) -> None:
    network(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("mine")
    before = contents(tmp_path)
    assert not any(outcome.made for outcome in network(tmp_path))
    assert contents(tmp_path) == before


def test_the_first_group_does_not_come_back_after_it_was_renamed(tmp_path: Path) -> None:
    network(tmp_path)
    (tmp_path / "groups" / "first-group").rename(tmp_path / "groups" / "harbour")
    network(tmp_path)
    assert Folder(tmp_path / "groups").groups() == ["harbour"]


def test_a_start_that_was_broken_off_is_taken_up_again(tmp_path: Path) -> None:
    network(tmp_path)
    for name in ("group.yml", "members.yml"):
        (tmp_path / "groups" / "first-group" / name).unlink()
    assert [o.path.name for o in network(tmp_path) if o.made] == ["members.yml", "group.yml"]


def test_what_is_behind_the_comment_signs_is_valid_too(tmp_path: Path) -> None:
    network(tmp_path)
    for path in [tmp_path / "groups/network.yml", *(tmp_path / "groups/first-group").glob("*.yml")]:
        path.write_text(re.sub(r"^#(?! \S)", "", path.read_text("utf-8"), flags=re.MULTILINE))
    found, wrong = loaded(tmp_path / "groups", "first-group")
    assert (found.about.label, found.members[0].id, wrong) == ("TLP:AMBER+STRICT", "amara", [])


def test_the_portal_has_search_the_plugin_no_foreign_fonts_and_the_whole_handbook(tmp_path: Path) -> None:
    network(tmp_path)
    config = yaml.safe_load((tmp_path / "mkdocs.yml").read_text("utf-8"))
    assert config["plugins"] == ["search", "peerkit"]
    assert config["theme"]["font"] is False
    home, directory, handbook = config["nav"]
    assert (home, directory) == ({"Home": "index.md"}, {"Groups": "groups/index.md"})
    assert handbook == {"Handbook": "handbook/"}  # which the build fills in
    assert not (tmp_path / "docs/handbook").exists(), "chapters come from peerkit until one is changed"


def test_a_chapter_starts_as_the_built_in_one_or_as_an_outline_and_is_never_overwritten(tmp_path: Path) -> None:
    (copy,) = chapter(tmp_path / "docs", "the-charter")
    assert copy.path.read_bytes() == (starter_handbook() / "the-charter.md").read_bytes()
    (new,) = chapter(tmp_path / "docs", "our-singing", "How we sing")
    assert new.path.read_text("utf-8").startswith("# How we sing\n\n## What to do\n")
    new.path.write_text("Ours.")
    assert [outcome.made for outcome in chapter(tmp_path / "docs", "our-singing")] == [False]
    assert new.path.read_text("utf-8") == "Ours."
    with pytest.raises(Refusal, match="cannot name a chapter"):
        chapter(tmp_path / "docs", "../x")


def test_only_the_public_site_is_published_and_only_from_main(tmp_path: Path) -> None:
    network(tmp_path)
    workflow = yaml.load((tmp_path / ".github/workflows/publish.yml").read_text("utf-8"), yaml.BaseLoader)
    check, publish = workflow["jobs"]["check"], workflow["jobs"]["publish"]
    assert "peerkit check --format github" in [s.get("run") for s in check["steps"]]
    assert [s["run"] for s in publish["steps"] if "peerkit b" in s.get("run", "")] == ["peerkit build --audience public"]
    assert [s["with"]["path"] for s in publish["steps"] if "upload" in s.get("uses", "")] == ["site"]
    assert "refs/heads/main" in publish["if"] and check["if"] == "github.event_name == 'pull_request'"
    assert workflow["permissions"] == {"contents": "read"}


def test_a_file_in_the_way_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in ("file", "file/below"):
        with pytest.raises(Refusal, match=r"^[^\n]+$"):
            network(tmp_path / place)
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "docs").write_text("")
    with pytest.raises(Refusal, match="docs' is not a folder"):
        network(tmp_path / "net")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_place_that_cannot_be_written_is_refused_in_one_line() -> None:
    with pytest.raises(Refusal, match="cannot write"):
        network(Path("/proc/peerkit"))


# --- group and issue -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ODD)
def test_any_title_comes_back_as_it_was_given(groups: Path, title: str) -> None:
    group(groups, "odd", title)
    issue(groups, "odd", "odd", TODAY, title=title)
    found, wrong = loaded(groups, "odd")
    assert (found.about.name, found.issues[0].title, wrong) == (title, title, [])


def test_a_title_that_no_file_may_hold_is_refused(groups: Path) -> None:
    for title in ("two\nlines", "bell\x07", "broken \udcff"):
        with pytest.raises(Refusal):
            issue(groups, "harbour", "odd", TODAY, title=title)


def test_a_plain_title_stays_plain() -> None:
    assert [scalar(t) for t in ("Getting out of it", "No", "Ja, bitte.")] == ["Getting out of it", '"No"', "Ja, bitte."]


def test_a_group_that_exists_stays_as_it_is(groups: Path) -> None:
    (groups / "lone").mkdir()
    (groups / "lone" / "group.yml").write_text("name: Lone\n")
    before = contents(groups)
    assert [o.made for o in group(groups, "lone", "Other")] == [False]
    assert contents(groups) == before


def test_an_issue_knows_its_day_and_who_brought_it(groups: Path) -> None:
    issue(groups, "harbour", "vendor-lock-in", TODAY, by="m3")
    (made,) = loaded(groups, "harbour")[0].issues
    assert (made.title, made.raised_by, made.raised, made.status) == ("Vendor lock in", "m3", TODAY, "open")
    assert [o.made for o in issue(groups, "harbour", "vendor-lock-in", TODAY, title="Other")] == [False]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda g: issue(g, "harbour", "x", TODAY, by="m99"), "no member 'm99'"),
        (lambda g: issue(g, "harbor", "x", TODAY), "did you mean 'harbour'"),
        (lambda g: issue(g, "harbour", "Big Thing", TODAY), "such as 'big-thing'"),
        (lambda g: group(g, "../x"), "cannot name"),
        (lambda g: group(g / "none", "x"), "no folder"),
        (lambda g: meeting(g, "harbour", "2026-13-01", TODAY), "not a date"),
        (lambda g: meeting(g, "first-group", "", TODAY), "no rhythm"),
    ],
)
def test_a_wrong_word_on_the_command_line_is_refused(groups: Path, call: object, says: str) -> None:
    with pytest.raises(Refusal, match=re.escape(says)):
        call(groups)  # type: ignore[operator]


# --- meeting ---------------------------------------------------------------------------------------------------------


def test_the_next_meeting_has_roles_a_day_to_prepare_by_and_a_rule_in_focus(groups: Path) -> None:
    start, made, _ = begun(groups)
    assert (start.outcome.made, made.slug) == (True, "2026-12-10")
    assert made.agenda.roles == {"facilitator": "m0", "notetaker": "m1", "timekeeper": "m2"}
    assert made.agenda.prepare_by == datetime.date(2026, 12, 3)
    assert (made.agenda.status, made.agenda.rule_in_focus) == ("draft", "confidentiality")
    assert (made.agenda.start, made.agenda.minutes, made.agenda.place) == (None, None, None)


def test_the_next_meeting_is_begun_once_and_a_later_one_by_its_date(groups: Path) -> None:
    begun(groups)
    before = contents(groups)
    start, _, _ = begun(groups)
    assert (start.outcome.made, start.later) == (False, datetime.date(2027, 1, 14))
    assert contents(groups) == before
    later, made, _ = begun(groups, "2027-01-14")
    assert later.outcome.made
    assert made.agenda.roles["facilitator"] == "m1"
    assert made.agenda.rule_in_focus == "accountability"


def test_attachments_that_came_first_do_not_make_a_meeting(groups: Path) -> None:
    (groups / "harbour/meetings/2026-12-10").mkdir(parents=True)
    (groups / "harbour/meetings/2026-12-10/memo.md").write_text("Memo")
    assert begun(groups)[0].outcome.made


def test_open_issues_come_by_urgency_while_they_fit(groups: Path) -> None:
    bring(groups, "later", "{urgency: C, minutes: 20, raised_by: m1}")
    bring(groups, "now", "{title: 'Now: #1', urgency: A, minutes: 45, raised_by: m2, kind: decision}")
    bring(groups, "too-long", "{urgency: B, minutes: 60}")
    bring(groups, "done", "{urgency: A, minutes: 5, status: closed}")
    start, made, whole = begun(groups)
    assert start.issues == ("now", "later")
    now, later = [i for i in made.agenda.items if i.kind == "issue"]
    assert (now.minutes, now.protocol, now.lead, now.purpose) == (45.0, "experience-share", "m2", "decide")
    assert (later.minutes, later.protocol, later.lead, later.purpose) == (20.0, "hot-seat", "m1", "discuss")
    clock = timing(whole, made, load_protocols(builtin_protocols())[0])
    assert clock.slack is not None and clock.length is not None
    assert clock.slack >= clock.length / 20


def test_an_issue_that_a_planned_agenda_has_is_not_put_on_another(groups: Path) -> None:
    bring(groups, "now", "{urgency: A, minutes: 50}")
    assert begun(groups)[0].issues == ("now",)
    assert begun(groups, "2027-01-14")[0].issues == ()


def test_an_issues_title_never_stands_in_the_agenda_which_may_be_public(groups: Path) -> None:
    bring(groups, "now", "{title: Secret plans, urgency: A, minutes: 50, raised_by: m1}")
    _, made, _ = begun(groups)
    assert "Secret" not in made.agenda.model_dump_json()
    assert "# Secret plans (urgency A)" in (groups / "harbour/meetings/2026-12-10/agenda.md").read_text("utf-8")


def test_a_title_cannot_break_out_of_its_comment(groups: Path) -> None:
    bring(groups, "now", '{title: "a\\nroles: {x: y}\\n---\\nb", minutes: 20}')
    _, made, _ = begun(groups)
    assert "x" not in made.agenda.roles and made.agenda.body.startswith("<!--")


@pytest.mark.parametrize("minutes", [20, 30, 45, 60, 90, 120, 180, 480])
def test_whatever_the_length_the_items_leave_a_twentieth_free(groups: Path, minutes: int) -> None:
    path = groups / "harbour" / "group.yml"
    path.write_text(path.read_text().replace("minutes: 120", f"minutes: {minutes}"))
    for n in range(12):
        bring(groups, f"issue-{n}", f"{{minutes: {10 + 5 * n}}}")
    _, made, whole = begun(groups)
    clock = timing(whole, made, load_protocols(builtin_protocols())[0])
    if minutes > 20:
        assert clock.slack is not None and clock.slack * 20 >= minutes
    assert made.agenda.items[0].kind == "check-in" and made.agenda.items[-1].kind == "close"


def test_one_key_is_enough_for_a_meeting_by_its_date(groups: Path) -> None:
    (groups / "harbour" / "group.yml").write_text("name: Harbour\n")
    for name in ("members.yml", "ground-rules.md", "charter.md"):
        (groups / "harbour" / name).unlink()
    start, made, _ = begun(groups, "2026-12-01-retreat")
    assert (made.slug, start.date, made.agenda.roles) == ("2026-12-01-retreat", datetime.date(2026, 12, 1), {})
    text = start.outcome.path.read_text("utf-8")
    assert "prepare_by: 2026-11-24" in text and "instead_of" not in text


def test_a_day_to_prepare_by_that_has_passed_is_left_to_its_author(groups: Path) -> None:
    _, made, _ = begun(groups, "2026-11-25")
    assert made.agenda.prepare_by is None
    assert "#instead_of: 2026-12-10" in (groups / "harbour/meetings/2026-11-25/agenda.md").read_text("utf-8")


def test_a_facilitators_own_skeleton_and_protocols_win(groups: Path, tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "texts").mkdir(parents=True)
    (own / "protocols").mkdir()
    (own / "texts" / "agenda.md").write_text("---\nitems:\n  - {title: 'Sing: #1', kind: other, protocol: song}\n---\n")
    (own / "protocols" / "song.yml").write_text("name: Song\nsteps: [{title: Sing, minutes: 5}]\n")
    meeting(groups, "harbour", "", TODAY, (own,))
    assert [i.title for i in loaded(groups, "harbour")[0].meetings[0].agenda.items] == ["Sing: #1"]
    (own / "texts" / "agenda.md").write_text("---\nitems: 7\n---\n")
    with pytest.raises(Refusal, match="mend the template"):
        meeting(groups, "harbour", "2027-02-11", TODAY, (own,))


@pytest.mark.parametrize("slug", Folder(starter_groups()).groups())
def test_every_example_group_can_begin_a_meeting(slug: str, tmp_path: Path) -> None:
    source = Folder(starter_groups())
    for name, file in {**{f"{slug}/{p}": f for p, f in source.group(slug).items()}, **source.network()}.items():
        path = tmp_path / "groups" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.read())
    begin = meeting(tmp_path / "groups", slug, "2027-03-11", TODAY)
    assert begin.outcome.made
    assert loaded(tmp_path / "groups", slug)[1] == []


# --- the commands ----------------------------------------------------------------------------------------------------


def run(cwd: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "peerkit", *args], cwd=cwd, capture_output=True, text=True, check=False)


def test_the_commands_say_what_they_made_and_what_they_left(tmp_path: Path) -> None:
    first, second = run(tmp_path, "init", "net"), run(tmp_path, "init", "net")
    assert first.returncode == second.returncode == 0, first.stderr
    assert "created  net/mkdocs.yml" in first.stdout and "cd net" in first.stdout and "kept" not in first.stdout
    assert "kept     net/mkdocs.yml" in second.stdout and "\n0 created" in second.stdout
    (tmp_path / "file").write_text("")
    refused = run(tmp_path, "init", "file")
    assert (refused.returncode, refused.stderr) == (2, "peerkit: 'file' is a file; name a folder\n")


def test_a_second_new_meeting_exits_clean_with_a_hint(groups: Path) -> None:
    once, twice = (run(groups.parent, "new", "meeting", "harbour", "--today", "2026-11-23") for _ in range(2))
    assert (once.returncode, twice.returncode) == (0, 0), once.stderr
    assert once.stdout == "created  groups/harbour/meetings/2026-12-10/agenda.md\n"
    assert twice.stdout.startswith("The meeting of 2026-12-10 exists: groups/harbour/meetings/2026-12-10; for a later one: ")
    assert "peerkit new meeting harbour 2027-01-14" in twice.stdout
    made = run(groups.parent, "new", "issue", "harbour", "lock-in", "--by", "m1", "--title", "A: b")
    assert made.stdout == "created  groups/harbour/issues/lock-in.md\n"
    assert run(groups.parent, "new", "group", "quay").stdout.count("created") == 4
