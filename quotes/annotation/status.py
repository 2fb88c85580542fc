"""How far the annotators are, and what they made of the proposals: by annotator, and by rule."""

import msgspec

from quotes.annotation.comparing import pair, pair_quotations, parts
from quotes.annotation.connection import Server
from quotes.annotation.copies import ADJUDICATED, Copy, Watch, members, projects, reading, unwatched
from quotes.formats.doccano import from_doccano
from quotes.formats.linking import CUED_BY, IMPLICIT, SAID_BY
from quotes.problems import Problem
from quotes.records import Article, Quotation


class Changes(msgspec.Struct):
    """What was done to spans or links since they were sent."""

    added: int = 0
    deleted: int = 0
    changed: int = 0

    @property
    def total(self) -> int:
        """Return all of them."""
        return self.added + self.deleted + self.changed


class Annotator(msgspec.Struct):
    """One annotator's work; ``left`` is None where a team shares what is left.

    The changes are those of the ``read`` articles: confirmed, and not to be mended first.
    """

    name: str
    done: int = 0
    left: int | None = 0
    read: int = 0
    spans: Changes = msgspec.field(default_factory=Changes)
    links: Changes = msgspec.field(default_factory=Changes)

    @property
    def per_article(self) -> float | None:
        """Return the corrections that an article took, or None before the first."""
        return (self.spans.total + self.links.total) / self.read if self.read else None


class Rule(msgspec.Struct):
    """What became of the quotations that a rule proposed: the same, changed in a part or link, or gone."""

    proposed: int = 0
    kept: int = 0
    changed: int = 0
    deleted: int = 0


class Status(msgspec.Struct, kw_only=True):
    """A project's state; ``shared``: what a team has left, ``added``: quotations that no rule proposed."""

    annotators: list[Annotator]
    rules: dict[str, Rule]
    added: int
    shared: int
    problems: list[Problem]


def status(server: Server, name: str, *, watch: Watch = unwatched) -> Status:
    """Return how far the projects of *name* are. Rules are judged by confirmed articles alone.

    An article that several annotators confirmed judges its rules once for each; the adjudicator's copies
    do not.

    Raises:
        DoccanoError: if the server fails.
    """
    found = projects(server, name)
    people: dict[str, Annotator] = {}
    for project in found:
        if project.annotator:
            people.setdefault(project.annotator, Annotator(project.annotator))
            continue
        for person, role in members(server, project).values():
            if role == "annotator":
                people.setdefault(person, Annotator(person, left=None))
    result = Status(annotators=[], rules={}, added=0, shared=0, problems=[])
    for item in reading(server, found, unconfirmed=False, watch=watch):
        if isinstance(item, Problem):
            result.problems.append(item)
        else:
            _enter(item, people, result)
    result.annotators = list(people.values())
    result.rules = dict(sorted(result.rules.items(), key=lambda pair: (-pair[1].proposed, pair[0])))
    return result


def span_changes(sent: list[Quotation], now: list[Quotation]) -> Changes:
    """Return what was done to the spans, each counted once however many quotations share it.

    A span is changed if its border moved or it has another label.
    """
    before, after = _spans(sent), _spans(now)
    exact = before & after
    # a border moved, else a label: same words under another name
    paired = pair(
        sorted(before - exact),
        sorted(after - exact),
        key=lambda s: s,
        extent=_extent,
        close=lambda a, b: a[0] == b[0],
    )
    gone = [a for a, b in paired if a is not None and b is None]
    new = [b for a, b in paired if b is not None and a is None]
    relabelled = pair(gone, new, key=_extent, extent=_extent, close=lambda a, b: False)
    changed = len(paired) - len(gone) - len(new)
    return _changes(relabelled, changed)


def link_changes(sent: list[Quotation], now: list[Quotation]) -> Changes:
    """Return what was done to the links; one that leads elsewhere, or is now implicit, is changed.

    A link follows its spans: that a border moved changes no link.
    """
    changes = Changes()
    before, after = _spans(sent), _spans(now)
    moved = {
        a: b
        for a, b in pair(
            sorted(before), sorted(after), key=lambda s: s, extent=_extent, close=lambda a, b: a[0] == b[0]
        )
        if a is not None and b is not None
    }
    for old, new in pair_quotations(sent, now):
        then, later = _links(old), _links(new)
        for kind in then.keys() | later.keys():
            if kind not in later:
                changes.deleted += 1
            elif kind not in then:
                changes.added += 1
            else:
                (type, target), there = then[kind], later[kind]
                changes.changed += (type, moved.get(target)) != there
    return changes


Placed = tuple[str, int, int]  # label, start and end


def _spans(quotations: list[Quotation]) -> set[Placed]:
    return {
        (label, part.start, part.end)
        for q in quotations
        for label, part in (("QUOTE", q.quote), ("SPEAKER", q.speaker), ("CUE", q.cue))
        if part is not None
    }


def _links(q: Quotation | None) -> dict[str, tuple[str, Placed]]:
    """Return where a quotation's links lead, and their types, by what they say."""
    if q is None:
        return {}
    links = {}
    if q.speaker is not None:
        links["said"] = (IMPLICIT if q.implicit else SAID_BY, ("SPEAKER", q.speaker.start, q.speaker.end))
    if q.cue is not None:
        links["cued"] = (CUED_BY, ("CUE", q.cue.start, q.cue.end))
    return links


def _extent(span: Placed) -> tuple[int, int]:
    return span[1:]


def _changes(paired: list[tuple[Placed | None, Placed | None]], changed: int) -> Changes:
    added = sum(a is None for a, _ in paired)
    deleted = sum(b is None for _, b in paired)
    return Changes(added, deleted, changed + len(paired) - added - deleted)


def _enter(copy: Copy, people: dict[str, Annotator], result: Status) -> None:
    if copy.annotator is None:
        result.shared += 1
        return
    own = copy.project.annotator is not None
    person = people.setdefault(copy.annotator, Annotator(copy.annotator, left=0 if own else None))
    if copy.confirmed_at is None or copy.marked is None:
        person.left = (person.left or 0) + 1
        return
    person.done += 1
    article, told = from_doccano(copy.marked)
    result.problems += [problem for problem in told if problem.failure]
    if article is None:
        return
    sent = copy.marked.carried.sent(copy.marked.text)
    person.read += 1
    _add(person.spans, span_changes(sent, article.quotes))
    _add(person.links, link_changes(sent, article.quotes))
    if copy.project.annotator != ADJUDICATED:
        _judge(sent, article, result)


def _judge(sent: list[Quotation], article: Article, result: Status) -> None:
    for old, new in pair_quotations(sent, article.quotes):
        if old is None:
            result.added += 1
            continue
        rule = result.rules.setdefault(old.by or "unknown", Rule())
        rule.proposed += 1
        if new is None:
            rule.deleted += 1
        elif parts(old) == parts(new):
            rule.kept += 1
        else:
            rule.changed += 1


def _add(to: Changes, more: Changes) -> None:
    to.added += more.added
    to.deleted += more.deleted
    to.changed += more.changed
