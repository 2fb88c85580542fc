"""Gender and number of folded nouns, as far as they show them."""

from functools import lru_cache

from quotes.lexicon import titles
from quotes.lexicon.closed import nouns


@lru_cache(maxsize=1 << 15)
def of_word(word: str) -> tuple[str, str]:
    """Return the gender and number of a folded noun, from the list of titles or its ending; "" if unknown."""
    title = titles().get(word.removeprefix("ال")) or titles().get(word)
    if title:
        return title.gender, title.number
    if word.endswith("ون") and len(word) > 5 and _known(word.removeprefix("ال")[:-2]):
        return "m", "p"
    if word.endswith("ات") and len(word) > 4:
        return "f", "p"
    if word.endswith("ه") and len(word) > 3:
        return "f", "s"
    return "", "s"


def _known(stem: str) -> bool:
    """Tell whether a plural may come of *stem*: لبنانيون, مهندسون; هاملتون and ألدون are names."""
    return stem.endswith("ي") or stem in nouns() or stem in titles()
