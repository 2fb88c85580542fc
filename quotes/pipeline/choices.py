"""What the linker chooses among, and what it goes by: quotations to keep, their cues, their speakers.

Each choice is a list of options; an option is told to the model as a few names of traits. Stretches are pairs
of tokens (end exclusive) of the text's analysis.
"""

import heapq
from bisect import bisect_left
from functools import cached_property

from quotes.agreement import of_word
from quotes.extraction import Analysis
from quotes.lexicon.closed import closed
from quotes.pipeline.scored import Scores, Stretch
from quotes.rules.proposal import Proposal
from quotes.text.tokens import COMMAS
from quotes.wording import kind_of

# how unlikely a span may be and still be asked about
QUOTE, CUE, SPEAKER = 0.05, 0.1, 0.1
REACH, BEHIND = 60, 14  # tokens from a quotation back to its cue, and on
MENTIONS = 8
# a model in doubt asks about everything: so many options of one kind at most, one more for so many tokens
MOST, DENSE = 100, 8
_COMPLEMENTISERS = closed("complementiser") | closed("complementiser-pronoun")
_BINS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98)
_GAPS = (1, 2, 3, 5, 8, 12, 20, 35, 60, 120)


class Choices:
    """The choices that one text's scored spans leave; without *rules* their proposals are not looked at."""

    def __init__(self, analysis: Analysis, scores: Scores, *, rules: bool) -> None:
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.scores = scores
        self.given = analysis.proposals if rules else []
        self.by_quote = {(p.first, p.last): p for p in self.given}
        self.cue_at = {cue.start: cue for cue in analysis.cues}
        self.mode = "rules" if rules else "alone"

    @cached_property
    def quotes(self) -> list[Stretch]:
        """The stretches that may be quotations, in text order."""
        return sorted(self._likeliest(self.scores.quotes, QUOTE) | self.by_quote.keys())

    @cached_property
    def _cues(self) -> list[Stretch]:
        own = {(p.cue.start, p.cue.end) for p in self.given if p.cue}
        return sorted(own | self._likeliest(self.scores.cues, CUE))

    @cached_property
    def speakers(self) -> list[Stretch]:
        """The stretches that may be speakers, in text order."""
        own = {p.speaker for p in self.given if p.speaker}
        return sorted(own | self._likeliest(self.scores.speakers, SPEAKER))

    def _likeliest(self, scored: dict[Stretch, float], floor: float) -> set[Stretch]:
        """Return the stretches likelier than *floor*: no more than a text of this length can have."""
        likely = [s for s, p in scored.items() if p >= floor]
        most = MOST + len(self.tokens) // DENSE
        return set(heapq.nlargest(most, likely, key=scored.__getitem__) if len(likely) > most else likely)

    def quote_traits(self, quote: Stretch) -> list[str]:
        """Return the traits by which a quotation is kept."""
        first, last = quote
        words, p = self.tokens.words, self.scores.quotes.get(quote, 0.0)
        mine = self.by_quote.get(quote)
        rivals = [s for s in self.quotes if s != quote and s[0] < last and first < s[1]]
        best = max((self.scores.quotes.get(s, 0.0) for s in rivals), default=0.0)
        others = [self.by_quote[s] for s in rivals if s in self.by_quote]
        other = max((self.scores.quotes.get((o.first, o.last), 0.0) for o in others), default=0.0)
        cue, gap = 0.0, 99
        for start, end in self._before(first):
            if (likely := self.scores.cues.get((start, end), 0.0)) > cue:
                cue, gap = likely, first - end
        rule = f"rule {mine.rule}" if mine else "rivals rule" if others else "no rule"
        before = words[first - 1] if first else "\n"
        behind = words[last] if last < len(words) else "\n"
        return [
            self.mode,
            f"p {_bin(p)}",
            f"p {_bin(p)} {'own' if mine else 'rival' if others else ''}",
            f"best {_bin(best)}",
            f"p {_bin(p)} best {_bin(best)}",
            rule,
            f"{rule} {_bin(p)}",
            f"cue {_bin(cue)}",
            f"gap {_gap(gap)}",
            f"length {_gap(last - first)}",
            f"before {before if not before[0].isalnum() or before in _COMPLEMENTISERS else 'word'}",
            f"behind {behind if not behind[0].isalnum() else 'word'}",
            f"same start {any(s[0] == first for s in rivals)} same end {any(s[1] == last for s in rivals)}",
            f"other {_bin(other)}",
            f"speaker {mine is not None and mine.speaker is not None}",
        ]

    def cues_of(self, quote: Stretch) -> list[Stretch | None]:
        """Return the cues that *quote* may have; None, last, stands for none."""
        first, last = quote
        found = dict.fromkeys(self._before(first))
        mine = self.by_quote.get(quote)
        if mine and mine.cue:
            found[mine.cue.start, mine.cue.end] = None
        at = bisect_left(self._cues, (first, 0))
        found.update(dict.fromkeys(s for s in self._cues[at:] if s[0] < last + BEHIND))
        return [*sorted(found), None]

    def _before(self, first: int) -> list[Stretch]:
        at = bisect_left(self._cues, (first, 0))
        begin = self.tokens.paragraph(first)[0] if first < len(self.tokens) else 0
        return [
            s
            for s in self._cues[max(0, at - 8) : at]
            if s[1] <= first and s[0] >= begin - 2 and first - s[1] < REACH
        ][-5:]

    def cue_traits(self, quote: Stretch, cue: Stretch | None, kept: list[Stretch]) -> list[str]:
        """Return the traits by which *cue* is *quote*'s, among the *kept* quotations."""
        first, last = quote
        mine = self.by_quote.get(quote) or self._overlapping(quote)
        told = mine.cue and (mine.cue.start, mine.cue.end) if mine else None
        said = "none" if mine is None else "same" if told == cue else "other" if told else "cueless"
        words = self.tokens.words
        if cue is None:
            return [self.mode, "none", f"none {said}", f"none before {words[first - 1] if first else ''}"]
        start, end = cue
        place = "before" if end <= first else "behind" if start >= last else "inside"
        gap = first - end if place == "before" else start - last if place == "behind" else start - first
        p = self.scores.cues.get(cue, 0.0)
        between = range(end, first) if place == "before" else range(last, start)
        stops = sum(words[i] in ".\n!؟?" for i in between)
        nearer = sum(self.scores.cues.get(s, 0.0) > 0.5 for s in self._cues if s != cue and s[0] in between)
        known = self.cue_at.get(start)
        kind = known.kind if known else "unknown"
        opened = words[first - 1] in _COMPLEMENTISERS or words[first - 1] == ":" if first else False
        return [
            self.mode,
            f"{place} {said}",
            f"p {_bin(p)} {said}",
            f"{place} gap {_gap(gap)}",
            f"{place} stops {min(stops, 3)}",
            f"{place} nearer {min(nearer, 3)}",
            f"{place} {kind} opened {opened}",
            f"{place} {kind} gap {_gap(gap)}",
            f"within another {any(s[0] <= start < s[1] for s in kept if s != quote)}",
            f"{place} quotes between {min(2, sum(s[0] in between for s in kept))}",
            f"begins inside {place} {words[start - 1] in COMMAS if start else False}",
        ]

    def _overlapping(self, quote: Stretch) -> Proposal | None:
        """Return the rules' proposal that is mostly the same stretch as *quote*."""
        for (first, last), p in self.by_quote.items():
            shared = min(last, quote[1]) - max(first, quote[0])
            if shared > 0.5 * (max(last, quote[1]) - min(first, quote[0])):
                return p
        return None

    def speakers_of(self, quote: Stretch, cue: Stretch | None, kept: list[Stretch]) -> list[Stretch | None]:
        """Return the mentions that may be the speaker of *quote*; None, last, stands for none."""
        anchor = cue[0] if cue else quote[0]
        ahead = max(quote[0], (cue[1] if cue else anchor) + 25)
        if cue and cue[0] >= quote[1]:
            ahead = cue[1] + 25
        stop = self.tokens.stop(anchor) if anchor < len(self.tokens) else anchor
        inside = [k for k in kept if k[0] - 60 < ahead]
        found: list[Stretch] = []
        far: list[Stretch] = []
        for s in self.speakers:
            if s[0] >= ahead:
                break
            if any(k[0] <= s[0] and s[1] <= k[1] for k in inside) and not (
                cue and quote[0] <= cue[0] < quote[1]
            ):
                continue
            if s[1] > anchor and s[0] > stop:
                continue
            (found if s[0] >= anchor - 40 else far).append(s)
        distinct: list[Stretch] = []
        for s in reversed(far):
            if self.scores.speakers.get(s, 0.0) < 0.3:
                continue
            distinct.append(s)
            if len(distinct) >= MENTIONS:
                break
        mine = self.by_quote.get(quote) or self._overlapping(quote)
        own = [mine.speaker] if mine and mine.speaker else []
        return [*dict.fromkeys([*found, *reversed(distinct), *own]), None]

    def speaker_traits(
        self,
        quote: Stretch,
        cue: Stretch | None,
        speaker: Stretch | None,
        kept: list[Stretch],
        last_speaker: Stretch | None,
    ) -> list[str]:
        """Return the traits by which *speaker* is the source of *quote*, whose cue is *cue*.

        *last_speaker* is the speaker of the quotation before it.
        """
        mine = self.by_quote.get(quote) or self._overlapping(quote)
        told = mine.speaker if mine else None
        given = "none" if mine is None else "implicit" if mine.implicit else "overt"
        known = self.cue_at.get(cue[0]) if cue else None
        kind = known.kind if known else "no cue" if cue is None else "unknown"
        if speaker is None:
            return [self.mode, "none", f"none {given} {told is None}", f"none {kind}"]
        words, tokens = self.tokens.words, self.tokens
        start, end = speaker
        anchor = cue if cue else (quote[0], quote[0])
        place = "before" if end <= anchor[0] else "behind" if start >= anchor[1] else "around"
        gap = anchor[0] - end if place == "before" else start - anchor[1]
        p = self.scores.speakers.get(speaker, 0.0)
        stops = abs(tokens.sentence_number(start) - tokens.sentence_number(min(anchor[0], len(tokens) - 1)))
        rivals = [
            self.scores.speakers.get(s, 0.0)
            for s in self.speakers
            if s != speaker and s[0] < end and start < s[1]
        ]
        best = max(rivals, default=0.0)
        low, high = (end, anchor[0]) if place == "before" else (anchor[1], start)
        between = sum(
            low <= s[0] and s[1] <= high and self.scores.speakers.get(s, 0.0) > 0.5 for s in self.speakers
        )
        said = (
            "same"
            if told == speaker
            else "touches"
            if told and told[0] < end and start < told[1]
            else "other"
        )
        said = f"{given} {said}" if told else f"{given} nothing"
        gender, number = of_word(words[start])
        agrees = "unknown"
        if known and known.form.gender:
            agrees = f"{known.form.gender}{known.form.number} {gender}{number}"
        behind = words[end] if end < len(words) else "\n"
        repeated = last_speaker is not None and (
            speaker == last_speaker or bool(set(words[start:end]) & set(words[slice(*last_speaker)]))
        )
        return [
            self.mode,
            f"said {said}",
            f"p {_bin(p)} {said}",
            f"p {_bin(p)} best {_bin(best)}",
            f"{place} gap {_gap(gap)}",
            f"{place} stops {min(stops, 4)} {kind}",
            f"{place} between {min(between, 4)}",
            f"{place} {kind} gap {_gap(gap)}",
            f"{place} before quote {end <= quote[0]}",
            f"agrees {agrees} {place} {min(stops, 1)}",
            f"kind {kind_of(words[start])} {stops > 0}",
            f"length {min(end - start, 12)}",
            f"behind {behind if not behind[0].isalnum() else 'word'}",
            f"repeated {repeated} {stops > 0}",
            f"own cue {any(s[1] == start for s in self._cues)} {stops > 0}",
            f"{place} p {_bin(p)} stops {min(stops, 2)}",
            f"{place} {said} between {min(between, 2)}",
        ]


def _bin(p: float) -> int:
    return bisect_left(_BINS, p)


def _gap(n: int) -> int:
    return bisect_left(_GAPS, n)
