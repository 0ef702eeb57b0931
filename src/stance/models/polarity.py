"""Claims read without their negation: who is against "the dam will hold" is in favor of "the dam will not hold".

A small model answers to a claim and to its negation far more alike than logic allows. So it never sees a plainly negated claim:
the negation is taken out by rule and the answer turned round, which makes both answers each other's reverse by construction.
"""

from __future__ import annotations

import re

import numpy as np

_IT_IS_NOT = re.compile(
    r"it (?:is|was)(?:n['’]t| not) (?:true|the case|so) that\s+|it (?:is|was) (?:false|untrue) that\s+", re.IGNORECASE
)
_NEGATOR = re.compile(
    r"\b(?:not|never|no|none|nothing|nobody|neither|nor|cannot|without|hardly|scarcely)\b|n['’]t\b", re.IGNORECASE
)
_SUBORDINATE = re.compile(
    r"\b(?:that|which|who|whom|whose|if|unless|because|since|when|while|whether|although|though|where|but|than|as|before|after"
    r"|to|without|said|says|denies|denied)\b",
    re.IGNORECASE,
)
"""Words after which a negation belongs to a part of the claim, not to the whole."""
_CONTRAST = re.compile(
    r"(?:not|no)\s+(?:only|just|merely|simply|until|because|so much|(?:more|fewer|less|later|earlier) than|to(?! blame))\b"
    r"|\bnot\b[^,;]*,?\s+but\b|\bno (?:one|sooner)\b",
    re.IGNORECASE,
)
_SHORT = {"wo": "will", "ca": "can", "sha": "shall", "ai": "is"}
_AUXILIARY = r"is|are|was|were|am|be|been|has|have|had|will|would|can|could|shall|should|may|might|must|ought"


_VERB = rf"(?:{_AUXILIARY}|do|does|did)"
_OF_TWO = re.compile(rf"\b(?:and|or)\s+(?:\w+ly\s+)?{_VERB}\s+$|\b{_VERB}\b.*\b(?:and|or)\b", re.IGNORECASE)
_AND_MORE = re.compile(rf"\b(?:and|or|but)\s+(?:\w+ly\s+)?{_VERB}\b", re.IGNORECASE)
"""What makes the negated clause one of two: "is illegal and has no validity", "will not leave and will fight"."""


def affirmative(claim: str) -> tuple[str, bool]:
    """Return a claim without its plain negation, and whether there was one.

    Only what negates the whole claim is taken out: one negation word, in the main clause. Everything else stays as it is.

    Examples
    --------
    >>> affirmative("Norland will not close the strait")
    ('Norland will close the strait', True)
    >>> affirmative("Norland does not want a war"), affirmative("It is not true that NATO promised it")
    (('Norland wants a war', True), ('NATO promised it', True))
    >>> affirmative("Norland has no troops in Sudmark"), affirmative("No troops have left")
    (('Norland has troops in Sudmark', True), ('Troops have left', True))
    >>> affirmative("Norland promised not to attack"), affirmative("Norland will attack")
    (('Norland promised not to attack', False), ('Norland will attack', False))
    >>> affirmative("The vote is illegal and has no validity"), affirmative("Norland and Sudmark will not leave")
    (('The vote is illegal and has no validity', False), ('Norland and Sudmark will leave', True))
    """
    outer = _IT_IS_NOT.match(claim)
    if outer:
        inner, turned = affirmative(_capital(claim[outer.end() :]))
        return inner, not turned
    found = list(_NEGATOR.finditer(claim))
    if len(found) != 1 or _CONTRAST.search(claim):
        return claim, False
    word = found[0]
    before, after = claim[: word.start()], claim[word.end() :]
    if _SUBORDINATE.search(before) or _OF_TWO.search(before) or _AND_MORE.search(after):
        return claim, False
    plain = _without(before, word.group().lower().replace("’", "'"), after)
    return (claim, False) if plain is None else (_capital(re.sub(r"\s+", " ", plain).strip()), True)


def turned_round(answers: np.ndarray, turned: np.ndarray) -> np.ndarray:
    """Return answers (n, 3) of favor, against and none with the two sides exchanged in the rows where `turned` (n,) is true.

    >>> turned_round(np.array([[0.7, 0.1, 0.2]] * 2), np.array([True, False])).tolist()
    [[0.1, 0.7, 0.2], [0.7, 0.1, 0.2]]
    """
    return np.where(turned[:, None], answers[:, [1, 0, 2]], answers)


def _without(before: str, negator: str, after: str) -> str | None:
    """The claim put together without its negator, or None where no rule knows how."""
    if negator == "cannot":
        return f"{before}can{after}"
    if negator == "nothing" and re.search(r"\b(?:has|have|had|is|was|did|does|do|will do|knew|knows)\s$", before, re.IGNORECASE):
        return f"{before}something{after}"
    if negator == "never":
        return before + after.lstrip()
    if negator == "no":
        rest = re.sub(r"^\s+longer\b", "", after)
        return before + rest.lstrip() if rest.strip() else None
    if negator == "n't":
        stem = re.search(r"[A-Za-z]+$", before)
        if stem is None:
            return None
        before = before[: stem.start()] + _SHORT.get(stem.group().lower(), stem.group()) + " "
    elif negator != "not":
        return None
    do = re.search(r"\b(do|does|did)\s+$", before, re.IGNORECASE)
    if do is None:
        known = re.search(rf"\b(?:{_AUXILIARY})\s+(?:\w+ly\s+)?$", before, re.IGNORECASE)
        whole = not before.strip()  # "Not all of them left"
        return before + after.lstrip() if known or whole else None
    verb = re.match(r"\s*((?:(?!(?:supp|app|re|rep|comp|imp|f)ly\b)\w+ly\s+)?)(\w+)", after)
    if do[1].lower() == "did" or verb is None:
        return before + after.lstrip()
    form = verb[2] if do[1].lower() == "do" else _third_person(verb[2])
    return before[: do.start()] + verb[1] + form + after[verb.end() :]


def _third_person(verb: str) -> str:
    if verb in ("have", "be"):
        return {"have": "has", "be": "is"}[verb]
    if re.search(r"(?:s|sh|ch|x|z|o)$", verb):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
