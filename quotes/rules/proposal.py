"""What a rule proposes, in tokens, before it becomes a record."""

from quotes.rules.cues import Cue


class Proposal:
    """One quotation proposed by *rule*: tokens *first* to *last* (exclusive), *lead* characters cut off.

    ``speaker`` is a pair of tokens, or None while it is not known; then ``gender`` and ``number`` are
    what its cue says of it. ``source`` numbers the article's sources, ``name`` is the fullest mention.
    """

    __slots__ = (
        "cue",
        "first",
        "gender",
        "implicit",
        "last",
        "lead",
        "name",
        "number",
        "rule",
        "source",
        "speaker",
        "speaker_lead",
    )

    def __init__(self, rule: str, cue: Cue | None, first: int, last: int, *, lead: int = 0) -> None:
        self.rule = rule
        self.cue = cue
        self.first = first
        self.last = last
        self.lead = lead
        self.speaker: tuple[int, int] | None = None
        self.speaker_lead = 0
        self.implicit = False
        self.source: int | None = None
        self.name: tuple[int, int, int] | None = None
        self.gender = cue.form.gender if cue else ""
        self.number = cue.form.number if cue else ""
