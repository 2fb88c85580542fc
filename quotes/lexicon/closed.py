"""Closed classes of words and finite verbs that do not report.

``closed.tsv`` has the classes of clauses, ``mentions.tsv`` those of sources, ``predicates.tsv`` the verbs.
"""

from functools import cache
from importlib.resources import files


@cache
def closed(name: str) -> frozenset[str]:
    """Return the folded words of one class; ``_`` stands for the space inside a word of two.

    Raises:
        KeyError: when neither table has such a class.
    """
    return _classes()[name]


@cache
def predicates() -> frozenset[str]:
    """Return the folded words that news uses as finite verbs, as mined from raw text."""
    return _first_column("predicates.tsv")


@cache
def nouns() -> frozenset[str]:
    """Return the folded common nouns of news, without the article, as mined from raw text."""
    return _first_column("nouns.tsv")


def _first_column(name: str) -> frozenset[str]:
    lines = files("quotes.lexicon").joinpath(name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.split("\t", 1)[0] for line in lines[1:])


@cache
def _classes() -> dict[str, frozenset[str]]:
    found = {}
    for table in ("closed.tsv", "mentions.tsv"):
        lines = files("quotes.lexicon").joinpath(table).read_text(encoding="utf-8").splitlines()
        rows = (line.split("\t") for line in lines[1:])
        found.update({name: frozenset(words.split()) for name, words, _ in rows})
    return found
