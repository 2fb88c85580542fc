"""An article as it is sent: its line of JSON, checked to be one that Doccano can store."""

import json
import re
import uuid
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from quotes.formats.doccano import Carried, to_doccano
from quotes.records import Article

# a backslash that is itself escaped makes no NUL of what follows
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Parcel(NamedTuple):
    """An article ready to be sent: ``line`` is the object of its line of JSON."""

    id: str
    sha256: str
    line: dict[str, Any]

    @property
    def counts(self) -> tuple[int, int]:
        """Return how many spans and links it has."""
        return len(self.line["entities"]), len(self.line["relations"])


def pack(article: Article, *, version: str, engine: str = "") -> Parcel:
    """Return *article* with its quotations, which *engine* found, ready to be sent.

    Raises:
        ValueError: for what Doccano cannot store: no words, NUL or lone surrogates, in the text or beside it.
    """
    try:
        encoded = msgspec.json.encode(to_doccano(article, version=version, engine=engine))
    except UnicodeEncodeError:
        encoded = b"\\u0000"
    if NUL.search(encoded):
        raise ValueError("what comes with its text holds NUL or half a surrogate pair")
    # through JSON and back: what is no JSON (a date, not-a-number) is from here on as it will be stored
    line = json.loads(encoded)
    return Parcel(article.id, line["quotes"]["sha256"], line)


def unpack(row: dict[str, Any]) -> Carried | None:
    """Return what an article on a server carries of ours, or None if it is none of ours."""
    try:
        return msgspec.convert(row["meta"]["quotes"], Carried)
    except (KeyError, TypeError, msgspec.ValidationError):
        return None


def repack(row: dict[str, Any], carried: Carried) -> Parcel:
    """Return the parcel in which an article on a server came, if its text is what it was."""
    article = Article(
        id=carried.article_id, text=row["text"], meta=carried.meta, quotes=carried.sent(row["text"])
    )
    return pack(article, version=carried.version, engine=carried.engine)


def encode(parcel: Parcel, project: int) -> bytes:
    """Return the line that brings *parcel* into *project*: ASCII, for Doccano guesses at encodings.

    The id that it asks for makes it impossible to import the article twice.
    """
    digest = sha256(f"{project}/{parcel.id}".encode()).digest()
    line = parcel.line | {"example_uuid": str(uuid.UUID(bytes=digest[:16], version=4))}
    return json.dumps(line).encode("ascii") + b"\n"
