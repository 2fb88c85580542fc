"""Articles with their proposals into Doccano: for everyone, for each annotator, or divided among them.

A second push sends what is not there yet, be it that it is new or that the first was interrupted.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import IO, NamedTuple

import msgspec

from quotes import __version__, engines
from quotes.annotation import delivery, selection
from quotes.annotation.accounts import ensure_accounts
from quotes.annotation.connection import DoccanoError, Server
from quotes.annotation.delivery import Delivery, Tally
from quotes.annotation.parcel import Parcel, pack
from quotes.annotation.project import LONGEST_NAME, Project, add_members, ensure_project
from quotes.formats.doccano import Carried, sha256
from quotes.problems import Problem, sift
from quotes.records import Article, Quotation


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """Who annotates: each *annotator* a project of his own, or with *together* one project for all.

    With *overlap* (0 to 1) the articles are divided: that share goes to two people, the others to one.
    """

    annotators: Sequence[str] = ()
    together: bool = False
    overlap: float | None = None
    create_accounts: bool = False

    def projects(self, name: str) -> dict[str, list[str]]:
        """Return the projects' names and who annotates in each."""
        if self.annotators and not self.together:
            return {f"{name} ({annotator})": [annotator] for annotator in self.annotators}
        return {name: list(self.annotators)}


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which articles are pushed: the first *count* in the ranking *by*."""

    count: int
    by: selection.Ranking = "uncertain"


class Proposer(NamedTuple):
    """Who finds quotations in articles that come without, and what it is called in what is sent."""

    extractor: engines.Extractor = engines.by_rules
    label: str = "rules"


RULES = Proposer()


class Pushed(NamedTuple):
    """What came of a push to one project."""

    project: Project
    tally: Tally


def push(
    server: Server,
    items: Iterable[Article | Problem],
    *,
    name: str,
    report: Callable[[Problem], None],
    team: Team | None = None,
    choice: Choice | None = None,
    proposer: Proposer | None = RULES,
    seed: int = 0,
    tell: Callable[[str], None] = lambda line: None,
    follow: Callable[[list[selection.Candidate]], Iterable[selection.Candidate]] = iter,
    patience: float = delivery.PATIENCE,
) -> list[Pushed]:
    """Bring the articles of *items* into the project *name* (into several, for a *team*), each once.

    An article that comes with quotations keeps them; in the others *proposer* finds them (``None``: nobody).
    *report* gets what is wrong with single articles, *tell* what accounts were made, and *follow* passes on
    what is chosen as it is sent. One batch is in memory at a time; a choice or a division keeps the articles
    on disk meanwhile. The queue has *patience* seconds for a batch.

    Raises:
        DoccanoError: for what is wrong with the server, the project or the rights to it. What has arrived by
            then stays, and the same push completes it.
    """
    team = team or Team()
    wanted = team.projects(name)
    longest = max(wanted, key=len)
    if len(longest) > LONGEST_NAME:
        raise DoccanoError(f"{longest!r}: a project's name has {LONGEST_NAME} characters at most; shorten it")
    server.check_queue()
    users = ensure_accounts(server, team.annotators, create=team.create_accounts, tell=tell)
    deliveries: dict[str, Delivery] = {}
    for title, annotators in wanted.items():
        project = ensure_project(server, title)
        add_members(server, project, [users[annotator] for annotator in annotators])
        deliveries[title] = Delivery(server, project, report=report, patience=patience)
    titles = list(deliveries)
    with tempfile.TemporaryFile() as disk:
        if choice is None and team.overlap is None:
            placed: Iterable[tuple[Article | Parcel, list[str]]] = ((a, titles) for a in sift(items, report))
        else:
            packages = (packed(a, proposer=proposer) for a in sift(items, report))
            parcels = sift(chain.from_iterable(packages), report)
            placed = _placed(
                parcels, disk, titles, choice=choice, overlap=team.overlap, seed=seed, follow=follow
            )
        for item, wanting in placed:
            _put(item, wanting, deliveries, proposer=proposer, report=report)
    for one in deliveries.values():
        one.flush()
    return [Pushed(one.project, one.tally) for one in deliveries.values()]


def packed(article: Article, *, proposer: Proposer | None) -> Iterator[Parcel | Problem]:
    """Yield *article* ready to be sent, with the quotations that it has or else that *proposer* finds.

    What is wrong with it, or worth a note, comes before or instead.
    """
    found: Iterable[Article | Problem] = [article]
    label = ""
    if proposer is not None and not article.quotes:
        found, label = proposer.extractor([article]), proposer.label
    for item in found:
        if isinstance(item, Problem):
            yield item
            continue
        try:
            yield pack(item, version=__version__, engine=label)
        except ValueError as error:
            yield Problem(f"article {item.id}", str(error), "mend it and push again; the others are sent")


def _placed(
    parcels: Iterable[Parcel],
    disk: IO[bytes],
    titles: list[str],
    *,
    choice: Choice | None,
    overlap: float | None,
    seed: int,
    follow: Callable[[list[selection.Candidate]], Iterable[selection.Candidate]],
) -> Iterator[tuple[Parcel, list[str]]]:
    """Yield the articles that are chosen, best first, each with the projects that want it.

    All must be seen before the first is chosen; until then they lie on *disk*.
    """
    candidates: list[selection.Candidate] = []
    for parcel in parcels:
        proposals = msgspec.convert(parcel.line["quotes"], Carried).sent(parcel.line["text"])
        others = _by_rules(parcel) if choice is not None and choice.by == "disagreement" else None
        candidates.append(selection.candidate(disk.tell(), parcel.id, proposals, others))
        disk.write(msgspec.json.encode(parcel) + b"\n")
    if choice is not None:
        candidates = selection.choose(candidates, choice.count, by=choice.by, seed=seed)
    whose: dict[str, list[str]] = {}
    if overlap is not None:
        whose = selection.divide((c.id for c in candidates), titles, share=overlap, seed=seed)
    for c in follow(candidates):
        disk.seek(c.place)
        yield msgspec.json.decode(disk.readline(), type=Parcel), whose.get(c.id, titles)


def _by_rules(parcel: Parcel) -> list[Quotation]:
    """Return what the rules find in the article, whoever proposed what is sent; nothing where they fail."""
    found = engines.by_rules([Article(id=parcel.id, text=parcel.line["text"])], time_limit=engines.TIME_LIMIT)
    return [q for item in found if isinstance(item, Article) for q in item.quotes]


def _put(
    item: Article | Parcel,
    titles: list[str],
    deliveries: dict[str, Delivery],
    *,
    proposer: Proposer | None,
    report: Callable[[Problem], None],
) -> None:
    """Send *item* to those of *titles* that lack it, unless it is there with another text.

    Who has it from an earlier push keeps it, also where another would get it now.
    """
    holders = [title for title, one in deliveries.items() if item.id in one.known]
    digest = sha256(item.text) if isinstance(item, Article) else item.sha256
    for title in holders:
        if deliveries[title].known[item.id] != digest:
            what = f"its text is not the one that is in {title!r}"
            report(
                Problem(f"article {item.id}", what, "give it another id, or delete it there, and push again")
            )
            return
        deliveries[title].tally.there += 1
    lacking = [title for title in titles if title not in holders][: max(0, len(titles) - len(holders))]
    if not lacking:
        return
    packages = packed(item, proposer=proposer) if isinstance(item, Article) else [item]
    for parcel in sift(packages, report):
        for title in lacking:
            deliveries[title].add(parcel)
