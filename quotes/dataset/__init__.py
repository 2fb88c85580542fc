"""From gold to a Hugging Face dataset: rows, splits, a card, and the way to the hub.

``duplicates`` finds copies of one text, ``splits`` gives each article its side once and for all, ``withheld``
knows what may not be published, ``rows`` says what a row holds, ``statistics``, ``plots`` and ``card``
describe the whole, ``folder`` writes it and ``push`` uploads it.
"""
