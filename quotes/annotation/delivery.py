"""One project being filled: what is there, what waits to be sent, and a count of what arrived.

A batch is counted before the next is sent, so only the newest can be incomplete. Doccano stores a batch in
three steps, each whole or not at all: its articles, their spans, their links. Hence a batch of which an
article has its links arrived whole, and one without a link (or, having none, without a span) broke off. An
annotator may empty a batch too: so its name is a tag of the project until it is counted.
"""

import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from quotes.annotation.connection import DoccanoError, Server
from quotes.annotation.parcel import Parcel, encode, repack, unpack
from quotes.annotation.project import Project
from quotes.formats.doccano import sha256
from quotes.problems import Problem

BATCH = 100  # articles
HEAVIEST = 4_000_000  # bytes of a batch; a heavier article goes alone
PATIENCE = 60.0  # seconds in which the task queue must have worked off a batch
GRACE = 5.0  # seconds in which a batch that another process sent may still complete itself
PAUSE = 0.1  # seconds between looks
ATTEMPTS = 2

Sums = tuple[int, int, int]  # articles, spans, links
Row = dict[str, Any]  # an article, a span or a link as the server tells it


class Tally(msgspec.Struct):
    """What came of a push to one project, in articles but for the last two, which count what arrived."""

    sent: int = 0
    arrived: int = 0
    there: int = 0  # before
    mended: int = 0  # those of ``there`` that an interrupted push had left incomplete
    spans: int = 0
    links: int = 0

    def add(self, arrived: Sums) -> None:
        """Count what arrived."""
        self.arrived += arrived[0]
        self.spans += arrived[1]
        self.links += arrived[2]


class Delivery:
    """The articles of one *project*: those there, by id, and those on their way."""

    def __init__(
        self,
        server: Server,
        project: Project,
        *,
        report: Callable[[Problem], None],
        patience: float = PATIENCE,
    ) -> None:
        """Look at what is there, and complete what an interrupted push left.

        Raises:
            DoccanoError: for whatever goes wrong with the server.
        """
        self.server, self.project, self.report = server, project, report
        self.patience = patience
        self.path = f"projects/{project.id}"
        self.tally = Tally()
        self.known: dict[str, str] = {}  # article id → SHA-256 of its text
        self.waiting: list[Parcel] = []
        self.weight = 0
        newest: list[Row] = []
        for row in server.pages(f"{self.path}/examples", ordering="created_at"):
            if carried := unpack(row):
                self.known[carried.article_id] = carried.sha256
                if newest and newest[0]["upload_name"] != row["upload_name"]:
                    newest = []
                newest.append(row)
        name = newest[0]["upload_name"] if newest else ""
        if self.tags(name):
            again = self.take_back(newest)
            if again:
                self.deliver(again)
            self.settle(name)
        self.tally = Tally(mended=self.tally.arrived)

    def add(self, parcel: Parcel) -> None:
        """Send *parcel* with the next batch, which may be now."""
        weight = len(encode(parcel, self.project.id))
        if self.waiting and self.weight + weight > HEAVIEST:
            self.flush()
        self.known[parcel.id] = parcel.sha256
        self.waiting.append(parcel)
        self.weight += weight
        if len(self.waiting) == BATCH:
            self.flush()

    def flush(self) -> None:
        """Send what waits."""
        batch, self.waiting, self.weight = self.waiting, [], 0
        if batch:
            self.deliver(batch)

    def deliver(self, batch: list[Parcel]) -> None:
        """Send *batch* and count what arrives; what does not arrive is told, an article a line.

        Raises:
            DoccanoError: if nothing of it arrives, or the task queue does not finish it.
        """
        self.tally.sent += len(batch)
        left = {parcel.id: parcel for parcel in batch}
        said = ""
        for _ in range(ATTEMPTS):
            expected = _sums(left.values())
            before = self.totals()
            name = f"quotes-{uuid.uuid4()}.jsonl"
            said = self.send(list(left.values()), name=name) or said
            if before and self.totals() == tuple(a + b for a, b in zip(before, expected)):
                self.tally.add(expected)
                self.settle(name)
                return
            # something is missing, or people are at work in the project: article by article
            rows = list(self.newest(left))
            again = {parcel.id for parcel in self.take_back(rows)}
            for row in rows:
                id = row["meta"]["quotes"]["article_id"]
                if id not in again:
                    self.count(row, left.pop(id))
            self.settle(name)
            if not left:
                return
        self.tally.sent -= len(left)
        why = f"Doccano did not take it in ({said or 'without a word'})"
        if len(left) == len(batch):
            raise DoccanoError(
                f"{self.project.url}: none of {len(batch)} articles arrived: {why}; see its log"
            )
        for id in left:
            del self.known[id]
            self.report(Problem(f"article {id}", why, "mend it and push again; the others are there"))

    def tags(self, name: str) -> list[int]:
        """Return the tags that say that the batch *name* is on its way."""
        return [tag["id"] for tag in self.server.get(f"{self.path}/tags") if tag["text"] == name]

    def settle(self, name: str) -> None:
        """Note that the batch *name* is counted: whatever it lacks from now on, people took out."""
        for tag in self.tags(name):
            self.server.request("DELETE", f"{self.path}/tags/{tag}")

    def send(self, batch: list[Parcel], *, name: str) -> str:
        """Have the server import *batch* as *name*, wait until it is done, return what it complains of.

        Raises:
            DoccanoError: if that takes longer than ``patience`` seconds.
        """
        lines = b"".join(encode(parcel, self.project.id) for parcel in batch)
        self.server.request("POST", f"{self.path}/tags", json={"text": name})
        upload = self.server.request(
            "POST",
            "fp/process/",
            files={"filepond": (name, lines)},
            headers={"Content-Type": None, "Accept": "*/*"},
        )
        asked = {"uploadIds": [upload], "task": "RelationExtraction", "format": "JSONL", "encoding": "utf_8"}
        task = self.server.request("POST", f"{self.path}/upload", json=asked)["task_id"]
        deadline = time.monotonic() + self.patience
        while not (status := self.server.get(f"tasks/status/{task}"))["ready"]:
            if time.monotonic() > deadline:
                raise DoccanoError(
                    f"{self.project.url}: the task queue has not finished a batch in {self.patience:.0f}"
                    " seconds; see that it runs, then push again"
                )
            time.sleep(PAUSE)
        # neither is an error by its status
        complaints = [status["error"], *((status["result"] or {}).get("error") or [])]
        return "; ".join(_words(complaint) for complaint in complaints if complaint)

    def totals(self) -> Sums | None:
        """Return how many articles, spans and links the project holds, or None if it cannot tell.

        It cannot where someone has marked something and is no longer a member.
        """
        try:
            articles = self.server.get(f"{self.path}/examples", limit=1)["count"]
            spans, links = (
                sum(
                    sum(by_label.values())
                    for by_label in self.server.get(f"{self.path}/metrics/{what}").values()
                )
                for what in ("span-distribution", "relation-distribution")
            )
        except DoccanoError:
            return None
        return articles, spans, links

    def newest(self, ids: Iterable[str]) -> Iterator[Row]:
        """Yield what is there of the articles *ids*, from the newest back."""
        wanted = set(ids)
        for row in self.server.pages(f"{self.path}/examples", ordering="-created_at"):
            if (carried := unpack(row)) and carried.article_id in wanted:
                wanted.remove(carried.article_id)
                yield row
            if not wanted:
                return

    def take_back(self, rows: list[Row]) -> list[Parcel]:
        """Delete those of *rows* whose batch broke off, and return them as they were sent.

        What somebody has worked on since stays, and is told.
        """
        again: list[Parcel] = []
        deletable: list[int] = []
        batches: dict[str, list[tuple[Row, Parcel]]] = {}
        for row in rows:
            carried = unpack(row)
            if carried is None or sha256(row["text"]) != carried.sha256:
                continue  # somebody has been at it
            batches.setdefault(row["upload_name"], []).append((row, repack(row, carried)))
        for batch in batches.values():
            if not self.broke_off(batch):
                continue
            for row, parcel in batch:
                if self.untouched(row, parcel):
                    deletable.append(row["id"])
                    again.append(parcel)
                else:
                    where = f"left it in {self.project.name!r} half done"
                    what = f"an interrupted push {where}, and it was edited since"
                    self.report(Problem(f"article {parcel.id}", what, f"look at it ({row['id']})"))
        if deletable:  # an empty list would delete them all
            self.server.request("DELETE", f"{self.path}/examples", json={"ids": deletable})
        return again

    def broke_off(self, batch: list[tuple[Row, Parcel]]) -> bool:
        """Return whether the last step of *batch* never happened; another process gets time for it."""
        step = 1 if any(parcel.counts[1] for _, parcel in batch) else 0
        expected = [row for row, parcel in batch if parcel.counts[step]]
        deadline = time.monotonic() + GRACE
        while expected and not any(self.marks(row)[step] for row in expected):
            if time.monotonic() > deadline:
                return True
            time.sleep(PAUSE)
        return False

    def untouched(self, row: Row, parcel: Parcel) -> bool:
        """Return whether nobody has confirmed or marked anything in an article that is incomplete."""
        spans, links = self.marks(row)
        sent = sorted((entity["start_offset"], entity["end_offset"]) for entity in parcel.line["entities"])
        there = sorted((span["start_offset"], span["end_offset"]) for span in spans)
        return not (links or row["is_confirmed"] or row["comment_count"]) and there in ([], sent)

    def marks(self, row: Row) -> tuple[list[Row], list[Row]]:
        """Return the spans and links of an article."""
        path = f"{self.path}/examples/{row['id']}"
        return self.server.get(f"{path}/spans"), self.server.get(f"{path}/relations")

    def count(self, row: Row, parcel: Parcel) -> None:
        """Count what arrived of *parcel*, and tell if it is not all."""
        spans, links = (len(marks) for marks in self.marks(row))
        self.tally.add((1, spans, links))
        if (spans, links) != parcel.counts:
            sent = "{} spans and {} links".format(*parcel.counts)
            what = f"of {sent}, {spans} and {links} are in {self.project.name!r}"
            self.report(
                Problem(f"article {parcel.id}", what, f"delete it there ({row['id']}) and push again")
            )


def _sums(parcels: Iterable[Parcel]) -> Sums:
    counts = [parcel.counts for parcel in parcels]
    return len(counts), sum(spans for spans, _ in counts), sum(links for _, links in counts)


def _words(complaint: Any) -> str:
    """Return what the server says of a line, or of all."""
    if isinstance(complaint, dict):
        line = f"line {complaint['line']}: " if complaint.get("line") else ""
        return f"{line}{complaint.get('message') or complaint.get('text')}"
    return str(complaint)
