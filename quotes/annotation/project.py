"""A project as we need it in Doccano: its settings, labels, guideline and members; made, or completed."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from quotes.annotation.connection import DoccanoError, Server
from quotes.formats.doccano import LINK_LABELS, SPAN_LABELS, Label

TYPE = "SequenceLabeling"
# fixed when a project is made: links, nested spans, offsets in UTF-16, and everybody sees what was imported
SETTINGS = {
    "allow_overlapping": True,
    "use_relation": True,
    "grapheme_mode": False,
    "collaborative_annotation": True,
}
DESCRIPTION = "Who said what: quotations, their speakers and their cues"
LONGEST_NAME = 100  # characters
ADMINISTRATOR, ANNOTATOR = "project_admin", "annotator"


class Project(NamedTuple):
    """A project on a server."""

    id: int
    name: str
    url: str


def ensure_project(server: Server, name: str) -> Project:
    """Return the project *name*, made first if there is none; labels that it lacks are added.

    Raises:
        DoccanoError: if the name is too long, or taken by a project that cannot hold our articles or is not
            the user's to fill.
    """
    if not name.strip() or len(name) > LONGEST_NAME:
        raise DoccanoError(f"{name!r}: a project's name has 1 to {LONGEST_NAME} characters; choose another")
    row = find_project(server, name)
    if row is None:
        row = _make(server, name)
    else:
        _check(server, row)
    project = Project(row["id"], name, f"{server.url}/projects/{row['id']}")
    for path, labels in (("span-types", SPAN_LABELS), ("relation-types", LINK_LABELS)):
        _complete(server, f"projects/{project.id}/{path}", labels)
    return project


def find_project(server: Server, name: str) -> dict[str, Any] | None:
    """Return what *server* says of the project *name*, or None.

    Raises:
        DoccanoError: if there are several.
    """
    found = [row for row in server.pages("projects") if row["name"] == name.strip()]
    if len(found) > 1:
        ids = ", ".join(str(row["id"]) for row in found)
        raise DoccanoError(
            f"{server.url}: {len(found)} projects are called {name!r} ({ids}); rename the others"
        )
    return found[0] if found else None


def add_members(server: Server, project: Project, users: Iterable[int]) -> None:
    """Let *users* (their ids) annotate in *project*; members keep the role that they have."""
    path = f"projects/{project.id}/members"
    there = {member["user"] for member in server.get(path)}
    missing = [user for user in users if user not in there]
    if missing:
        role = next(role["id"] for role in server.get("roles") if role["name"] == ANNOTATOR)
        for user in missing:
            server.request("POST", path, json={"user": user, "role": role})


def _make(server: Server, name: str) -> dict[str, Any]:
    from quotes.annotation.guidelines import guidelines

    wanted = {
        "resourcetype": f"{TYPE}Project",
        "project_type": TYPE,
        "name": name,
        "description": DESCRIPTION,
        "guideline": guidelines(),
        "tags": [],
        **SETTINGS,
    }
    made: dict[str, Any] = server.request("POST", "projects", json=wanted)
    return made


def _check(server: Server, row: dict[str, Any]) -> None:
    where = f"{server.url}: project {row['name']!r} (number {row['id']})"
    if row["project_type"] != TYPE:
        raise DoccanoError(f"{where} is of type {row['project_type']}, not {TYPE}; choose another name")
    for setting, value in SETTINGS.items():
        if row.get(setting) is not value:
            state = "off" if value else "on"
            raise DoccanoError(f"{where} has {setting} {state}, which cannot be changed; choose another name")
    role = server.get(f"projects/{row['id']}/my-role")["rolename"]
    if role != ADMINISTRATOR:
        raise DoccanoError(
            f"{where}: {server.username!r} is {role} there and may not import; log in as its administrator"
        )


def _complete(server: Server, path: str, labels: Iterable[Label]) -> None:
    """Add those of *labels* that the project lacks; a key that another label has is left to it."""
    rows = server.get(path)
    there = {row["text"] for row in rows}
    taken = {row["suffix_key"] for row in rows if not row["prefix_key"]}
    for label in labels:
        if label.text not in there:
            server.request(
                "POST",
                path,
                json={
                    "text": label.text,
                    "background_color": label.colour,
                    "text_color": "#ffffff" if _dark(label.colour) else "#000000",
                    "suffix_key": None if label.key in taken else label.key,
                    "prefix_key": None,
                },
            )


def _dark(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128
