"""The record itself: one line of JSON an article."""

import json
from collections.abc import Iterable
from typing import Any, TextIO

import msgspec

from quotes.records import Article

encoder = msgspec.json.Encoder()
# line ends to str.splitlines, by which many read JSON lines, but none to JSON
_LINE_ENDS = {end: f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}


def to_json(article: Article) -> str:
    """Return *article* as a line of JSON, see ``to_line``."""
    return to_line(article)


def to_line(value: Any) -> str:
    """Return *value* as a line of JSON without its line end, one line also to ``str.splitlines``.

    A text with lone surrogates, which has no UTF-8, is written in ASCII with ``\\ud83d`` for each of
    them: read back, it is the same text with the same offsets.
    """
    try:
        line = encoder.encode(value).decode()
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value))
    for end, escaped in _LINE_ENDS.items():
        line = line.replace(end, escaped)
    return line


def write_jsonl(articles: Iterable[Article], stream: TextIO) -> None:
    """Write each article on a line as it comes."""
    for article in articles:
        stream.write(to_json(article) + "\n")
