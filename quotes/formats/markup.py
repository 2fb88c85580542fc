"""Articles as marked text: words that a person can read and correct in any editor.

    <article id="a1" meta='{"outlet": "…"}'>
    <cue>قال</cue> <speaker>الوزير</speaker> إن <quote>الأمر انتهى</quote>.
    </article>

The text is what stands between the two lines, without their line ends; ``quotes.markup`` says what
stands in it. A file without an ``<article>`` line is one article, as it is.
"""

from collections.abc import Iterable
from typing import TextIO

from quotes.markup import to_header, to_markup
from quotes.records import Article


def write_markup(articles: Iterable[Article], stream: TextIO) -> None:
    """Write each article between its two lines as it comes."""
    for article in articles:
        stream.write(f"{to_header(article)}\n{to_markup(article)}\n</article>\n")
