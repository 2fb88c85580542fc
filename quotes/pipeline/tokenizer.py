"""spaCy tokenizers: one that parts marks from words, and one whose tokens are the rules' own."""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import (
    DummyTokenizer,
    compile_infix_regex,
    compile_prefix_regex,
    compile_suffix_regex,
    registry,
)
from spacy.vocab import Vocab

from quotes.text.fold import fold
from quotes.text.tokens import Tokens

# where a Doc keeps its text until it is linked
TEXT = "quotes.text"


@registry.tokenizers("quotes.news_tokenizer.v1")
def news_tokenizer() -> Callable[[Language], Tokenizer]:
    """Make the tokenizer of a language that also parts points and quotation marks from Arabic words.

    spaCy's own for Arabic keeps a full stop, and so the mark before it, on its word: «انتهى». is one token
    and a half, where no span of tokens ends with the quotation. Proclitics stay on their words.
    """

    def make(nlp: Language) -> Tokenizer:
        defaults = nlp.Defaults
        loose = r"\"«»“”„‘’‹›❝❞()\[\]\u200e\u200f\u202a-\u202e"
        arabic = r"\u0621-\u064a\u064b-\u0652"
        return Tokenizer(
            nlp.vocab,
            rules=defaults.tokenizer_exceptions,
            prefix_search=compile_prefix_regex([*(defaults.prefixes or ()), f"[{loose}]"]).search,
            suffix_search=compile_suffix_regex(
                [*(defaults.suffixes or ()), f"[{loose}]", rf"(?<=[{arabic}{loose}%0-9٠-٩])\."]
            ).search,
            infix_finditer=compile_infix_regex(
                [*(defaults.infixes or ()), f"[{loose}]", rf"(?<=[{arabic}])[.،؛:؟!](?=[{arabic}{loose}])"]
            ).finditer,
            token_match=defaults.token_match,
            url_match=defaults.url_match,
        )

    return make


@registry.tokenizers("quotes.rule_tokenizer.v1")
def rule_tokenizer() -> "Callable[[Language], RuleTokenizer]":
    """Make the tokenizer of the trained pipeline: its words are the tokens that the rules read."""

    def make(nlp: Language) -> RuleTokenizer:
        return RuleTokenizer(nlp.vocab)

    return make


class RuleTokenizer(DummyTokenizer):
    """Part a text where ``quotes.text.tokens`` does; blank space beyond one space is a token of its own."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the Doc of *text*; its text is *text*, character for character."""
        words, spaces = pieces(text)
        return Doc(self.vocab, words=words, spaces=spaces, user_data={TEXT: text})


def text_of(doc: Doc) -> str:
    """Return the text of *doc*: as its tokenizer left it, for a Doc puts its own together from its tokens."""
    text: str = doc.user_data.get(TEXT) or doc.text
    return text


def pieces(text: str) -> tuple[list[str], list[bool]]:
    """Return the words of *text*, blank ones too, and whether one space follows each."""
    folded = fold(text)
    tokens, origin = Tokens(folded.text), folded.origin
    words: list[str] = []
    spaces: list[bool] = []
    end = 0
    for start, stop in zip(
        [*map(origin, tokens.starts[: len(tokens)]), len(text)], [*map(origin, tokens.ends), len(text)]
    ):
        if gap := text[end:start]:
            if words and gap[0] == " ":
                spaces[-1] = True
                gap = gap[1:]
            if gap:
                words.append(gap)
                spaces.append(False)
        if stop > start:
            words.append(text[start:stop])
            spaces.append(False)
        end = stop
    return words, spaces
