"""Who said it, where the clause does not say: dropped subjects, and the sources of an article."""

from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens


def attribute(tokens: Tokens, proposals: list[Proposal]) -> None:
    """Give each proposal without an overt speaker the nearest earlier mention of its source."""
    last = None
    for p in sorted(proposals, key=lambda p: p.cue.start if p.cue else p.first):
        if p.speaker is None and last is not None:
            p.speaker = last.speaker
            p.speaker_lead = last.speaker_lead
        elif p.speaker:
            last = p
