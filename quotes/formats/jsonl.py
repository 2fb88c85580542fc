"""The record itself: one line of JSON an article."""

import json
from collections.abc import Iterable
from typing import TextIO

import msgspec

from quotes.records import Article

encoder = msgspec.json.Encoder()


def to_json(article: Article) -> str:
    """Return *article* as a line of JSON without its line end.

    A text with lone surrogates, which has no UTF-8, is written in ASCII with ``\\ud83d`` for each of
    them: read back, it is the same text with the same offsets.
    """
    try:
        return encoder.encode(article).decode()
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(article))


def write_jsonl(articles: Iterable[Article], stream: TextIO) -> None:
    """Write each article on a line as it comes."""
    for article in articles:
        stream.write(to_json(article) + "\n")
