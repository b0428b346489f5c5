"""Whatever a person writes, the way from files to pages neither raises nor leaks an id; the example is mutated at random."""

from __future__ import annotations

import datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerkit import rules
from peerkit.facts.summary import summary
from peerkit.load import load
from peerkit.model.base import Audience
from peerkit.model.context import Context
from peerkit.model.network import Network
from peerkit.outputs.site import site
from peerkit.pages import cadence
from peerkit.project import project
from peerkit.protocols import builtin_protocols, load_protocols
from peerkit.source import of_bytes

EXAMPLE = Path(__file__).parent.parent / "groups"
GROUPS = {
    slug: {p.relative_to(EXAMPLE / slug).as_posix(): p.read_bytes() for p in sorted((EXAMPLE / slug).rglob("*")) if p.is_file()}
    for slug in ("city-data-leads", "kammermusik-sonntag")
}
PROTOCOLS = load_protocols(builtin_protocols())[0]
VALUES = st.one_of(
    st.sampled_from([
        "", "''", "[]", "{}", "~", "null", "-1", "0", "1e400", "99999999999999999999", "'", '"', "[", "2026-02-30", "0001-01-01", "9999-12-31",
        "24:00", "00:00", "[[[]]]", "{a: {b: c}}", "? x", "|", ">", "- x", "*a", "&a b", "!!str x", "true", "xx-YY", "zh-Hant-TW", "../../x",
        "Etc/GMT+12", "America/New_York", "FREQ=DAILY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "everyone", "[nobody]", "0.5", "10080",
        "\u2028", "\ufeff", "{{ 1 }}", "<b>", "---",
    ]),
    st.text(max_size=20),
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, dict[str, bytes]]:
    """An example group with a few values, lines or files changed."""
    slug = draw(st.sampled_from(sorted(GROUPS)))
    files = dict(GROUPS[slug])
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(sorted(files)))
        lines = files[path].decode("utf-8", "surrogateescape").split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        key, colon, _ = lines[at].partition(":")
        how = draw(st.sampled_from(["value", "line", "drop", "twice", "file"]))
        if how == "file":
            files[path] = draw(st.binary(max_size=40))
            continue
        new = {"value": [f"{key}{colon} {draw(VALUES)}"], "line": [draw(VALUES)], "drop": [], "twice": [lines[at]] * 2}[how]
        files[path] = "\n".join([*lines[:at], *new, *lines[at + 1 :]]).encode(
            "utf-8", "surrogatepass" if how == "line" else "surrogateescape"
        )
    return slug, files


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated(), st.sampled_from(list(Audience)), st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1)))
def test_any_files_make_a_site_or_diagnostics(
    made: tuple[str, dict[str, bytes]], audience: Audience, today: datetime.date
) -> None:
    slug, files = made
    group, found = load(slug, of_bytes(files), "groups", Network())
    assert found == sorted(found)
    for diagnostic in found:
        assert diagnostic.at.line >= 1
        assert diagnostic.at.column >= 1
        assert "\n" not in diagnostic.message
    if group is None:
        assert found
        return
    context = Context(today, Network(), PROTOCOLS, audience)
    list(rules.check(group, context, rules.builtin()))
    seen = project(group, context)
    pages, nav = site(seen, context)
    assert "index.md" in pages
    assert nav
    summary(seen, context, cadence(seen, context))
