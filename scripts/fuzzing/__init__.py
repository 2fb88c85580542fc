"""What is fuzzed: functions that make an input of any bytes, hand it to the package and look at what comes.

A target raises ``Finding``, or whatever the package raised that it should not have; anything else is right.
They need no fuzzer: ``tests/test_fuzz.py`` runs them on fixed bytes, ``scripts/fuzz.py`` under atheris.
"""

from collections.abc import Callable
from typing import NamedTuple

from fuzzing import formats, readers, texts
from fuzzing.draw import Draw


class Target(NamedTuple):
    """One thing to fuzz, and how large its part of all executions is."""

    run: Callable[[Draw], None]
    share: int


# thousands of a million; cheap ones run often, so that each takes a like part of the time
TARGETS: dict[str, Target] = {
    "extract": Target(texts.extraction, 60),
    "encoding": Target(texts.encoding, 60),
    "fold": Target(texts.folding, 100),
    **{f"read-{kind}": Target(readers.reader(kind), share) for kind, share in readers.SHARES.items()},
    **{f"from-{name}": Target(run, share) for name, (run, share) in formats.FROM.items()},
    "through": Target(formats.through, 15),
}
