"""The trained pipeline: gold into spaCy's files, its configs, training in stages, what more gold is worth.

What is trained lives in ``quotes.pipeline``; here is how. A document of a training file has the span groups
``quotes`` (gold) and ``rules`` (what the rules propose). The span model's own group is ``scored``: gold is
mirrored there when it is read, for spaCy's ``spancat`` learns from the group that it writes, and
``quotes.spans_scorer.v1`` compares what it wrote, from a score of .5 on, with ``quotes``.
"""
