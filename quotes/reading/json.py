"""One JSON value over any number of lines: a list of articles, or a single one."""

import json
from collections.abc import Iterator
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING

from quotes.problems import Problem
from quotes.reading import jsonl
from quotes.records import Article
from quotes.text.encoding import decode

if TYPE_CHECKING:
    from quotes.reading import Options, Source


def read(stream: BufferedReader, *, source: "Source", options: "Options") -> Iterator[Article | Problem]:
    """Yield each article, numbered from 1; the file is in memory whole.

    JSON lines, which many save under this name too, are read as such.
    """
    data = stream.read()
    text, complaint = decode(data)
    try:
        value = jsonl.from_json(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            lines = BufferedReader(BytesIO(data))
            yield from jsonl.read(lines, source=source, options=options)  # type: ignore[arg-type]
        else:
            yield Problem(source.name, f"is no JSON: {error.msg}", "mend the file", line=error.lineno)
        return
    except (ValueError, RecursionError) as error:
        what = str(error) if isinstance(error, ValueError) else jsonl.TOO_DEEP
        yield Problem(source.name, what, "mend the file")
        return
    if complaint:
        yield Problem(source.name, complaint, "it became U+FFFD; save the file as UTF-8")
    for number, row in enumerate(value if isinstance(value, list) else [value], 1):
        try:
            yield from jsonl.articles(row, number, source=source, options=options)
        except (ValueError, RecursionError) as error:
            what = str(error) if isinstance(error, ValueError) else jsonl.TOO_DEEP
            yield Problem(f"{source.name}, article {number}", what, "mend it; the others are read")
