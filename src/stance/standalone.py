"""Whether a sentence stands alone: it has a verb, names what it is about, and no word of it points outside.

English by rules, without a tagger: where a rule cannot tell, the sentence counts as leaning on its context.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

MAX_WORDS = 25
"""Longest sentence that counts as one plain proposition, in words."""

OWN = "\x00"
"""Stands before a pronoun that was put in for the speaker's own name, and so points inside for sure."""

MODALS = r"will|would|shall|should|must|can|cannot|could|may|might|ought"
BE_HAVE_DO = r"is|are|was|were|has|have|had|do|does|did"
_REGULAR = (
    "abandon annex belong commit continue create deny depend destroy endanger expect harm ignore include intend invade "
    "kill occupy oppose own poison pose prevent prolong protect provide provoke pursue refuse reject remain require "
    "respect seem suffer threaten undermine violate want welcome"
)
_NOUN_LIKE = (
    "aim attack back break build cause cost fail fall fear force fuel help launch lead lie need plan pressure promise "
    "rise share show sponsor stage stand start support supply take use win work"
)
IRREGULAR = (
    "became|becomes|began|begins|broke|brings|came|comes|drove|fell|flew|gave|gives|grew|hurts|keeps|knew|knows|lied|loses|"
    "makes|means|ran|rose|sank|seeks|took|wrote"
)
_LIKE_PARTICIPLES = (
    "bought|brought|built|felt|fought|held|hid|kept|led|left|lost|made|meant|paid|sent|shot|sold|sought|spent|stole|struck|won"
)
_PLURAL = (
    "become believe belong bring create deny depend deserve destroy exist give hurt ignore include intend invade keep "
    "kill lose make mean oppose pose prevent protect provide provoke pursue refuse reject remain seek seem suffer take "
    "threaten undermine violate want"
)
BASE_VERBS = _PLURAL.replace(" ", "|") + "|defend|impose|punish|repel|respond|withdraw"


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")


def _past(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + ("d" if verb.endswith("e") else "ted" if verb == "commit" else "ed")


_THIRD = "|".join(map(_third, _REGULAR.split()))
_PAST = "|".join(map(_past, f"{_REGULAR} attack back cause fail force help launch plan start support".split()))
_AFTER_NAME = "|".join(map(_third, _NOUN_LIKE.split()))
_OBJECT = r"(?= (?:an?|the|its|their|no|all|many|every|more|most|[A-Z\d]))"
_FINITE = (
    re.compile(
        rf"(?<!to )(?<!ly )(?<!-)\b({MODALS}|{BE_HAVE_DO}|{_THIRD}|{_PLURAL.replace(' ', '|')}"
        rf"|(?:{_PAST}|{IRREGULAR})(?! (?:by|as|in|at|on|near|with)\b)|(?:{_LIKE_PARTICIPLES}){_OBJECT})\b"
    ),
    re.compile(rf"ly ({MODALS}|{BE_HAVE_DO})\b"),
    # "plans" and "attacks" are verbs only where a name stands before them.
    re.compile(rf"\b[A-Z]\w*[^\W_](?<!s) ({_AFTER_NAME})\b"),
)
_IMPERATIVE = re.compile(
    rf"^(?:{BASE_VERBS}|ask|be|come|consider|do|don|end|get|go|help|hold|imagine|join|leave|let|listen|look|note|please|put|remember|"
    r"see|show|stand|stay|stop|support|tell|think|wait)\b",
    re.I,
)
_CONDITION = re.compile(r"(?:if|when|unless|while|as|although|since|once|until)\b", re.I)
_PROCEDURE = re.compile(
    r"\b(?:phone|telephone|telephonic|video) (?:call|conversation|conference)|\bspoke (?:with|by|to|on)\b"
    r"|\bdiscuss(?:ed|es)?\b|\bexchange(?:d)? (?:of )?(?:views|opinions|greetings)|\bmet (?:with|in|on|at)\b"
    r"|\b(?:held?|holds?|having|had|conducted) (?:\w+[ -]){0,4}(?:talks|meetings?|calls?|conversations?|discussions?)\b"
    r"|\bwill (?:meet|speak|visit|travel)\b|\bagreed to (?:continue|meet|hold|stay|remain|speak)"
    r"|\b(?:thanked|congratulated|condolences|arrived|press conference|looks? forward)\b"
)
_FEELING = re.compile(
    r"\b(?:is|are|was|were|am|remains?) (?:\w+ly )?(?:grateful|proud|pleased|concerned|worried|alarmed|sorry|glad|"
    r"happy|sad|angry|delighted|surprised|shocked|saddened|optimistic|hopeful)\b"
)
OUTSIDE = re.compile(
    r"\bI\b|\bus\b|\b(?i:me|my|we|our|ours|you|your|yours|he|him|his|she|her|hers|himself|herself|this|these|those|such|"
    r"here|ones|same|latter|aforementioned|to that effect|do(?:ing|es)? so|did so|tonight|tomorrow|yesterday|ago|"
    r"last (?:night|week|month)|either side|both (?:sides|countries|leaders|parties))\b"
    r"|\b[Tt]he (?:former|two|other|others|one|first|second|actual|entire|only|real|whole)\b"
    r"|\b[Tt]here\b(?! (?:is|are|was|were|will|would|has|have|can|must|should|may|could|never|remains?|exists?)\b)"
    r"|^[Tt]hat (?:is|was|will|would|has|must|should|can|cannot|means)\b"
    r"|^(?i:both|another|others?|some|one|everyone|nothing|what|who|why|how|neither|either|whether|because|that)\b"
    r"|^(?:(?:[Ll]ate|[Ee]arly) )?\d{4}\b"
)
"""Words that point to something said before or to the moment of speaking."""

_ANAPHORIC = re.compile(
    r"\b[Tt]he (?:accord|accusations?|adversary|aggressor|agreement|allegations?|answer|area|army|attack|authorities|"
    r"bill|campaign|candidate|case|claims?|comments?|committee|company|conversation|country|deal|decision|delay|document|emails?|enemy|"
    r"firm|goal|government|group|idea|incident|interview|issue|judges?|law|leaders?|letter|list|man|matter|measures?|"
    r"meeting|message|minister|ministry|moment|movement|moves?|nation|number|officials?|order|pact|panel|part(?:y|ies)|people|"
    r"person|place|plan|platform|posts?|president|problem|project|proposals?|question|reason|region|remarks|report|results?|"
    r"show|side|sides|situation|spokes\w+|statement|step|story|suspect|talks|text|time|tool|video|woman|work)(?:[’']s)?\b"
    r"(?! (?:of|in|on|between|with|against|for|at|near|from|around|over|about|that|"
    r"to (?:invade|attack|leave|join|build|ban|sell|buy))\b)"
)
_SPLICE = re.compile(
    r":|^(?!(?:If|When|Unless|While|As|Once|Although|Since|Until)\b).*, (?i:it|this|that|he|she|they|we|there) \w+"
)
"""Two sentences run together; "If it rains, it will flood" is one."""

_HANGING = re.compile(
    r"\b(?:a|an|the|and|or|but|of|to|in|on|at|by|for|with|from|as|if|that|than|about|is|are|was|were|not|because)$",
    re.I,
)
_NEGATION = re.compile(r"\b(?:no|not|never|nothing|nobody|none|neither|nor|cannot|without)\b|n[’']t\b", re.I)
_NAME = re.compile(r"[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|bin|al|de|van|von))*")
_TAKES_THE = re.compile(
    r"^(?:United|EU|UN|UK|US)\b|^West$|\b(?:Alliance|Emirates|House|Islands|Kingdom|League|Ministry|Nations|Netherlands|Philippines|Republic|Union)$"
)


def standalone(text: str) -> bool:
    """Whether a sentence has a verb and 3 to 25 words, and a reader knows without context what it is about.

    Sentences about the procedure of talking ("spoke by phone") and about feelings do not count: nobody rejects them.

    >>> standalone("Norland will close the strait"), standalone("They will close it")
    (True, False)
    """
    words, at = text.split(), finite(text)
    if not 3 <= len(words) <= MAX_WORDS or not at or _IMPERATIVE.match(text):
        return False
    if any(rule.search(text) for rule in (_PROCEDURE, _FEELING, OUTSIDE, _ANAPHORIC, _SPLICE, _HANGING)):
        return False
    if re.search(r"\b(?:that|who|which|whether|because|what|how)\b|\bto \w+.*\b(?:and|or) $", text[:at]):
        return False
    if re.match(r"\w+ing\b", text) and not re.match(rf"(?:{MODALS}|{BE_HAVE_DO})\b", text[at:]):
        return False
    if is_conditional(text) and ("," not in text or not finite(_main(text))):
        return False
    return len(words_of(text)) >= 2 and _points_inside(text)


def finite(text: str) -> int | None:
    """Where the first finite verb starts, None where there is none.

    >>> finite("Norland plans to leave"), finite("the plans of Norland")
    (8, None)
    """
    found = [match.start(1) for rule in _FINITE if (match := rule.search(text))]
    return min(found, default=None)


def subject(clause: str) -> str | None:
    """Return the words before the first finite verb, where they are one to six and so may be its subject.

    >>> subject("Norland's navy will sail")
    "Norland's navy"
    """
    words = clause[: finite(clause) or 0].strip()
    return words if 0 < len(words.split()) <= 6 and "," not in words else None


def is_conditional(text: str) -> bool:
    """Whether a sentence opens with its condition, time or concession.

    >>> is_conditional("If Norland attacks, Sudmark will respond")
    True
    """
    return _CONDITION.match(text) is not None


def main_subject(text: str) -> str:
    """Return the subject of the main clause, "" where none is found.

    >>> main_subject("If Norland attacks, Sudmark will respond")
    'Sudmark'
    """
    return subject(_main(text)) or ""


def _main(text: str) -> str:
    return text[text.index(",") + 1 :].strip() if is_conditional(text) and "," in text else text


def plural(name: str) -> bool:
    """Whether a subject takes a plural verb.

    >>> plural("Western media"), plural("the United States"), plural("Sudmark and its allies")
    (True, False, True)
    """
    head = re.split(r" (?:of|in|from|at|on) ", re.sub(r"^the ", "", name, flags=re.I))[0]
    return " and " in head or bool(re.search(r"(?:[^su’'i]s|people|media|forces|men)$", head) and not _TAKES_THE.search(head))


def named(name: str) -> str:
    """Put "the" before a name that takes it.

    >>> named("United States"), named("Ukraine"), named("European Union")
    ('the United States', 'Ukraine', 'the European Union')
    """
    return f"the {name}" if _TAKES_THE.search(name) else name


def negated(text: str) -> bool:
    """Whether a sentence has a word of negation.

    >>> negated("Norland has no plan"), negated("Norland has a plan")
    (True, False)
    """
    return _NEGATION.search(text) is not None


@lru_cache(maxsize=10_000)
def words_of(text: str) -> frozenset[str]:
    """Content words in a folded form, negations left out, so that a proposition and its denial are alike.

    >>> sorted(words_of("Norland is not closing ports"))
    ['clos', 'norland', 'port']
    """
    words = re.findall(r"[^\W_]+", _NEGATION.sub(" ", text.lower()))
    return frozenset(
        re.sub(r"(?:ing|ed|es|s|e)$", "", word) if len(word) > 4 else word.rstrip("s")
        for word in words
        if len(word) > 1 and word not in ENGLISH_STOP_WORDS
    )


def _points_inside(text: str) -> bool:
    """Whether every it, its, they and their can only mean the one thing that the sentence has named before."""
    about = subject(text) or ""
    for match in re.finditer(rf"(?<!{OWN})\b(?:(its?|itself)|(?:they|their|them|themselves))\b", text, re.I):
        before = text[: match.start()]
        names = {name for name in _NAME.findall(before) if name.split()[0] not in ("If", "The", "A", "An", "When", "No")}
        # "and its allies" points back; "and it must" may point anywhere.
        open_end = match[0].lower() not in ("its", "their") and re.search(
            r"\b(?:that|makes?|and|but|because|since|as|where)\s*$", before
        )
        if not before.strip() or open_end:
            return False
        if not match[1]:
            clear = plural(about)
        else:
            clear = len(names) == 1 or (match[0].lower() != "it" and bool(about) and not plural(about) and len(names) == 2)
        if not clear:
            return False
    return True
