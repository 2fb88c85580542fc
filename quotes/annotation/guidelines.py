"""The annotators' guide, as it stands on a project's guideline page."""

from pathlib import Path

# in a wheel it lies beside this module, in a checkout where people look for it
PLACES = (
    Path(__file__).with_name("guidelines.md"),
    Path(__file__).parents[2] / "annotations" / "GUIDELINES.md",
)


def guidelines() -> str:
    """Return the guide in Markdown, without blanks at either end: Doccano strips them, and what was sent can
    then be compared with what a project holds."""
    place = next(place for place in PLACES if place.is_file())
    return place.read_text(encoding="utf-8").strip()
