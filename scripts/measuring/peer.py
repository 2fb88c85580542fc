"""The open English peer: textacy's ``direct_quotations`` behind a small spaCy parser.

Quality cannot be compared across languages; speed can. Without ``en_core_web_sm`` a parser of its shape takes
its place, trained for a minute's worth of steps on the sentences below: it parses badly, and as fast, for the
time goes into the network and the transitions, whatever they say.
"""

import random
from typing import TYPE_CHECKING

from measuring import Options, Table, each, interleaved, one_core, texts, words, worked

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm"
# a report of invented people: heads and labels say how the toy parser is trained
REPORT = (
    "The mayor of Eastbrook, Laura Hensley, said on Monday that the new bridge would open before winter. "
    '"We have waited for this for eleven years," she told reporters at the site. The opposition called the '
    'plan "a costly mistake", and its leader, Tom Arden, said the town could not pay for it. According to a '
    "report by the auditors, the cost has doubled since the work began. Engineers rejected the figure. "
    '"The numbers are wrong," said Paul Whitcombe, who leads the project, adding that the final account '
    "would be published in March. Residents complained about noise and dust, the council confirmed.\n\n"
)
TRAINED = (
    ("The mayor said that the bridge would open .", [1, 2, 2, 7, 5, 7, 7, 2, 2]),
    ("We have waited for eleven years , she told reporters .", [2, 2, 8, 2, 5, 3, 8, 8, 8, 8, 8]),
    ("Engineers rejected the figure , said Paul Whitcombe .", [1, 5, 3, 1, 5, 5, 7, 5, 5]),
)
TAGS = {"The": "DT", "the": "DT", "said": "VBD", "told": "VBD", "rejected": "VBD", ".": ".", ",": ","}


def peer(options: Options) -> Table | None:
    """Measure textacy on English beside our rules on Arabic; None where textacy is not installed."""
    try:
        from textacy.extract import direct_quotations
    except ModuleNotFoundError:
        return None
    from quotes import extract

    name, nlp = english()
    peer = f"{name} + textacy"
    reports = [REPORT * 3] * max(1, options.articles // 20)
    given = texts(options, options.articles)
    read = {
        peer: (reports, lambda: each(lambda doc: list(direct_quotations(doc)), nlp.pipe(reports))),
        "rules (Arabic)": (given, lambda: each(extract, given)),
    }
    with one_core():
        seconds = interleaved({name: job for name, (_, job) in read.items()}, options.repeats, measure=worked)
    speeds = {name: sum(map(words, read[name][0])) / taken for name, taken in seconds.items()}
    return Table(
        f"Speed beside the English peer: one core; median of {options.repeats}",
        ["", "words/s", "× the peer"],
        [[name, value, value / speeds[peer]] for name, value in speeds.items()],
    )


def english() -> "tuple[str, Language]":
    """Return a small English pipeline and its name: the installed one, or one of its shape."""
    import spacy

    if spacy.util.is_package(MODEL):
        return MODEL, spacy.load(MODEL, exclude=["ner"])
    return "a parser of en_core_web_sm's shape", toy()


def toy() -> "Language":
    """Return tagger and parser over one shared embedding of 96 columns, four layers deep."""
    import spacy
    from spacy.training import Example

    embed = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 96,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
            "rows": [5000, 1000, 2500, 2500, 50, 50],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 96,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    parsing = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "parser",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": listener,
    }
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": embed})
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    nlp.add_pipe("parser", config={"model": parsing, "min_action_freq": 1})
    nlp.add_pipe("attribute_ruler")
    examples = []
    for sentence, heads in TRAINED:
        doc = nlp.make_doc(sentence)
        labels = [
            "ROOT" if head == n else "punct" if doc[n].is_punct else "dep" for n, head in enumerate(heads)
        ]
        tags = [TAGS.get(token.text, "NN") for token in doc]
        examples.append(Example.from_dict(doc, {"heads": heads, "deps": labels, "tags": tags}))
    random.seed(0)
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(30):
        nlp.update(examples, sgd=optimizer)
    # what textacy asks of a token beside its head
    nlp.get_pipe("attribute_ruler").add([[{"TAG": "VBD"}]], {"POS": "VERB"})
    return nlp
