"""Finding the articles that cost workers their life: halves of a part are tried until it is clear which."""

from collections.abc import Iterator

from msgspec.structs import replace

from quotes.scale.parts import Lost, Reply, Task, Tried


class Search:
    """The search through one lost part: ``step`` takes what became of its tasks and says what to do next.

    A reason why the part must be given up is in ``hopeless``; with ``unread`` it cannot even be read.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.hopeless = ""
        self.unread = False
        self._open = 0
        self._found: dict[int, str] = {}

    def begin(self) -> Iterator[Task]:
        """Yield the first trial, which only reads."""
        yield self._trial(0, 0)

    def step(self, task: Task, reply: Reply) -> Iterator[Task]:
        """Yield the tasks that follow from *reply*; the last of all writes the part."""
        if task.trial is None:  # the part without its culprits
            self.hopeless = reply.reason if isinstance(reply, Lost) else ""
            return
        self._open -= 1
        first, end = task.trial
        if isinstance(reply, Lost):
            if first == end:
                self.hopeless, self.unread = reply.reason, True
                return
            if end - first == 1:
                self._found[first] = reply.reason
            else:
                yield from self._halves(first, end)
        elif isinstance(reply, Tried) and first == end and reply.articles:
            yield from self._halves(0, reply.articles)
        if not self._open:
            yield replace(self.task, skipped=dict(sorted(self._found.items())), tested=True)

    def _halves(self, first: int, end: int) -> Iterator[Task]:
        middle = (first + end + 1) // 2
        yield self._trial(first, middle)
        if middle < end:
            yield self._trial(middle, end)

    def _trial(self, first: int, end: int) -> Task:
        self._open += 1
        return replace(self.task, trial=(first, end))
