"""The group's promises: overdue, open, done, dropped."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from msgspec import Struct

from peerkit.facts.actions import Carried, all_actions, flow, open_actions
from peerkit.pages.desk import Desk, Draft
from peerkit.render.charts import Chart, columns

ORDER = 60
_QUARTERS = 12  # that the chart has room for


class View(Struct, frozen=True):
    """Overdue and open actions, the next due first; done and dropped ones, the latest first."""

    overdue: tuple[Carried, ...]
    open: tuple[Carried, ...]
    done: tuple[Carried, ...]
    dropped: tuple[Carried, ...]
    flow: tuple[tuple[datetime.date, tuple[int, int]], ...]  # by quarter: taken on, done
    chart: Chart | None


def drafts(desk: Desk) -> Iterator[Draft]:
    """One page, once there are minutes."""
    if not any(m.minutes for m in desk.group.meetings):
        return
    today = desk.context.today
    still = open_actions(desk.group, today)
    through = tuple(flow(desk.group).items())[-_QUARTERS:]
    every = all_actions(desk.group)[::-1]
    view = View(
        overdue=tuple(a for a in still if a.overdue(today)),
        open=tuple(a for a in still if not a.overdue(today)),
        done=tuple(a for a in every if a.state == "done"),
        dropped=tuple(a for a in every if a.state == "dropped"),
        flow=through,
        chart=columns([(desk.words.quarter(day), counts) for day, counts in through], labels=4) if len(through) > 1 else None,
    )
    yield Draft("actions.md", desk.words.plain("Actions"), (), "actions", view)
