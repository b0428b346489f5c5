"""Makes a network of any size, always the same: believable groups that `peerkit check` finds nearly nothing wrong with."""

# ruff: noqa: SIM905 - lists of words read better as text

from __future__ import annotations

import calendar
import datetime
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

TODAY = datetime.date(2026, 11, 23)
MEMBERS = 8

_FIRST = """
Amara Bo Chen Dia Eleni Farid Greta Hana Imran Jana Kofi Linnea Mateo Noor Oskar Priya Quentin Rosa Samir Tove Ulrike
Viktor Wanda Xenia Yusuf Zofia Anneke Bartosz Camille Dragan Esther Fiona Goran Hilde Ines Jonas Keiko Lars Milena Nadia
""".split()
_LAST = """
Osei Lindqvist Abernathy Castellanos Begay Mensah Okonkwo Thorvald Vasquez Nakamura Petrov Ibarra Kowalczyk Haddad
Fairweather Marchetti Solberg Whitcombe Ansari Dubrovnik Ellingsen Fonseca Grzelak Holmberg Iyengar Jankowski Kaltenbach
Laurent Moravec Nyström Oduya Pellegrini Quarshie Rasmussen Szabo Tanaka Underhill Villanueva Westergaard Zielinski
""".split()
_ORG = """
Bluewater Alderbrook Highmesa Juniper Kestrel Larkspur Millrace Northgate Oakhaven Pinecrest Quarry Redfern Saltmarsh
Thornfield Umberleigh Vantage Willowmere Yarrow Ashdown Birchwood Cloverdale Driftwood Emberton Foxglove Granitepeak
""".split()
_TRADE = "Health Logistics Foods Insurance Energy Textiles Labs Transit Water Press Optics Timber Freight Dairy Pharma".split()
_PLACE = "Harbour Lakeside Northeast Ridge Valley Delta Coastal Prairie Summit Riverside Midland Bay Forest Canyon".split()
_WHO = ["CIO Roundtable", "Data Leads", "Owners Forum", "Head Teachers", "Practice Managers", "Founders Circle"]
_REGION = "New England,Midwest,Gulf Coast,Pacific North,Mountain West,Great Lakes,Mid-Atlantic,Southwest".split(",")
_INDUSTRY = "health insurance,city government,food,freight,energy,printing,software,retail,water,education".split(",")
_DAYS = ("MO", "TU", "WE", "TH", "FR")
_TIMEZONES = "America/New_York America/Chicago America/Denver Europe/Berlin Europe/London Asia/Singapore".split()

_NOUN = """
group member evening question answer budget vendor board contract team customer plan habit rule story promise decision
meeting agenda minute problem option reason risk number owner partner deadline system process supplier draft letter
winter spring season colleague manager teacher room table chair door corner bridge ladder harbour river journey map
compass window silence voice round turn pause step exit clause price invoice release migration backup outage audit
policy role duty handover interview hire mentor apprentice lesson mistake experiment result measure signal pattern
detail sentence paragraph page
""".split()
_VERB = """
keep bring share ask hear name note measure offer follow change review plan prepare close open settle weigh test draft
write read explain question answer choose trust protect respect challenge support improve reduce finish repeat postpone
carry hand collect compare describe doubt defend notice remember send sketch sort trade train understand visit
""".split()
_ADJ = """
quiet honest small large open early late careful plain short long shared private useful patient common rare fresh first
last second narrow broad steady simple difficult costly cheap local remote formal loose modest bold fair clear whole
half current former next recent practical written spoken annual monthly weekly gentle firm ordinary
""".split()
_LINK = "before after because although while when unless until whenever whether once since so but and".split()

_KINDS = [("check-in", "Arrive and check in"), ("rules", "One rule in focus"), ("update", "What changed since we met"),
          ("issue", "The issue of the evening"), ("break", "Break"), ("issue", "A second question"),
          ("nuggets", "What each takes home"), ("close", "Close")]  # fmt: skip
_RULES = [("confidentiality", "What is said in the group stays in the group.", "Also at home and at work, also afterwards."),
          ("own-experience", "We speak from experience and give no advice.", "Say what you did, not what another should do."),
          ("on-time", "We begin and end on time.", "Who is late comes in quietly and does not explain."),
          ("no-selling", "Nobody sells anything in this room.", "Also not for a friend."),
          ("silence", "Silence is fine.", "A pause of ten seconds is short."),
          ("phones", "Phones stay in the bag.", "Who must be reachable says so first."),
          ("disagree", "We disagree with the sentence and not with the person.", "Begin with a question."),
          ("leave-well", "Who leaves says so in person.", "And stays for one farewell round.")]  # fmt: skip


class _Hand:
    """Writes sentences by a seed."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self.pick = self.random.choice

    def clause(self) -> str:
        pick = self.pick
        return pick((
            f"we {pick(_VERB)} the {pick(_ADJ)} {pick(_NOUN)} of each {pick(_NOUN)}",
            f"a {pick(_ADJ)} {pick(_NOUN)} makes it easier to {pick(_VERB)} this {pick(_NOUN)}",
            f"the {pick(_NOUN)} and its {pick(_ADJ)} {pick(_NOUN)} belong together",
            f"nobody must {pick(_VERB)} any {pick(_NOUN)} or {pick(_VERB)} another {pick(_NOUN)}",
            f"some {pick(_VERB)} more than one {pick(_NOUN)} in {pick(_ADJ)} {pick(_NOUN)} time",
            f"every {pick(_NOUN)} has a {pick(_ADJ)} side that {pick(_NOUN)} and {pick(_NOUN)} hide",
            f"it took three {pick(_ADJ)} attempts to {pick(_VERB)} that {pick(_NOUN)}",
            f"whoever can {pick(_VERB)} should also {pick(_VERB)} what {pick(_NOUN)} we have",
            f"{pick(_ADJ)} {pick(_NOUN)} beats {pick(_ADJ)} {pick(_NOUN)} as my {pick(_NOUN)} likes to say",
            f"next to the {pick(_NOUN)} stood {pick(_ADJ)} but rather {pick(_ADJ)} questions of {pick(_NOUN)}",
            f"I would {pick(_VERB)} my {pick(_ADJ)} {pick(_NOUN)} again",
            f"in {pick(_ADJ)} years they {pick(_VERB)} no {pick(_NOUN)} without {pick(_NOUN)}",
        ))  # fmt: skip

    def sentence(self) -> str:
        text = self.clause() + (f" {self.pick(_LINK)} {self.clause()}" if self.random.random() < 0.6 else "")
        return text[0].upper() + text[1:] + "."

    def prose(self, words: int) -> str:
        """Paragraphs of about so many words together."""
        out: list[str] = []
        paragraph: list[str] = []
        while words > 0:
            paragraph.append(self.sentence())
            words -= len(paragraph[-1].split())
            if len(paragraph) == 5 or words <= 0:
                out.append(" ".join(paragraph))
                paragraph = []
        return "\n\n".join(out) + "\n"

    def words(self, count: int) -> str:
        return " ".join(self.pick(_ADJ) if i % 2 == 0 else self.pick(_NOUN) for i in range(count))


def make(folder: Path, groups: int, meetings: int) -> int:
    """Write so many groups with so many meetings each, the last of them still to come; returns the number of files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "network.yml").write_text("name: Harbour Peer Network\nsummary: Peer groups of all kinds.\n")
    return 1 + sum(_group(folder / f"group-{number:05}", number, meetings) for number in range(groups))


def _group(folder: Path, number: int, meetings: int) -> int:
    files = dict(_files(number, meetings))
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return len(files)


def _files(number: int, meetings: int) -> Iterator[tuple[str, str]]:
    hand = _Hand(f"group {number}")
    people = [first.lower() for first in hand.random.sample(_FIRST, MEMBERS)]
    zone, day, nth = hand.pick(_TIMEZONES), hand.random.randrange(5), hand.random.randrange(1, 4)
    dates = _dates(day, nth, meetings)
    issues = [f"{hand.words(2).replace(' ', '-')}-{n}" for n in range(6)]
    yield (
        "group.yml",
        f"""\
name: {hand.pick(_PLACE)} {hand.pick(_WHO)} {number}
summary: {hand.sentence()}
kind: professional
focus: [{hand.words(2)}, {hand.words(2)}]
level: Lead
status: active
founded: {dates[0].year - 1}-09-01
language: en
contact: organiser-{number}@example.org
seats: {{min: 6, max: 10, limit: 12}}
exclusive: [organisation]
meets:
  rule: FREQ=MONTHLY;BYDAY={nth}{_DAYS[day]}
  from: {dates[0]}
  start: "17:30"
  minutes: 120
  timezone: {zone}
  place: {{kind: hybrid, venue: Harbour Street {number % 90 + 1}, room: 2nd floor, link: "https://meet.example.org/g{number}"}}
facilitation: {{mode: rotating, roles: [facilitator, notetaker, timekeeper]}}
attendance: {{quorum: 5, late_counts: 0.5, review: {{misses: 3, within_months: 12}}}}
label: TLP:AMBER+STRICT
""",
    )
    yield "members.yml", "members:\n" + "".join(_member(hand, id, number, place, zone, people) for place, id in enumerate(people))
    yield "charter.md", _charter(hand, people)
    rules = "".join(f"  - id: {id}\n    rule: {rule}\n    means: {means}\n" for id, rule, means in _RULES)
    yield "ground-rules.md", f"---\nversion: 2\nrules:\n{rules}---\nWe read these aloud twice a year.\n\n{hand.prose(60)}"
    for place, date in enumerate(dates):
        yield f"meetings/{date}/agenda.md", _agenda(hand, people, issues, date)
        if date < TODAY:
            yield f"meetings/{date}/minutes.md", _minutes(hand, people, issues, dates, place)
    for slug in issues:
        yield f"issues/{slug}.md", _issue(hand, people, slug)
    for place in range(2):
        yield (
            f"experiences/{hand.pick(_NOUN)}-{place}.md",
            f"""\
---
subject: {hand.words(2).title()} {place}
kind: {hand.pick(["vendor", "consultant", "product", "method"])}
by: {hand.pick(people)}
period: 2023 to 2025
scope: {hand.random.randrange(20, 900)} users, three sites
benefit: none
again: {hand.pick(["yes", "no", "with-changes"])}
ask_me: true
expires: 2027-12-31
---
{hand.prose(100)}""",
        )
    options = [hand.words(2) for _ in range(3)]
    answers = ", ".join(f"{id}: {hand.pick(options)}" for id in people[:6])
    yield (
        "polls/budget.yml",
        f"""\
question: Who owns the {hand.words(2)}?
kind: choice
options: [{", ".join(options)}]
asked: 2026-10-08
closes: 2026-11-12
answers: {{{answers}}}
consent: [{", ".join(people[:4])}]
""",
    )


def _dates(day: int, nth: int, count: int) -> list[datetime.date]:
    """The nth such weekday of each month, the last in December 2026."""
    found = []
    for back in range(count):
        year, month = divmod(2026 * 12 + 11 - back, 12)
        first = calendar.weekday(year, month + 1, 1)
        found.append(datetime.date(year, month + 1, 1 + (day - first) % 7 + 7 * (nth - 1)))
    return found[::-1]


def _member(hand: _Hand, id: str, number: int, place: int, zone: str, people: list[str]) -> str:
    organisation = f"{hand.pick(_ORG)} {_TRADE[(number + place) % len(_TRADE)]} {number}"
    return f"""\
  - id: {id}
    name: {id.title()} {hand.pick(_LAST)}{hand.pick(_LAST).lower()}
    role: {hand.pick(["Chief", "Deputy", "Acting", "Regional"])} {hand.pick(_NOUN)} officer
    organisation: {organisation}
    level: Lead
    industry: {hand.pick(_INDUSTRY)}
    region: {hand.pick(_REGION)}
    timezone: {zone}
    language: en
    email: {id}-{number}@{organisation.split()[0].lower()}.example
    phone: "+1 555 {hand.random.randrange(1000, 9999)}"
    expertise: [{hand.words(2)}, {hand.words(2)}]
    joined: 2024-09-01
    buddy: {people[place - 1]}
    discloses: {hand.sentence()}
    available: ["Mon-Thu 16:00-20:00", "Fri 09:00-12:00"]
    public: {"true" if place == 0 else "false"}
"""


def _charter(hand: _Hand, people: list[str]) -> str:
    titles = ("Why we meet", "Who may join", "How we meet", "What we promise", "How we decide", "How we end")
    body = "# Charter\n\n" + "\n".join(
        f"## {title}\n\n{hand.prose(70)}\n" + "".join(f"- {hand.sentence()}\n" for _ in range(2)) for title in titles
    )
    digest = hashlib.sha256(body.encode()).hexdigest()[:12]
    signed = "".join(f'  - {{member: {id}, on: 2026-01-15, text: "{digest}"}}\n' for id in people)
    return f"""\
---
version: 3
status: adopted
adopted: 2026-01-15
review_by: 2027-01-15
proposed: 2026-01-01
ratified:
{signed}terms: {{decision_quorum: 5, role_months: {{facilitator: 12}}, response_days: 14, review_months: 12}}
---
{body}"""


def _agenda(hand: _Hand, people: list[str], issues: list[str], date: datetime.date) -> str:
    roles = hand.random.sample(people, 3)
    minutes = {"rules": 3, "update": 16, "break": 5, "nuggets": 6, "close": 3}
    items, length = [], {"The issue of the evening": 45, "A second question": 20}
    for kind, title in _KINDS:
        item = f"  - title: {title}\n    kind: {kind}\n"
        if kind == "check-in":
            item += "    per_person: 1.5\n"
        elif kind == "issue":
            item += f"    purpose: discuss\n    issue: {hand.pick(issues)}\n    text: {hand.sentence()}\n"
            item += f"    lead: {hand.pick(people)}\n    minutes: {length[title]}\n    cut: {1 if length[title] < 30 else 2}\n"
        else:
            item += f"    minutes: {minutes[kind]}\n"
        items.append(item)
    status = "held" if date < TODAY else "planned"
    return f"""\
---
title: {hand.words(3).capitalize()}
status: {status}
roles: {{facilitator: {roles[0]}, notetaker: {roles[1]}, timekeeper: {roles[2]}}}
goal: {hand.sentence()}
prepare_by: {date - datetime.timedelta(days=7)}
rule_in_focus: {hand.pick(_RULES)[0]}
items:
{"".join(items)}---
{hand.prose(50)}"""


def _minutes(hand: _Hand, people: list[str], issues: list[str], dates: list[datetime.date], place: int) -> str:
    there = hand.random.sample(people, MEMBERS)
    date = dates[place]
    decisions = "".join(f"  - {{id: d{n}, text: {hand.sentence()}, by: consent}}\n" for n in (1, 2))
    actions = "".join(
        f"  - {{id: a{n}, what: {hand.sentence()}, owner: {hand.pick(people)}, due: {date + datetime.timedelta(days=60)}}}\n"
        for n in (1, 2, 3)
    )
    done = ", ".join(f"{dates[place - 1]}/a{n}" for n in (1, 2, 3)) if place else ""
    return f"""\
---
status: approved
approved: {date + datetime.timedelta(days=7)}
present: [{", ".join(there[:6])}]
late: [{there[6]}]
excused: [{there[7]}]
guests: []
decisions:
{decisions}actions:
{actions}done: [{done}]
nuggets: [{hand.sentence()}, {hand.sentence()}]
presented: [{hand.pick(issues)}]
spoke: {{{", ".join(f"{id}: {hand.random.randrange(4, 20)}" for id in there[:7])}}}
value: {{{", ".join(f"{id}: {hand.random.randrange(3, 6)}" for id in there[:7])}}}
---
{hand.prose(80)}"""


def _issue(hand: _Hand, people: list[str], slug: str) -> str:
    raised, *others = hand.random.sample(people, 4)
    tried = "".join(
        f"  - what: {hand.sentence()}\n    tried_by: [{id}]\n    outcome: {hand.sentence()}\n    again: with-changes\n"
        for id in others[:2]
    )
    return f"""\
---
title: {slug.rpartition("-")[0].replace("-", " ").capitalize()} and how to {hand.pick(_VERB)} it
kind: {hand.pick(["problem", "question", "vendor", "decision"])}
raised_by: {raised}
raised: 2026-0{hand.random.randrange(1, 10)}-08
urgency: {hand.pick("ABC")}
minutes: 45
status: studied
shared_by: [{", ".join(others)}]
alternatives:
{tried}takeaways: [{hand.sentence()}, {hand.sentence()}]
---
{hand.prose(150)}"""
