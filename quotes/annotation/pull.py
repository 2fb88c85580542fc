"""Corrections out of Doccano: what people confirmed, by annotator, and what of it counts as gold.

Nothing is gold that nobody confirmed. Where several annotators have an article it counts once all have
confirmed it and agree in every span and link, or once somebody has decided it in ``NAME (adjudicated)``.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from quotes.annotation.comparing import parts
from quotes.annotation.connection import Server
from quotes.annotation.copies import ADJUDICATED, Copy, Project, Watch, projects, reading, unwatched
from quotes.formats.doccano import from_doccano
from quotes.problems import Problem
from quotes.records import Article

KEY = "annotation"  # of an article's meta: who confirmed it, when, and what was said about it


class Waiting(msgspec.Struct, frozen=True):
    """An article that is not gold yet, why, and what opens its copies in Doccano."""

    article_id: str
    why: str
    links: list[str]

    def __str__(self) -> str:
        return f"article {self.article_id} waits: {self.why} ({', '.join(self.links)})"


class Pulled(msgspec.Struct, kw_only=True):
    """What a project holds; of each annotator the confirmed articles, and the others if asked for.

    The key of *unconfirmed* is None for what a team shares. ``left`` counts what nobody has confirmed.
    """

    confirmed: dict[str, list[Article]]
    unconfirmed: dict[str | None, list[Article]]
    adjudicated: list[Article]
    waiting: list[Waiting]
    problems: list[Problem]
    left: int


class Read(msgspec.Struct):
    """A copy and the article that it says: None if it is not confirmed, or must be looked at again."""

    copy: Copy
    article: Article | None = None


def pull(server: Server, name: str, *, unconfirmed: bool = False, watch: Watch = unwatched) -> Pulled:
    """Return what lies in the projects of *name*, the articles in the order in which they were pushed.

    *unconfirmed* asks for what nobody has confirmed too, apart from the rest. ``problems`` has all that was
    mended in an article or keeps it back, each with its link.

    Raises:
        DoccanoError: if the server fails; nothing is told of a part.
    """
    found = projects(server, name)
    problems: list[Problem] = []
    read: list[Read] = []
    there: set[tuple[int | str, str]] = set()
    for item in reading(server, found, unconfirmed=unconfirmed, watch=watch):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        # once in a project, and once an annotator's who works in several
        keys = {(key, item.article_id) for key in (item.project.id, item.annotator) if key is not None}
        if keys & there:
            what = "this article is there twice"
            problems.append(Problem(item.where, what, "delete one of the two, and pull again"))
            continue
        there |= keys
        read.append(Read(item, article_of(item, problems)))
        item.marked = None  # much larger than the article
    theirs = [r for r in read if r.copy.project.annotator != ADJUDICATED]
    result = Pulled(
        confirmed={annotator: [] for annotator in annotators(found)},
        unconfirmed={},
        adjudicated=[],
        waiting=[],
        problems=problems,
        left=sum(r.copy.confirmed_at is None for r in theirs),
    )
    for r in theirs:
        if r.copy.confirmed_at is None:
            if r.article is not None:
                result.unconfirmed.setdefault(r.copy.annotator, []).append(r.article)
        elif r.copy.annotator is not None:
            files = result.confirmed.setdefault(r.copy.annotator, [])
            if r.article is not None:
                files.append(r.article)
    _adjudicate(read, result)
    return result


def annotators(found: Iterable[Project]) -> list[str]:
    """Return the annotators who have a project of their own."""
    return [p.annotator for p in found if p.annotator not in (None, ADJUDICATED)]


def article_of(copy: Copy, problems: list[Problem]) -> Article | None:
    """Return the article that *copy* says, with who confirmed it in its meta; None if it was not read.

    What was mended or keeps it back is added to *problems*.
    """
    if copy.marked is None:
        return None
    article, told = from_doccano(copy.marked)
    problems += told
    if article is None:
        return None
    said: dict[str, Any] = {
        "annotator": copy.confirmed_by or copy.annotator,
        "confirmed_at": copy.confirmed_at,
        "comments": copy.comments,
        "link": copy.link,
    }
    if KEY in article.meta:  # pushed again after an earlier round
        said["before"] = article.meta[KEY]
    article.meta = article.meta | {KEY: said}
    return article


def same(one: Article, other: Article) -> bool:
    """Tell whether two annotators marked one article alike, in every span and link."""
    return one.text == other.text and sorted(map(parts, one.quotes)) == sorted(map(parts, other.quotes))


def _adjudicate(read: list[Read], result: Pulled) -> None:
    """Enter each article either as gold or as waiting, in the order of their first copies."""
    groups: dict[str, list[Read]] = {}
    for r in read:
        groups.setdefault(r.copy.article_id, []).append(r)
    for id, group in groups.items():
        gold = _gold(group)
        if isinstance(gold, Article):
            result.adjudicated.append(gold)
        elif gold:
            result.waiting.append(Waiting(id, gold, [r.copy.link for r in group]))


def _gold(group: list[Read]) -> Article | str:
    """Return an article's gold out of its copies, or why there is none yet ("": nobody has touched it)."""
    theirs = [r for r in group if r.copy.project.annotator != ADJUDICATED]
    decided = [r for r in group if r.copy.project.annotator == ADJUDICATED]
    names = [r.copy.annotator for r in theirs if r.copy.annotator is not None]
    for r in decided:
        if r.copy.confirmed_at is not None:
            return (
                _signed(r.article, adjudicated=names) if r.article else "the adjudicated copy must be mended"
            )
    broken = [r for r in theirs if r.copy.confirmed_at is not None and r.article is None]
    if broken:
        return f"{_listed(broken)} must mend it"
    missing = [r for r in theirs if r.copy.confirmed_at is None]
    if missing:
        return _missed(missing) if len(missing) < len(theirs) else ""
    articles = [r.article for r in theirs if r.article is not None]
    if not articles:
        return "nobody has it but the adjudicator, who has not confirmed it"
    first, *others = articles
    if not others:
        return first
    if all(same(first, other) for other in others):
        said = [comment for r in theirs for comment in r.copy.comments]
        return _signed(first, agreed=names, comments=said)
    return f"{_listed(theirs)} differ"


def _missed(missing: list[Read]) -> str:
    people = [r for r in missing if r.copy.annotator]
    shared = sorted({r.copy.project.name for r in missing if not r.copy.annotator})
    whose = [f"not confirmed by {_listed(people)}"] if people else []
    return ", ".join(whose + [f"nobody has confirmed it in {name!r}" for name in shared])


def _signed(article: Article, **more: Any) -> Article:
    signed: Article = msgspec.structs.replace(article, meta=article.meta | {KEY: article.meta[KEY] | more})
    return signed


def _listed(read: list[Read]) -> str:
    return " and ".join(r.copy.annotator or "anybody" for r in read)
