"""One group's charter as its commands see it: the file, its versions, and what a command would write. Nothing commits."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from peerkit import edit, provenance
from peerkit.diagnostic import Diagnostic, Refusal
from peerkit.facts.versions import WORKING_COPY, chosen, parsed, versions
from peerkit.history import CHARTER
from peerkit.model.charter import Charter, Signature
from peerkit.model.group import Group
from peerkit.model.past import Version
from peerkit.survey import Plan, Survey, open_survey
from peerkit.text import decode, nearest, read_markdown
from peerkit.walk import Gap, Revision

ORDER = tuple(name for name in Charter.model_fields if name != "body")


class Agreement(Struct, frozen=True, dict=True):
    """A group's charter: as it stands, as it was, and what is wrong with the file."""

    survey: Survey
    group: Group
    present: Charter | None
    revisions: tuple[Revision, ...]  # newest first
    found: tuple[Diagnostic, ...]

    @property
    def path(self) -> Path:
        return self.survey.plan.groups / self.group.slug / CHARTER

    @property
    def gap(self) -> Gap | None:
        """What of the history is not known."""
        return self.survey.history.gap(self.group.slug)

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the history is not known, and what to do about it."""
        lost = versions(self.revisions, Charter)[1]
        texts = f"{lost} earlier text{'' if lost == 1 else 's'} cannot be read, as no text or lost; 'git fsck' tells which objects are"
        return (*((self.gap.says,) if self.gap else ()), *((texts,) if lost else ()))

    @property
    def missing(self) -> str:
        """Why there is no present text, so that no older one is taken for it; empty where there is one."""
        if self.present is not None:
            return ""
        here = CHARTER in self.survey.source.group(self.group.slug)
        return f"cannot be read; 'peerkit check {self.group.slug}' says why" if here else "is gone"

    @functools.cached_property
    def committed(self) -> tuple[Version[Charter], ...]:
        """Its versions in git, oldest first."""
        return versions(self.revisions, Charter)[0]

    @functools.cached_property
    def stored(self) -> bytes:
        """The file as it stands."""
        file = self.survey.source.group(self.group.slug).get(CHARTER)
        return file.read() if file and not file.problem else b""

    @property
    def head(self) -> Charter | None:
        """The charter as the latest commit has it."""
        latest = self.revisions[0] if self.revisions else None
        data = latest.read() if latest else None
        return parsed(data, CHARTER, Charter) if data is not None else None

    @property
    def changed(self) -> bool:
        """Whether the file says other than the latest commit, line ends aside."""
        latest = (self.revisions[0].read() if self.revisions else None) or b""
        return self.present is not None and latest.replace(b"\r\n", b"\n") != self.stored.replace(b"\r\n", b"\n")

    @property
    def all(self) -> tuple[Version[Charter], ...]:
        """The versions, and last the working copy where it differs from the latest commit."""
        if not self.changed or self.present is None:
            return self.committed
        return (*self.committed, Version(WORKING_COPY, self.present.version, None, self.present, committed=False))

    @property
    def latest(self) -> Version[Charter]:
        """The text as it stands, else the last that there was. Raises Refusal."""
        if not self.all:
            raise Refusal(f"'{self.path.as_posix()}' cannot be read; 'peerkit check {self.group.slug}' says why")
        return self.all[-1]

    def version(self, name: str) -> Version[Charter]:
        """The version of that number or name, or which that commit or text is, or an earlier wording by either. Raises Refusal."""
        try:
            return chosen(self.all, name, self.group.slug)
        except Refusal:
            if (wording := self._wording(name)) is None:
                raise
            return wording

    def _wording(self, name: str) -> Version[Charter] | None:
        """A text that its own number passed over since, by its digest or commit: somebody may have signed it."""
        if not re.fullmatch("[0-9a-f]{7,64}", name):
            return None
        for revision in self.revisions:
            text = parsed(data, CHARTER, Charter) if (data := revision.read()) is not None else None
            if text is not None and (text.digest == name or revision.commit.startswith(name)):
                return Version(text.digest, None, revision.on, text, revision.commit)
        return None

    @property
    def merged(self) -> tuple[tuple[int | None, str], ...]:
        """Number and digest of each text that stood only on branches which were merged, as after a plain `git pull`; sorted."""
        walk = self.survey.history.walk(self.group.slug)
        seen = provenance.added(walk, [revision.path for revision in self.revisions], _numbered)
        return tuple(
            sorted(((n, text) for n, text in seen if text not in self._digests), key=lambda each: (each[0] or 0, each[1]))
        )

    def file(self, version: Version[Charter]) -> bytes:
        """The file as that version's commit left it, or as it stands."""
        if not version.committed:
            return self.stored
        return next(r for r in self.revisions if r.commit == version.commit).read() or b""

    def of_digest(self, digest: str) -> str | None:
        """Which version's text, at any time of it, has that digest; None if none ever had."""
        return self._digests.get(digest)

    @functools.cached_property
    def _digests(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for revision in reversed(self.revisions):
            text = parsed(data, CHARTER, Charter) if (data := revision.read()) is not None else None
            if text is not None:
                named = f"version {text.version}" if text.version else f"the text of {revision.on or 'old'}"
                found[text.digest] = named
        final = {v.text.digest for v in self.committed if v.text}
        return {digest: name if digest in final else f"an earlier wording of {name}" for digest, name in found.items()}


def open_charter(groups: Path, slug: str, ref: str | None = None) -> Agreement:
    """The charter of a group. Raises Refusal where there is none, and never was one."""
    survey = open_survey(Plan(datetime.date.min, groups, Path("templates"), ref, only=(slug,)))
    group, found = survey.group(slug)
    if group is None:
        raise Refusal(f"'{groups.as_posix()}/{slug}/group.yml' has errors; 'peerkit check {slug}' lists them")
    ours = tuple(d for d in found if d.at.path.endswith(f"/{slug}/{CHARTER}"))
    revisions = survey.history.of(slug, CHARTER)
    if CHARTER not in survey.source.group(slug) and not revisions:
        raise Refusal(f"'{groups.as_posix()}/{slug}' has no {CHARTER}; write one first")
    return Agreement(survey, group, group.charter, revisions, ours)


# --- what commands write ---------------------------------------------------------------------------------------------


def _source(made: Agreement) -> tuple[str, Charter]:
    """The file's text with its line ends, and what it says. Raises Refusal where it cannot be changed."""
    if made.present is None:
        raise Refusal(f"'{made.path.as_posix()}' {made.missing}")
    return made.stored.decode("utf-8"), made.present


def propose(made: Agreement, today: datetime.date) -> int:
    """Write the next version as a proposal; return its number. Raises Refusal."""
    text, charter = _source(made)
    head = made.head
    if head and charter.status == "proposed" and (charter.version or 0) > (head.version or 0) and made.changed:
        raise Refusal(f"version {charter.version} is proposed already, and not committed; change its text, and commit it")
    number = max([charter.version or 0, *(v.number or 0 for v in made.committed)]) + 1
    changes = {"version": str(number), "status": "proposed", "proposed": today.isoformat()}
    if "ratified" in _written(made):
        changes["ratified"] = "[]"
    edit.save(made.path, edit.set_keys(text, changes, ORDER))
    return number


def adopt(made: Agreement, today: datetime.date) -> Charter:
    """Write that the present text is adopted; return what it was. Raises Refusal."""
    text, charter = _source(made)
    if charter.status == "adopted" and charter.adopted:
        raise Refusal(
            f"the charter of '{made.group.slug}' is adopted, since {charter.adopted}; 'propose' begins the next version"
        )
    edit.save(made.path, edit.set_keys(text, {"status": "adopted", "adopted": today.isoformat()}, ORDER))
    return charter


def sign(made: Agreement, member: str, today: datetime.date) -> bool:
    """Write a member's signature of the present text; False where it was there. Raises Refusal."""
    text, charter = _source(made)
    _may_sign(made, charter, member, today)
    if any(s.member == member and s.text == charter.digest for s in charter.ratified):
        return False
    entries = _written(made).get("ratified") or []
    old = next((n for n, entry in enumerate(entries) if isinstance(entry, dict) and entry.get("member") == member), None)
    if old is None:
        entry = f'{{member: {member}, on: {today}, text: "{charter.digest}"}}'
        changed = edit.append(text, "ratified", entry, ORDER)
    else:
        changed = edit.set_entry(text, "ratified", old, {"on": today.isoformat(), "text": f'"{charter.digest}"'})
    edit.save(made.path, changed)
    return True


def _may_sign(made: Agreement, charter: Charter, id: str, today: datetime.date) -> None:
    member = made.group.member(id)
    if member is None:
        known = [m.id for m in made.group.members]
        hint = nearest(id, known) or f"the members are {', '.join(known) or 'not on a roster yet'}"
        raise Refusal(f"no member '{id}' in '{made.group.slug}'; {hint}")
    if not member.current(today):
        raise Refusal(f"'{id}' is no member on {today}; see joined and left in members.yml")
    if made.gap and made.gap.none:
        raise Refusal(f"a signature is of a text that is committed, and {made.gap.says}")
    head = made.head
    if head is None or head.digest != charter.digest:
        where = made.path.as_posix()
        raise Refusal(f"the text is not committed, so nobody could tell later what was signed; 'git commit {where}', then sign")


def _written(made: Agreement) -> dict[str, Any]:
    """The front matter as written, mistakes and all."""
    value = read_markdown(decode(made.stored, CHARTER), CHARTER).value
    return value if isinstance(value, dict) else {}


# --- verify ----------------------------------------------------------------------------------------------------------


class Checked(Struct, frozen=True):
    """One signature: whether it is of the present text, else of which (None: of none that ever was), and who stands behind it."""

    signature: Signature
    current: bool
    of: str | None
    member: str  # "current", "former" or "unknown"
    committed: bool
    author: provenance.Author | None  # of the commit that added it; None: not committed yet, or older than what git knows here
    own: bool  # the commit's author is the member, by e-mail


def verify(made: Agreement, today: datetime.date) -> list[Checked]:
    """Every signature that the charter lists, in its order."""
    if made.present is None:
        return []
    digest, walk = made.present.digest, made.survey.history.walk(made.group.slug)
    paths = [revision.path for revision in made.revisions]
    commits = provenance.added(walk, paths, _signatures)
    listed = {(s.member, s.text) for s in made.present.ratified}
    authors = provenance.authors(Path(walk.top), [c for key, c in commits.items() if key in listed])
    unknown = any(made.of_digest(s.text) is None for s in made.present.ratified)
    merged = {text: n for n, text in made.merged} if unknown else {}
    out = []
    for signature in made.present.ratified:
        author = authors.get(commits.get((signature.member, signature.text), ""))
        member = made.group.member(signature.member)
        email = member.email.strip().casefold() if member else ""
        own = bool(author and email and author.email.strip().casefold() == email)
        state = "unknown" if member is None else "current" if member.current(today) else "former"
        of = made.of_digest(signature.text)
        if of is None and signature.text in merged:
            n = merged[signature.text]
            of = f"{f'version {n}' if n else 'a text'} as it stood on a branch that was merged"
        committed = _is_committed(made, signature)
        out.append(Checked(signature, signature.text == digest, of, state, committed, author if committed else None, own))
    return out


def _is_committed(made: Agreement, signature: Signature) -> bool:
    head = made.head
    return head is not None and any((s.member, s.text) == (signature.member, signature.text) for s in head.ratified)


def _signatures(data: bytes) -> list[tuple[str, str]]:
    charter = parsed(data, CHARTER, Charter)
    return [(s.member, s.text) for s in charter.ratified] if charter else []


def _numbered(data: bytes) -> list[tuple[int | None, str]]:
    charter = parsed(data, CHARTER, Charter)
    return [(charter.version, charter.digest)] if charter else []
