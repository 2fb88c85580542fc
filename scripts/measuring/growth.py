"""How time grows with the length of one article and with marks that nothing closes: 1.00 is linear."""

from collections.abc import Callable

from measuring import Options, Table, one_core, over_and_over, worked

MARKS = {"«": "« كلمة ", "»": "كلمة» ", '"': 'كلمة" ', "(": "(كلمة ", "قال «": "قال زيد «نعم "}
LONGEST = 20_000_000  # bytes of the longest article


def length(options: Options) -> Table:
    """Measure one article without line breaks, of 1 to 20 MB."""
    size, pieces = 0, []
    for text in over_and_over(options.path):
        pieces.append(" ".join(text.split()))
        size += len(pieces[-1].encode()) + 1
        if size >= LONGEST:
            break
    long = " ".join(pieces)
    rows = grown({f"{n} MB": (n, long[: len(long) * n // 20]) for n in (1, 2, 5, 10, 20)})
    return Table("Growth: one article without line breaks", ["", "s", "× linear"], rows)


def marks(options: Options) -> Table:
    """Measure articles of unmatched marks, a word each, of 1,000 to 100,000."""
    rows = [
        [f"{name} {row[0]}", *row[1:]]
        for name, unit in MARKS.items()
        for row in grown({f"× {n:,}": (n, unit * n) for n in (1000, 10_000, 100_000)})
    ]
    return Table("Growth: unmatched marks", ["", "s", "× linear"], rows)


def grown(inputs: dict[str, tuple[int, str]]) -> list[list[object]]:
    """Return the seconds of each input, and how they compare with the first's in proportion to size."""
    from quotes import extract

    job: Callable[[str], object] = extract
    rows: list[list[object]] = []
    base = 0.0
    with one_core():
        for name, (size, text) in inputs.items():
            taken = min(worked(lambda text=text: job(text)) for _ in range(3 if len(text) < 3_000_000 else 1))
            base = base or taken / size
            rows.append([name, taken, taken / size / base])
    return rows
