"""Two texts of a charter side by side: what changed in the text, and what beside it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from peerkit.charters import Agreement
from peerkit.diagnostic import Refusal, one_line
from peerkit.facts.versions import parsed
from peerkit.git import GitFails, git
from peerkit.history import CHARTER
from peerkit.model.charter import Charter
from peerkit.model.past import Version
from peerkit.pages.agreement import clean
from peerkit.redline import Redline, redline


class Comparison(Struct, frozen=True):
    """Two texts by name, what changed from the one to the other, and in one line what changed beside them."""

    old: str
    new: str
    redline: Redline
    beside: str


def compare(made: Agreement, old: str | None, new: str | None) -> Comparison:
    """One version with another; by default the last but one with the present text. Raises Refusal."""
    texts = made.all
    if old is None and len(texts) < 2:
        has = "is known here in" if made.notes else "has"
        raise Refusal(f"the charter of '{made.group.slug}' {has} one version only; there is nothing to compare it with")
    first = made.version(old) if old is not None else texts[-2]
    then = made.version(new) if new is not None else made.latest
    return _comparison(_called(first), first.text, _called(then) if new is not None else _present(made), then.text)


def compare_with(made: Agreement, ref: str) -> Comparison:
    """The text where the present commit left a branch or another commit, with the present text. Raises Refusal."""
    walk = made.survey.history.walk(made.group.slug)
    if walk.objects is None:
        raise Refusal(f"there is nothing to compare with: {made.gap.says if made.gap else 'no repository'}")
    top, shown = Path(walk.top), one_line(ref)
    help = "in a workflow, check out with fetch-depth: 0; 'git branch -a' lists what there is"
    asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"]
    commit = git(top, *asked, says=f"no commit '{shown}'", help=help).decode().strip()
    with contextlib.suppress(GitFails):  # of two histories without a common commit, the other one is meant itself
        commit = git(top, "merge-base", walk.commit, commit).decode().strip()
    home = (
        f"{walk.prefix}{made.group.slug}/{CHARTER}" if made.survey.history.is_main(made.group.slug) else f"{walk.prefix}{CHARTER}"
    )
    names = dict.fromkeys([home, *(revision.path for revision in made.revisions)])
    found = next((data for path in names if (data := walk.objects.read(f"{commit}:{path}")) is not None), b"")
    before = parsed(found, CHARTER, Charter)
    label = f"version {before.version}" if before and before.version else "before" if found else "nothing"
    return _comparison(f"{label} ({shown})", before, _present(made), made.latest.text)


def _present(made: Agreement) -> str:
    """What the text is called that stands for the present one; an older one is never passed off as it."""
    gone = "is gone" if made.missing == "is gone" else "cannot be read"
    return f"{_called(made.latest)} (the file as it stands {gone})" if made.missing else _called(made.latest)


def _called(version: Version[Charter]) -> str:
    if not version.committed:
        return f"version {version.number}, not committed" if version.number else "the working copy"
    return f"version {version.number}" if version.number else f"the text of {version.name}"


def _comparison(old: str, before: Charter | None, new: str, now: Charter | None) -> Comparison:
    text = redline(clean(before) if before else "", clean(now) if now else "")
    return Comparison(old, new, text, "; ".join(_beside(before, now)) if before and now else "")


def _beside(old: Charter, new: Charter) -> Iterator[str]:
    """What the front matter says otherwise, key by key; of signatures, whose came and whose went, or who signed the other text."""
    rows: list[tuple[str, Any, Any]] = [
        (key, getattr(old, key), getattr(new, key)) for key in ("version", "status", "proposed", "adopted", "review_by")
    ]
    rows += [(f"terms.{key}", getattr(old.terms, key), getattr(new.terms, key)) for key in type(new.terms).model_fields]
    for key, was, now in rows:
        if was != now:
            yield f"{key} {_written(was)} → {_written(now)}"
    if old.digest != new.digest and (old.ratified or new.ratified):
        yield f"signed by {', '.join(s.member for s in new.ratified if s.text == new.digest) or 'nobody yet'}"
    if old.digest != new.digest:
        return
    before, after = ({(s.member, s.text): s.member for s in text.ratified} for text in (old, new))
    came = [member for signature, member in after.items() if signature not in before]
    went = [member for signature, member in before.items() if signature not in after]
    if came:
        yield f"signed by {', '.join(came)}"
    if went:
        yield f"no longer signed by {', '.join(went)}"


def _written(value: Any) -> str:
    if isinstance(value, dict):
        value = ", ".join(f"{key} {number}" for key, number in value.items())
    return "none" if value in (None, "") else str(value)
