"""Archives: the same extraction over any number of articles, in parts, by several workers, to be continued.

``pieces`` cuts the input, ``parts`` is what a worker makes of one piece, ``processes`` runs workers on this
machine, ``archive`` leads them and keeps the journal and the manifest; ``diff`` compares two outputs.
"""
