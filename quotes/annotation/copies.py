"""What lies in Doccano: each annotator's copy of each article, its marks, who confirmed it, the comments.

A project NAME pushed for annotators a and b is two projects, ``NAME (a)`` and ``NAME (b)``; pushed for a
team it is ``NAME`` alone, and an article is the annotator's who confirmed it. ``NAME (adjudicated)`` holds
what somebody decided where annotators differ.
"""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec

from quotes.annotation.connection import PAGE, DoccanoError, Server
from quotes.annotation.project import ADMINISTRATOR, TYPE
from quotes.formats.doccano import Carried, Link, Mark, Marked
from quotes.problems import Problem

ADJUDICATED = "adjudicated"
AT_ONCE = 2  # requests under way: Doccano gains nothing from more


class Project(msgspec.Struct, frozen=True):
    """One project of those that belong together; ``annotator`` is None where a team shares it."""

    id: int
    name: str
    annotator: str | None = None


class Copy(msgspec.Struct, kw_only=True):
    """One annotator's copy of an article; nobody's, if a team shares it and nobody has confirmed it.

    ``confirmed_at`` (Doccano's time stamp) is None until somebody confirms it; ``confirmed_by`` is told where
    the project is not one annotator's. ``marked`` is None where it was not asked for. ``link`` opens it.
    """

    article_id: str
    project: Project
    annotator: str | None
    link: str
    confirmed_at: str | None = None
    confirmed_by: str | None = None
    comments: list[dict[str, str]] = []
    marked: Marked | None = None

    @property
    def where(self) -> str:
        """Return what messages call it."""
        return place(self.article_id, self.annotator, self.link)


def projects(server: Server, name: str) -> list[Project]:
    """Return the projects that *name* stands for, the annotators' by their names, the adjudicator's last.

    Raises:
        DoccanoError: if there is none, two have one name, the one is of another type, or the user does not
            administer them all: an annotator sees his own copies alone, which would pass for all.
    """
    name = name.strip()
    named = re.compile(re.escape(name) + r"(?: \(([^()]+)\))?")
    found: dict[str, Project] = {}
    for row in server.pages("projects"):
        match = named.fullmatch(row["name"])
        if match is None:
            continue
        where = f"{server.url}: project {row['name']!r}"
        if row["project_type"] != TYPE or not row.get("use_relation"):
            if match[1]:
                continue  # another's, whose name looks like an annotator's
            raise DoccanoError(f"{where} is not one of spans and links; rename it, or name another")
        if row["name"] in found:
            raise DoccanoError(f"{where} is there twice; rename one of the two")
        project = Project(row["id"], row["name"], match[1])
        role = server.get(f"projects/{project.id}/my-role")["rolename"]
        if role != ADMINISTRATOR:
            what = f"{server.username!r} is {role} there and does not see what all did"
            raise DoccanoError(f"{where}: {what}; log in as its administrator")
        # also where the annotator is no member any more: without his copies others would pass for agreed
        found[row["name"]] = project
    if not found:
        what = f"{server.username!r} is in no project {name!r} there"
        raise DoccanoError(f"{server.url}: {what}; check --project, or push it first")
    return sorted(found.values(), key=lambda p: (p.annotator == ADJUDICATED, p.name))


Watch = Callable[[Iterator[Copy | Problem], Callable[[], int]], Iterator[Copy | Problem]]


def unwatched(items: Iterator[Copy | Problem], total: Callable[[], int]) -> Iterator[Copy | Problem]:
    """Yield *items* as they are."""
    return items


def reading(
    server: Server, projects: list[Project], *, unconfirmed: bool = False, watch: Watch = unwatched
) -> Iterator[Copy | Problem]:
    """Yield the copies of all *projects*, passed through *watch*, which may show how far it is."""
    items = (item for p in projects for item in copies(server, p, unconfirmed=unconfirmed))
    return watch(items, lambda: count(server, projects))


def copies(server: Server, project: Project, *, unconfirmed: bool = False) -> Iterator[Copy | Problem]:
    """Yield every article of *project* in its order; the marks of confirmed ones, or of all if *unconfirmed*.

    An article that was not pushed by us is a problem. Two requests are under way at a time.

    Raises:
        DoccanoError: if the server fails, or articles come or go meanwhile.
    """
    path = f"projects/{project.id}"
    # who confirmed an article tells whose it is, or who adjudicated it
    people = members(server, project) if project.annotator in (None, ADJUDICATED) else {}
    labels = {row["id"]: row["text"] for row in server.get(f"{path}/span-types")}
    types = {row["id"]: row["text"] for row in server.get(f"{path}/relation-types")}
    comments: dict[int, list[dict[str, str]]] = {}
    for row in server.pages(f"{path}/comments", ordering="created_at"):
        said = {"by": row["username"], "at": row["created_at"], "text": row["text"]}
        comments.setdefault(row["example"], []).append(said)

    def copy(numbered: tuple[int, dict[str, Any]]) -> Copy | Problem:
        n, row = numbered
        link = f"{server.url}/projects/{project.id}/sequence-labeling?page={n}"
        try:
            carried = msgspec.convert((row["meta"] or {})["quotes"], Carried)
        except (KeyError, TypeError, msgspec.ValidationError) as error:
            what = f"it does not have what push gives an article ({type(error).__name__}: {error})"
            where = place(f"{row['id']} of Doccano", project.annotator, link)
            return Problem(where, what, "push it instead of importing it, or restore its metadata")
        found = Copy(
            article_id=carried.article_id,
            project=project,
            annotator=project.annotator,
            link=link,
            comments=comments.get(row["id"], []),
        )
        of = f"{path}/examples/{row['id']}"
        states = server.get(f"{of}/states")["results"] if row["is_confirmed"] else []
        if states:
            found.confirmed_at = states[-1]["confirmed_at"]
            if people:
                user = states[-1]["confirmed_by"]
                found.confirmed_by, _ = people.get(user, (f"user {user}", ""))
                found.annotator = found.annotator or found.confirmed_by
        if states or unconfirmed:
            found.marked = Marked(
                text=row["text"],
                marks=[
                    Mark(s["id"], labels.get(s["label"], "?"), s["start_offset"], s["end_offset"])
                    for s in server.get(f"{of}/spans")
                ],
                links=[
                    Link(r["from_id"], r["to_id"], types.get(r["type"], "?"))
                    for r in server.get(f"{of}/relations")
                ],
                carried=carried,
                where=found.where,
            )
        return found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(copy, enumerate(_examples(server, project), 1))


def count(server: Server, projects: list[Project]) -> int:
    """Return how many articles *projects* hold together."""
    return sum(server.get(f"projects/{p.id}/examples", limit=1)["count"] for p in projects)


def place(article_id: str, annotator: str | None, link: str) -> str:
    """Return what messages call an article in Doccano: its id, whose it is, and what opens it."""
    whose = f" of {annotator}" if annotator else ""
    return f"article {article_id}{whose} ({link})"


def members(server: Server, project: Project) -> dict[int, tuple[str, str]]:
    """Return the name and role of everybody in *project*, by number."""
    rows = server.get(f"projects/{project.id}/members")
    return {row["user"]: (row["username"], row["rolename"]) for row in rows}


def _examples(server: Server, project: Project) -> list[dict[str, Any]]:
    """Return the articles in the order in which the page numbers them.

    That order is by time alone, and pages of it may overlap where times are equal: then all at once.
    """
    path = f"projects/{project.id}/examples"
    rows = list(server.pages(path))
    first = server.get(path, limit=1)
    if len({row["id"] for row in rows}) != first["count"]:
        rows = server.get(path, limit=max(first["count"], PAGE))["results"]
        if len({row["id"] for row in rows}) != first["count"]:
            what = "articles were added or deleted meanwhile"
            raise DoccanoError(f"{server.url}: {what} in {project.name!r}; run again when that is done")
    return rows
