"""Bytes to text, in whatever encoding an Arabic article was saved.

UTF-8 is tried first, for nothing else looks like it; the rest is charset-normalizer's guess among the
encodings that Arabic copy comes in, checked against how Arabic the text would be. Nothing is changed on
the way: no line ends, no NUL, only a byte order mark is left out.
"""

import codecs
import io
from collections.abc import Iterator
from io import BufferedReader

PAGES = ["cp1256", "iso8859_6", "mac_arabic"]
CANDIDATES = ["utf_8", "cp1256", "iso8859_6"]  # what the library may weigh
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark begins it
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
SAMPLE = 1 << 15  # bytes that decide the encoding of a file
CONTROLS = bytes([*range(9), *range(14, 32), 127])
BINARY = 0.02  # the share of control characters above which data is no text
BROKEN_UTF8 = 0.1  # the share of characters beyond ASCII that may be broken in what is still UTF-8
CLOSE = 0.02  # a code page must be better than the library's guess by this share of letters
ARABIC = 0.6  # the share of letters that are Arabic in an article with foreign names


class NotText(ValueError):  # noqa: N818 – says what the input is
    """The bytes are no text in an encoding for Arabic."""


def decode(data: bytes) -> tuple[str, str | None]:
    """Return the text of *data* and, if bytes of it had to be replaced by U+FFFD, a complaint.

    Raises:
        NotText: for images, programs and other binary data.
    """
    return decode_as(data, detect(data[:SAMPLE]))


def decode_as(data: bytes, encoding: str) -> tuple[str, str | None]:
    """Return the text of *data* in *encoding*, with a complaint as in ``decode``."""
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError as error:
        complaint = f"byte {error.start + 1} ({data[error.start]:#04x}) is not valid {encoding}"
        return data.decode(encoding, "replace"), complaint


def detect(sample: bytes) -> str:
    """Return the name of the encoding of *sample*, which may end within a character.

    Raises:
        NotText: as ``decode``.
    """
    for mark, encoding in MARKS.items():
        if sample.startswith(mark):
            return encoding
    if wide := _wide(sample):
        return wide
    solid = sample.translate(None, CONTROLS)  # a stray NUL makes no text binary
    if len(sample) - len(solid) > max(2, len(sample) * BINARY):
        raise NotText("is binary data, not text")
    if _is_utf8(solid):
        return "utf-8"
    import charset_normalizer  # most copy is UTF-8 and needs it not

    guess = charset_normalizer.from_bytes(solid, cp_isolation=CANDIDATES).best()
    # on a headline's length the library mistakes code pages for each other, and MacArabic it does not know
    shares = {encoding: _arabic_share(solid.decode(encoding, "replace")) for encoding in PAGES}
    nearest = max(shares, key=shares.__getitem__)
    if guess and shares.get(guess.encoding, 0) > shares[nearest] - CLOSE:
        nearest = guess.encoding
    if nearest == "iso8859_6" and solid.count(b"\xa0") > solid.count(b" "):
        nearest = "mac_arabic"  # its space between Arabic words; elsewhere a rare no-break space
    if shares[nearest] > ARABIC:
        return nearest
    if guess is None:
        raise NotText("is binary data, or text in no encoding used for Arabic")
    return guess.encoding


def lines(stream: BufferedReader) -> Iterator[tuple[int, str, str | None]]:
    """Yield each line of *stream* with its number from 1, its text with its ``\\n``, and a complaint.

    Only ``\\n`` ends a line. One line is in memory at a time.

    Raises:
        NotText: as ``decode``, at the first line.
    """
    sample = stream.peek(SAMPLE)[:SAMPLE]
    encoding = detect(sample)
    if encoding.startswith(("utf-16", "utf_16", "utf-32", "utf_32")):
        # their line ends are no single byte
        wide = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
        for number, line in enumerate(wide, 1):
            yield number, line, f"a character is not valid {encoding}" if "\ufffd" in line else None
        return
    if encoding == "utf-8-sig":
        stream.read(len(codecs.BOM_UTF8))
        encoding = "utf-8"
    for number, raw in enumerate(stream, 1):
        yield number, *_line(raw, encoding)


def _line(raw: bytes, encoding: str) -> tuple[str, str | None]:
    if encoding != "utf-8":
        return decode_as(raw, encoding)
    try:
        return raw.decode(), None
    except UnicodeDecodeError:
        pass
    try:  # files joined from several sources change their encoding on the way
        return decode_as(raw, detect(raw))
    except NotText:
        return decode_as(raw, "utf-8")


def _is_utf8(sample: bytes) -> bool:
    """Tell whether *sample* is UTF-8, whole or with a broken byte here and there."""
    # decoding step by step forgives a character that the sample's end cuts
    decoder = codecs.getincrementaldecoder("utf-8")
    try:
        decoder().decode(sample)
        return True
    except UnicodeDecodeError:
        text = decoder("replace").decode(sample)
    broken = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return broken <= beyond_ascii * BROKEN_UTF8


def _wide(sample: bytes) -> str | None:
    """Return the name of UTF-16 or UTF-32 without a byte order mark, if *sample* is Arabic in it.

    Half of such bytes or more are 00 and 06, which stand for control characters in all other encodings.
    """
    if (sample.count(b"\x06") + sample.count(b"\0")) * 3 < len(sample):
        return None
    whole = sample[: len(sample) // 4 * 4] or sample
    shares = {
        encoding: _arabic_share(whole.decode(encoding, "replace"))
        for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    }
    nearest = max(shares, key=shares.__getitem__)
    return nearest if shares[nearest] > ARABIC else None


def _arabic_share(text: str) -> float:
    """Return which part of the letters of *text*, and of signs that no text holds, is Arabic."""
    letters = [c for c in text if c.isalpha() or c == "\ufffd" or not (c.isprintable() or c.isspace())]
    return sum("\u0600" <= c <= "\u06ff" for c in letters) / max(1, len(letters))
