"""What a format cannot hold: told before it is lost, and counted."""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from quotes.problems import Problem, Tally
from quotes.records import Article


def _place(article: Article) -> list[str]:
    return ["place of a cue or a speaker" for q in article.quotes for part in (q.cue, q.speaker) if part]


def _optional(article: Article) -> list[str]:
    return ["mark that a quotation is optional"] * sum(q.optional for q in article.quotes)


def _text(article: Article) -> list[str]:
    return ["article's text"]


def _meta(article: Article) -> list[str]:
    return ["article's meta data"] if article.meta else []


def _bare(article: Article) -> list[str]:
    return [] if article.quotes else ["article without quotations"]


def _ids(article: Article) -> list[str]:
    return ["number of a source" for q in article.quotes if q.speaker_id is not None]


# formats for people; those of tools say it themselves, in ``lost_x``
LOSSES: dict[str, tuple[Callable[[Article], list[str]], ...]] = {
    "csv": (_text, _meta, _bare),
    "table": (_text, _meta, _place, _optional, _ids),
    "html": (_meta, _optional),
}


def holding(articles: Iterable[Article], *, format: str, out: str) -> Iterator[Article | Problem]:
    """Yield those of *articles* that *format* can hold, a problem for others, a tally for what is lost."""
    module = import_module(f"quotes.formats.{format}")
    lost: Callable[[Article], list[str]] | None = getattr(module, f"lost_{format}", None)
    remedy = f"{format} has no place for it; jsonl and markup hold all"
    for article in articles:
        try:
            kinds = (
                lost(article) if lost else [kind for find in LOSSES.get(format, ()) for kind in find(article)]
            )
        except ValueError as error:
            what = f"{format} cannot hold this article: {error}"
            yield Problem(f"article {article.id}", what, "it is left out; jsonl and markup hold it")
            continue
        for kind in kinds:
            what, _, own = kind.partition("; ")
            yield Tally(out, what, own or remedy)
        yield article
