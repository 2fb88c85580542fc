"""Choices out of bytes: the fuzzer changes the bytes, and with them what is chosen."""

from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class Finding(AssertionError):  # noqa: N818 – says what it is
    """What the package made of an input is not what it promises."""


class Draw:
    """Bytes from which choices are drawn one after the other; after their end every choice is the first."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def number(self, most: int) -> int:
        """Return a number from 0 to *most*."""
        size = (most.bit_length() + 7) // 8
        taken = self.data[self.place : self.place + size]
        self.place += size
        return int.from_bytes(taken, "little") % (most + 1)

    def one(self, options: Sequence[T]) -> T:
        """Return one of *options*."""
        return options[self.number(len(options) - 1)]

    def chance(self, n: int) -> bool:
        """Return True once in *n*, and False after the end of the bytes."""
        return self.number(255) % n == n - 1

    def left(self) -> int:
        """Return how many bytes are left."""
        return max(0, len(self.data) - self.place)

    def rest(self) -> bytes:
        """Return all that is left."""
        taken, self.place = self.data[self.place :], len(self.data)
        return taken


ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 2**31, 2**63, -(2**63), 10**30, 0.5, -0.0, 1e308, 1e400, -1e400),
    *(
        "",
        "x",
        "\n",
        "\0",
        "\ud83d",
        "a\r\nb\u2028c\x85d",
        "../../x",
        "=1+1",
        "eHh4eHh4",
        "NaN",
        "accept",
        "reject",
    ),
    *([], {}, [1], [[]], [None], [{}], {"": ""}, {"start": "a"}, {"start": 0, "end": 1}, ["a", "b", "c"]),
    *(
        [0, 1, "QUOTE"],
        [5, 2, "CUE"],
        [-1, 99, "SPEAKER"],
        "QUOTE",
        "speaker",
        "SAID_BY",
        "article_id",
        "x" * 300,
    ),
]


def spoilt(draw: Draw, value: Any, *, most: int = 4) -> Any:
    """Return a copy of the JSON *value* with up to *most* changes somewhere in it."""
    value = copy(value)
    for _ in range(draw.number(most)):
        place, key = value, None
        while isinstance(place, dict | list) and place:
            key = draw.one(list(place) if isinstance(place, dict) else range(len(place)))
            inner = place[key]
            if not isinstance(inner, dict | list) or not inner or draw.chance(4):
                break
            place = inner
        if key is None or not place:
            return value
        change = draw.number(5)
        if change == 0:
            del place[key]
        elif change == 1 and isinstance(place[key], int):
            place[key] += draw.number(16) - 8
        elif change == 2 and isinstance(place, list):
            place.insert(draw.number(len(place)), copy(place[key]))
        elif change == 3 and isinstance(place, dict):
            place[draw.one([*place, "quotes", "label", "spans", "meta", "id", ""])] = copy(place[key])
        elif change == 4:
            place[key] = copy(draw.one(list(value.values()) if isinstance(value, dict) else value))
        else:
            place[key] = copy(draw.one(ODD))
    return value


def copy(value: Any) -> Any:
    """Return *value* with new lists and objects."""
    if isinstance(value, dict):
        return {key: copy(inner) for key, inner in value.items()}
    return [copy(inner) for inner in value] if isinstance(value, list | tuple) else value


def damaged(draw: Draw, data: bytes) -> bytes:
    """Return *data* with up to three bytes put in, taken out or replaced."""
    broken = bytearray(data)
    for _ in range(draw.number(3)):
        at = draw.number(max(1, len(broken)))
        change = draw.number(2)
        if change == 0:
            broken[at : at + 1 + draw.number(15)] = b""
        elif change == 1:
            broken[at:at] = bytes([draw.number(255)])
        else:
            broken[at : at + 1] = bytes([draw.number(255)])
    return bytes(broken)
