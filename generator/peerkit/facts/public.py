"""What a group says publicly in people's own words, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.diagnostic import Span
from peerkit.model.group import Group
from peerkit.text import Key


class Text(Struct, frozen=True):
    """A public text: a body (no path), or the value at a path; and the section whose audience makes it public."""

    file: str
    text: str
    section: str = ""
    path: tuple[Key, ...] = ()

    def at(self, group: Group, offset: int) -> Span:
        """Where the character at `offset` stands; in a value, where the value begins."""
        document = group.documents.get(self.file)
        if self.path or document is None:
            return group.at(self.file, *self.path)
        before = self.text[:offset]
        return Span(document.path, document.body_line + before.count("\n"), len(before) - before.rfind("\n"))


def public_texts(group: Group) -> Iterator[Text]:
    """What any reader may see of group.yml, charter, ground rules and agendas, as the group's audiences say."""
    about, audiences = group.about, group.about.audiences
    for name in ("name", "summary", "level"):
        yield Text("group.yml", getattr(about, name), path=(name,))
    for index, focus in enumerate(about.focus):
        yield Text("group.yml", focus, path=("focus", index))
    if group.charter and audiences.charter == "public":
        yield Text("charter.md", group.charter.body, "charter")
    if group.ground_rules and audiences.ground_rules == "public":
        for index, rule in enumerate(group.ground_rules.rules):
            yield Text("ground-rules.md", rule.rule, "ground_rules", ("rules", index, "rule"))
            yield Text("ground-rules.md", rule.means, "ground_rules", ("rules", index, "means"))
        yield Text("ground-rules.md", group.ground_rules.body, "ground_rules")
    if audiences.meetings == "public":
        yield from _agendas(group)


def _agendas(group: Group) -> Iterator[Text]:
    for meeting in group.meetings:
        agenda = meeting.agenda
        yield Text(meeting.file, agenda.title, "meetings", ("title",))
        yield Text(meeting.file, agenda.goal, "meetings", ("goal",))
        for index, item in enumerate(agenda.items):
            yield Text(meeting.file, item.title, "meetings", ("items", index, "title"))
            yield Text(meeting.file, item.text, "meetings", ("items", index, "text"))
        yield Text(meeting.file, agenda.body, "meetings")
