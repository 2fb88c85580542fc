"""Words a second on one core, warm: the rules beside two yardsticks, the engines, and what starting takes."""

import re
import statistics
import subprocess
import sys

from measuring import ROOT, SEEDS, Options, Table, each, interleaved, one_core, texts, words, worked

# the floor: what merely looking for the commonest cues costs
SCAN = re.compile(r"\b[وف]?(?:قال|أكد|أضاف|أوضح|أعلن|ذكر|أشار|شدد|صرح|اعتبر)(?:ت|وا)?\b.{0,80}?\b[إأ]ن\w*")


def speed(options: Options) -> Table:
    """Measure extraction by rules against spaCy's tokenizer and one compiled expression.

    Each round reads articles that nothing has read before, as in an archive: spaCy's tokenizer keeps what it
    has seen, and is measured a second time on the same articles, when it only looks them up.
    """
    import spacy

    from quotes import extract

    tokenizer = spacy.blank("ar").tokenizer
    jobs = {
        "one regular expression": SCAN.findall,
        "spacy.blank('ar')": tokenizer,
        "spacy.blank('ar'), the same texts again": tokenizer,
        "rules": extract,
    }
    given = texts(options, options.articles * (options.repeats + 1))
    rounds = [given[n : n + options.articles] for n in range(0, len(given), options.articles)]
    count = sum(map(words, given)) / len(rounds)
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    with one_core():
        for articles in rounds:
            for name, job in jobs.items():
                taken[name].append(worked(lambda job=job, articles=articles: each(job, articles)))
    seconds = {name: statistics.median(rounds[1:]) for name, rounds in taken.items()}  # the first warms up
    yardstick = seconds["spacy.blank('ar')"]
    return Table(
        f"Speed of one core: {options.repeats} × {options.articles:,} articles, {count:,.0f} words; medians",
        ["", "words/s", "× spaCy's tokenizer"],
        [[name, count / s, yardstick / s] for name, s in seconds.items()],
    )


def engines(options: Options) -> Table:
    """Measure each engine, and what the command takes for one short article from its start."""
    from quotes import engines
    from quotes.records import Article

    names: list[engines.Engine] = ["rules"] if engines.default() == "rules" else ["rules", "model", "both"]
    given = [Article(id=str(n), text=t) for n, t in enumerate(texts(options, max(1, options.articles // 4)))]
    count = sum(words(article.text) for article in given)
    extractors = {name: engines.load(name) for name in names}
    with one_core():
        seconds = interleaved(
            {name: lambda e=e: each(lambda item: item, e(given)) for name, e in extractors.items()},
            options.repeats,
            measure=worked,
        )
        seed = str(min(SEEDS.glob("*.txt")))
        once = interleaved(
            {name: lambda n=name: run("extract", seed, "--engine", n) for name in names}, options.repeats
        )
    return Table(
        f"Engines on one core: {len(given):,} articles, {count:,} words; one article, from the start",
        ["engine", "words/s", "× rules", "one article, s"],
        [[name, count / taken, seconds["rules"] / taken, once[name]] for name, taken in seconds.items()],
    )


def start(options: Options) -> Table:
    """Measure how long the command takes to start, beside an empty Python."""
    jobs = {
        "python -c pass": lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
        "quotes --help": lambda: run("--help"),
    }
    seconds = interleaved(jobs, max(5, options.repeats))
    return Table("Start", ["", "ms"], [[name, round(taken * 1000)] for name, taken in seconds.items()])


def run(*arguments: str) -> None:
    """Run ``quotes`` in a process of its own."""
    command = [sys.executable, "-c", "from quotes.cli import app; app()", *arguments]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
