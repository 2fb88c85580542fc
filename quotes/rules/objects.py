"""What a reporting verb governs besides speech: whom it was said to, and what was done."""

from quotes.agreement import of_word
from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns
from quotes.rules.cues import Cue
from quotes.rules.names import is_name, is_title
from quotes.rules.phrase_stops import STOPS
from quotes.text.tokens import Tokens

# the phrase behind these is whom it was said to, where another stands before them
ADDRESSING = closed("addressing-lemma")
# ذكّر reads like ذكر
_GOVERNING = (ADDRESSING | closed("demanding-lemma")) - {"ذكّر"}
_PREPOSITIONS = frozenset("علي في من الي ب عن ضد مع".split())


def subject(
    tokens: Tokens, cue: Cue, phrase: tuple[int, int], kind: str, limit: int
) -> tuple[int, int] | None:
    """Return *phrase*, behind *cue*, without the object at its end; None where it is all object.

    *kind* tells what opens the quotation at token *limit*.
    """
    words, (first, end) = tokens.words, phrase
    if cue.lemma.lemma in _GOVERNING:
        if _is_object(words[first], cue):
            # وطالب الحكومات بأن, طمأن المواطنين بأن
            return None
        if (
            end - first > 1
            and _many(words[end - 1])
            and _complete(words[end - 2])
            and not _many(words[first])
        ):
            # وأبلغ الوسيط الطرفين أن
            return first, end - 1
    elif kind in ("fragment", "speech") and end - first > 1 and words[end] in _PREPOSITIONS:
        word = words[end - 1]
        if word.startswith("ال") and word[2:] in nouns() and not is_title(word) and is_name(words[end - 2]):
            # أعلن سالفيني الحرب على «…»
            return first, end - 1
        thing = word[2:] in nouns() and not is_title(word) and not word.endswith(("ي", "يه"))
        if cue.lemma.lemma == "وصف" and word.startswith("ال") and thing and words[end - 2].startswith("ال"):
            # وصف رئيس الوزراء الحادث بـ«…»
            return first, end - 1
    elif kind == "clause":
        return first, _trade_end(tokens, cue, phrase, limit)
    return phrase


def _trade_end(tokens: Tokens, cue: Cue, phrase: tuple[int, int], limit: int) -> int:
    """Return the end of the trade that goes on from a name to its clause: سامر الحايك مذيع المسرح أن"""
    words, (first, end) = tokens.words, phrase
    rest = words[end:limit]
    plain = all(word.isalpha() and word not in STOPS for word in rest)
    named = end - first > 1 and is_name(words[first]) and is_name(words[first + 1])
    fits = plain and named and 1 < len(rest) < 6 and words[end] in nouns() and rest[0][0] not in "وب"
    return limit if fits and words[limit] in {"ان", "انه", "انها"} and cue.lemma.strong else end


def _is_object(head: str, cue: Cue) -> bool:
    """Tell whether *head* cannot be the subject: a feminine behind a masculine verb, an oblique plural."""
    gender, number = of_word(head)
    oblique = head.startswith("ال") and head.endswith("ين") and head[2:-2] in titles() and not is_title(head)
    return cue.form.gender == "m" and cue.form.number == "s" and (oblique or (gender == "f" and number != ""))


def _many(word: str) -> bool:
    return word.startswith("ال") and (word[-2:] == "ين" or of_word(word)[1] == "p")


def _complete(word: str) -> bool:
    """Tell whether a phrase may end with *word*, which is no noun that waits for its genitive."""
    return word.startswith("ال") or is_name(word)
