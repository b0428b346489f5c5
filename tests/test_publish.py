"""A build as an organiser runs it: what it makes, what it refuses, and that the last good site survives everything."""

from __future__ import annotations

import html
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from peerkit.model.charter import Charter

HERE = Path(__file__).parent
TODAY = "2026-11-23"


def peerkit(folder: Path, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would."""
    command = [sys.executable, "-m", "peerkit", *args]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={**os.environ, **more}, timeout=300, check=False
    )


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one healthy group."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Our network\n\nSee the [groups](groups/index.md).\n")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Our network\nsite_url: https://peers.example.org/\ntheme: {name: material, font: false}\nplugins: [search, peerkit: {handbook: false}]\n"
    )
    shutil.copytree(HERE / "rules_base", tmp_path / "groups/base")
    charter = tmp_path / "groups/base/charter.md"
    text = charter.read_text()
    charter.write_text(text.replace("DIGEST", Charter(body=text.split("\n---\n", 1)[1]).digest))
    return tmp_path


def test_a_build_makes_a_portal_and_a_site_for_each_group(project: Path) -> None:
    done = peerkit(project, "build", "--today", TODAY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Built 1 group," in done.stdout
    site = project / "site"
    assert (site / "index.html").is_file()
    assert "base/" in (site / "groups/index.html").read_text()
    assert (site / "groups/base/index.html").is_file()
    assert (site / "groups/base/search/search_index.json").is_file()
    assert not (site / "groups/base/assets/javascripts").exists()
    assert (site / "schema/v1/group.json").is_file()
    assert not [p.name for p in project.iterdir() if p.name.startswith(".site")]


def test_mkdocs_build_and_peerkit_build_give_the_same_site(project: Path) -> None:
    text = (project / "mkdocs.yml").read_text()
    (project / "mkdocs.yml").write_text(text.replace("{handbook: false}", f"{{today: {TODAY}}}"))
    assert peerkit(project, "build", "--today", TODAY).returncode == 0
    ours = tree(project / "site")
    assert "handbook/protocols/troika/index.html" in ours
    shutil.rmtree(project / "site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert tree(project / "site") == ours


def test_a_second_build_gives_the_same_bytes(project: Path) -> None:
    peerkit(project, "build", "--today", TODAY, PYTHONHASHSEED="1")
    first = tree(project / "site")
    peerkit(project, "build", "--today", TODAY, PYTHONHASHSEED="2")
    assert tree(project / "site") == first


@pytest.mark.parametrize("audience", ["members", "facilitators"])
def test_another_audience_gets_a_folder_a_label_and_no_robots(project: Path, audience: str) -> None:
    done = peerkit(project, "build", "--audience", audience, "--today", TODAY)
    assert done.returncode == 0, done.stdout + done.stderr
    site = project / f"site-{audience}"
    assert "must not stand on an open host" in done.stdout
    for page in (site / "index.html", site / "groups/base/index.html"):
        assert 'content="noindex' in page.read_text()
        assert "must not stand on an open host" in page.read_text()
    assert (site / "robots.txt").read_text() == "User-agent: *\nDisallow: /\n"
    assert not (project / "site").exists()


def test_no_page_asks_another_host_for_anything(project: Path) -> None:
    peerkit(project, "build", "--today", TODAY)
    for path in (project / "site").rglob("*.html"):
        for tag in re.findall(r"<(?:script|img|link|iframe)\b[^>]*>", path.read_text()):
            if 'rel="canonical"' not in tag:
                assert not re.search(r'(?:src|href)="(?:https?:)?//', tag), (path, tag)


def test_an_error_in_a_group_stops_the_build_and_leaves_the_last_site(project: Path) -> None:
    peerkit(project, "build", "--today", TODAY)
    before = tree(project / "site")
    (project / "groups/base/group.yml").write_text("name: X\nmeets: {start: '25:00'}\n")
    done = peerkit(project, "build", "--today", TODAY)
    assert done.returncode == 1
    assert "groups/base/group.yml:2:16: error[schema] meets.start: '25:00' is not a time" in done.stdout
    assert tree(project / "site") == before
    assert "Traceback" not in done.stderr


def test_keep_going_builds_the_other_groups(project: Path) -> None:
    (project / "groups/broken").mkdir()
    (project / "groups/broken/group.yml").write_text("nam: X\n")
    assert peerkit(project, "build", "--today", TODAY).returncode == 1
    done = peerkit(project, "build", "--today", TODAY, "--keep-going")
    assert (project / "site/groups/base/index.html").is_file()
    assert not (project / "site/groups/broken").exists()
    assert done.returncode == 1
    assert "groups/broken/group.yml:1:1: error[schema] nam: unknown key" in done.stdout
    assert "left out" in done.stderr


def test_a_warning_fails_only_a_strict_build(project: Path) -> None:
    (project / "groups/base/charter.md").unlink()
    done = peerkit(project, "build", "--today", TODAY)
    assert done.returncode == 0
    assert "warning" in done.stderr
    assert peerkit(project, "build", "--today", TODAY, "--strict").returncode == 1


@pytest.mark.parametrize(
    "wrong", [["--groups", "nowhere"], ["--config", "none.yml"], ["--out", "docs"], ["--out", "."], ["--ref", "v9"]]
)
def test_what_stands_in_the_way_is_one_line_and_exit_2(project: Path, wrong: list[str]) -> None:
    done = peerkit(project, "build", *wrong)
    assert done.returncode == 2, done.stdout + done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("peerkit: ")
    assert (project / "docs/index.md").is_file()


def test_markdown_is_left_for_any_engine(project: Path) -> None:
    done = peerkit(project, "build", "--engine", "none", "--out", "plain", "--today", TODAY)
    assert done.returncode == 0, done.stdout + done.stderr
    for folder in (project / "plain", project / "plain/groups/base"):
        assert "peerkit" not in re.sub(r"(?s)extra:.*", "", (folder / "mkdocs.yml").read_text()).split("plugins:")[-1][:60]
        built = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(project / "out")],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert built.returncode == 0, built.stderr
        assert (project / "out/index.html").is_file()


def test_properdocs_builds_it_too(project: Path) -> None:
    done = peerkit(project, "build", "--engine", "properdocs", "--today", TODAY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (project / "site/groups/base/index.html").is_file()


def test_a_build_killed_at_any_moment_leaves_the_last_good_site(project: Path) -> None:
    peerkit(project, "build", "--today", TODAY)
    before = tree(project / "site")
    (project / "groups/base/group.yml").write_text(
        (project / "groups/base/group.yml").read_text() + "\ncontact: new@example.org\n"
    )
    started = time.monotonic()
    assert peerkit(project, "build", "--today", TODAY, "--out", "other").returncode == 0
    whole = time.monotonic() - started
    after = tree(project / "other")
    for step in range(1, 8):
        running = subprocess.Popen(
            [sys.executable, "-m", "peerkit", "build", "--today", TODAY], cwd=project, stdout=subprocess.DEVNULL
        )
        time.sleep(whole * step / 7)
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert tree(project / "site") in (before, after)
    assert peerkit(project, "build", "--today", TODAY).returncode == 0
    assert tree(project / "site") == after
    assert not [p.name for p in project.iterdir() if p.name.startswith(".site")]


@pytest.mark.parametrize("out", ["mkdocs.yml/site", "/proc/peerkit/site"])
def test_an_unwritable_place_is_one_line(project: Path, out: str) -> None:
    done = peerkit(project, "build", "--out", out)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("peerkit: ")


@pytest.mark.parametrize("cached", [True, False])
def test_a_full_disk_is_one_line_and_leaves_the_last_site(project: Path, cached: bool) -> None:
    peerkit(project, "build", "--today", TODAY)
    before = tree(project / "site")
    if not cached:
        shutil.rmtree(project / ".peerkit")
    charter = project / "groups/base/charter.md"
    charter.write_text(charter.read_text() + "\nAnd one more thing.\n")
    (project / "docs/index.md").write_text("# Another start\n")  # so that the portal is built again
    # no file may grow above 30 kB: the theme's bundles do not fit
    code = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)); from peerkit.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "build", "--today", TODAY], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert tree(project / "site") == before
    assert not [p.name for p in project.iterdir() if p.name.startswith(".site")]


def test_only_facilitators_get_links_into_the_repository(project: Path) -> None:
    where = "https://git.example.org/network"
    with (project / "mkdocs.yml").open("a") as config:
        config.write(f"repo_url: {where}\nedit_uri: edit/main/docs/\n")
    text = (project / "mkdocs.yml").read_text().replace("font: false", "font: false, features: [content.action.edit]")
    (project / "mkdocs.yml").write_text(text)
    for audience, expected in (("members", False), ("facilitators", True)):
        assert peerkit(project, "build", "--audience", audience, "--out", "site", "--today", TODAY).returncode == 0
        for page, source in (
            ("charter", "charter.md"),
            ("meetings/2026-12-10", "meetings/2026-12-10/agenda.md"),
            (".", "group.yml"),
        ):
            html_text = (project / "site/groups/base" / page / "index.html").read_text()
            assert (f'href="{where}/edit/main/groups/base/{source}"' in html_text) is expected
        assert (where in (project / "site/index.html").read_text()) is expected


def test_a_page_that_calls_another_server_is_not_published(project: Path) -> None:
    index = project / "docs/index.md"
    index.write_text(index.read_text() + "\n![A chart](https://cdn.example.org/chart.png)\n")
    done = peerkit(project, "build", "--out", "site", "--today", TODAY)
    assert done.returncode == 3 and not (project / "site").exists()
    assert re.search(r"^index\.html:\d+:\d+: asks 'https://cdn\.example\.org/chart\.png' \(img src\)", done.stderr, re.M)


def test_every_page_forbids_calls_to_other_servers(project: Path) -> None:
    with (project / "mkdocs.yml").open("a") as config:
        config.write("repo_url: https://github.com/example/network\n")
    text = (project / "mkdocs.yml").read_text().replace("font: false", "font: {text: Roboto}")
    (project / "mkdocs.yml").write_text(text)
    assert peerkit(project, "build", "--audience", "facilitators", "--out", "site", "--today", TODAY).returncode == 0
    pages = list((project / "site").rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        text = page.read_text()
        assert "Content-Security-Policy" in text and "googleapis" not in text and 'data-md-component="source"' not in text, page


def test_groups_within_docs_are_refused(project: Path) -> None:
    shutil.copytree(project / "groups", project / "docs/network")
    done = peerkit(project, "build", "--groups", "docs/network", "--today", TODAY)
    assert done.returncode == 2
    assert "overlap" in done.stderr
    assert not (project / "site").exists()


@pytest.mark.parametrize("target", ["groups/base/members.yml", "groups/base"])
def test_links_from_docs_to_groups_are_refused(project: Path, target: str) -> None:
    (project / "docs/more").mkdir()
    (project / "docs/more/here").symlink_to(project / target)
    done = peerkit(project, "build", "--today", TODAY)
    assert done.returncode == 2 and "docs/more/here" in done.stderr and "leads into the groups' folder" in done.stderr
    assert not (project / "site").exists()


@pytest.mark.parametrize(
    "made", [b"docs/odd\xff.txt", b"docs/odd\xff/index.md", b"templates/odd\xff/x.md", b"docs/linked/odd\xff.txt"]
)
@pytest.mark.parametrize("command", [["peerkit", "build"], ["mkdocs", "build", "-q"]])
def test_a_name_that_can_be_no_address_is_told_before_anything_is_built(project: Path, command: list[str], made: bytes) -> None:
    (project / "elsewhere").mkdir()
    (project / "docs/linked").symlink_to(project / "elsewhere")
    odd = os.path.join(os.fsencode(project), made)  # noqa: PTH118 (of bytes)
    os.makedirs(os.path.dirname(odd), exist_ok=True)  # noqa: PTH103, PTH120
    with open(odd, "wb") as file:  # noqa: PTH123
        file.write(b"# x")
    done = subprocess.run([sys.executable, "-m", *command], cwd=project, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode and "not UTF-8" in said and "odd?" in said and "Traceback" not in said
    assert not (project / "site/index.html").exists()


def test_out_never_replaces_what_is_no_site(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "mkdocs.yml").write_text("site_name: Another project\n")
    (other / "src").mkdir()
    for out in (str(other), "groups/site", "docs/site"):
        done = peerkit(project, "build", "--out", out, "--today", TODAY)
        assert done.returncode == 2, done.stdout
    assert (other / "src").is_dir()


def test_out_may_be_a_link_to_where_the_site_stands(project: Path) -> None:
    (project / "www").mkdir()
    (project / "site").symlink_to("www")
    assert peerkit(project, "build", "--today", TODAY).returncode == 0
    assert (project / "site").is_symlink()
    assert (project / "www/index.html").is_file()


# a file of its own, one beside those of the theme, and one that we made
@pytest.mark.parametrize("late", ["late.txt", "assets/javascripts/late.js", "search/groups/"])
@pytest.mark.parametrize("command", [["peerkit", "build"], ["mkdocs", "build", "-q"]])
def test_what_a_hook_writes_late_is_scanned_too(project: Path, command: list[str], late: str) -> None:
    (project / "late.py").write_text(
        "from pathlib import Path\n\n\ndef on_post_build(config):\n"
        f"    late = Path(config['site_dir'], '{late}')\n"
        "    late = min(late.glob('*.json')) if late.is_dir() else late\n"
        "    there = late.read_text() if late.exists() else ''\n"
        "    late.write_text(there + Path('groups/base/members.yml').read_text())\n"
    )
    with (project / "mkdocs.yml").open("a") as config:
        config.write("hooks: [late.py]\n")
    done = subprocess.run([sys.executable, "-m", *command], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == (3 if command[0] == "peerkit" else 1), done.stdout + done.stderr
    assert late in done.stdout + done.stderr
    assert not (project / "site/index.html").exists()


@pytest.mark.parametrize("command", [["peerkit", "build"], ["mkdocs", "build", "-q"], ["mkdocs", "build", "-q", "--dirty"]])
def test_a_groups_folder_holds_nothing_but_its_site(project: Path, command: list[str]) -> None:
    (project / "late.py").write_text(
        "from pathlib import Path\n\n\ndef on_post_build(config):\n"
        "    late = Path(config['site_dir'], 'groups/base/late.txt')\n"
        "    late.parent.mkdir(parents=True, exist_ok=True)\n"
        "    late.write_text(Path('groups/base/members.yml').read_text())\n"
    )
    with (project / "mkdocs.yml").open("a") as config:
        config.write("hooks: [late.py]\n")
    if "--dirty" in command:  # as a build left it that might still show what is confidential now
        (project / "site/groups/base/meetings").mkdir(parents=True)
        (project / "site/groups/base/meetings/index.html").write_text("What was public once.")
    done = subprocess.run([sys.executable, "-m", *command], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (project / "site/groups/base/index.html").exists()
    assert not (project / "site/groups/base/late.txt").exists()
    assert not (project / "site/groups/base/meetings").exists()


def test_words_of_the_kit_itself_are_no_leaks(project: Path) -> None:
    group = project / "groups/plain"
    group.mkdir()
    (group / "group.yml").write_text("name: Plain\nmeets: {rule: FREQ=MONTHLY;BYDAY=2TH, timezone: Europe/Berlin}\n")
    names = ["Pattern", "Chance", "Null", "Deutsch", "Boost", "Switch", "May Will", "April", "Rose", "Teal", "Riverside"]
    rows = [f"  - {{id: m{n}, name: {name}, organisation: Central European}}" for n, name in enumerate(names)]
    (group / "members.yml").write_text("members:\n" + "\n".join(rows) + "\n")
    (group / "issues").mkdir()
    (group / "issues/size.md").write_text(
        "How do we stay within 6 to 10 members? We meet on the second Thursday of each month, and 9 seats are open to join. "
        "It began in 2019 with 1000 questions.\n"
    )
    (group / "experiences").mkdir()
    (group / "experiences/old.md").write_text('---\nperiod: "2000"\n---\n')
    text = (
        (project / "mkdocs.yml")
        .read_text()
        .replace("Our network", "Riverside Network")
        .replace("font: false", "font: false, palette: {primary: teal}")
    )
    (project / "mkdocs.yml").write_text(text)
    done = peerkit(project, "build", "--today", TODAY)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_template_of_ones_own_that_fails_is_one_line(project: Path) -> None:
    (project / "templates/pages").mkdir(parents=True)
    for text in ("{{ nothing.there }}", "{% if %}", "{% for"):
        (project / "templates/pages/home.md.j2").write_text(text)
        done = peerkit(project, "build", "--today", TODAY)
        assert done.returncode == 2, done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


ODD = ["plugins: peerkit", "plugins: [search, {peerkit: 3}]", "extra: [a]", "theme: [a]", "- a", "a: ["]


@pytest.mark.parametrize(
    ("wrong", "engine"), [*((w, e) for w in ODD for e in ("mkdocs", "none")), ("plugins: [search]", "mkdocs")]
)
def test_an_odd_mkdocs_yml_is_one_line(project: Path, wrong: str, engine: str) -> None:
    good = {"plugins": "plugins: [search, peerkit: {handbook: false}]", "theme": "theme: material"}
    rest = "\n".join(line for key, line in good.items() if not wrong.startswith(key))
    (project / "mkdocs.yml").write_text(f"{wrong}\n" + ("" if wrong[0] in "-a" else f"site_name: N\n{rest}\n"))
    done = peerkit(project, "build", "--engine", engine, "--out", "out", "--today", TODAY)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_built_in_handbook_can_be_left_out(project: Path) -> None:
    chapter = project / "docs/handbook/mine.md"
    chapter.parent.mkdir()
    chapter.write_text("# Mine\n\nNothing else.\n")
    assert peerkit(project, "build", "--today", TODAY, "--strict").returncode == 0
    assert [p.parent.name for p in (project / "site/handbook").rglob("*.html")] == ["mine"]


def test_plugins_may_be_a_mapping(project: Path) -> None:
    (project / "mkdocs.yml").write_text("site_name: N\ntheme: material\nplugins:\n  search: {}\n  peerkit: {handbook: false}\n")
    assert peerkit(project, "build", "--today", TODAY).returncode == 0
    assert (project / "site/groups/base/search/search_index.json").is_file()


def test_a_site_that_is_not_public_is_not_deployed(project: Path) -> None:
    text = (project / "mkdocs.yml").read_text().replace("{handbook: false}", "{handbook: false, audience: members}")
    (project / "mkdocs.yml").write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    done = subprocess.run([sys.executable, "-m", "mkdocs", "gh-deploy"], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "must not stand on an open host" in done.stdout + done.stderr
    branches = subprocess.run(["git", "branch", "-a"], cwd=project, capture_output=True, text=True, check=True).stdout
    assert "gh-pages" not in branches


class _Active(HTMLParser):
    """Collects what a browser would run or fetch because a group file says so."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.bad = "", []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        for name, value in attrs:
            if (
                name.startswith("on")
                or (value or "").strip().lower().startswith("javascript:")
                or "evil.example" in (value or "")
            ):
                self.bad.append((tag, name, value))
        if tag in ("iframe", "object", "embed"):
            self.bad.append((tag, "", ""))

    def handle_data(self, data: str) -> None:
        data = re.sub(r'"[^"]*"', "", data) if self.inside == "style" else data  # a title in a string of CSS does nothing
        if self.inside in ("script", "style") and ("alert(1)" in data or "display:none" in data):
            self.bad.append((self.inside, "", data[:40]))

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


@pytest.mark.parametrize("audience", ["public", "facilitators"])
def test_hostile_files_get_nowhere(project: Path, audience: str) -> None:
    shutil.copytree(HERE / "sites/hostile/groups/hostile", project / "groups/hostile")
    done = peerkit(project, "build", "--audience", audience, "--out", "site", "--today", TODAY)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = list((project / "site/groups").rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        parser = _Active()
        parser.feed(page.read_text())
        assert parser.bad == [], page
        assert "alert(1)" not in page.name
    name = (project / "site/groups/hostile/index.html").read_text()
    assert "{{ 7 * 7 }}" in html.unescape(name)
