"""Whether a text is English, by its most frequent words: enough to report what should not be read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from stance.errors import StanceError

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    _WORD.findall(
        "the of and that to with from by which this his their they have has had not it would were been will said who "
        "its are be for is was as at if or but our we you your she him her them into than there these those about"
    )
)
# Frequent words of the other languages most met in Latin script; words that are English too are left out.
_OTHER = frozenset(
    _WORD.findall(
        "der das und nicht ist mit von den dem ein eine auf für sich el los las que del por con para una como le les "
        "des et une est du dans pour pas qui sur il di della che per sono non não da uma com het een van zijn niet "
        "voor och att som det är en på av ikke nie się jest że na dla bir ve için dan yang dengan untuk si ale jako"
    )
)
_ENOUGH_WORDS = 30
_ENGLISH_SHARE = 0.08


def check_english(text: str, language: object = None) -> str | None:
    """Return "en", or nothing where the text is too short to tell.

    Parameters
    ----------
    text : str
        A document.
    language : object, optional
        What the user's own column says, such as "en-GB"; it is believed.

    Raises
    ------
    StanceError
        When the text is in another language.

    Examples
    --------
    >>> check_english("The ministry said that it would not accept the terms of the treaty.")
    'en'
    """
    if isinstance(language, str) and language.strip():
        if re.split(r"[-_]", language.strip().lower())[0] in ("en", "eng", "english"):
            return "en"
        raise StanceError(f"its language is {language.strip()!r}; only English is read, so it is left out")
    words = _WORD.findall(text.lower())
    letters = Counter("LATIN" in unicodedata.name(c, "") for word in words for c in word)
    if not words:
        return None
    english = sum(word in _ENGLISH for word in words)
    foreign = [word for word in words if word in _OTHER]
    wrong_script = letters[False] > letters[True]
    rare = len(words) >= _ENOUGH_WORDS and english < _ENGLISH_SHARE * len(words)
    if wrong_script or rare or (len(foreign) > english and len(set(foreign)) > 1):
        raise StanceError(f"does not look like English ({text[:40]!r}); only English is read, so it is left out")
    return "en" if english > 1 else None
