"""The words that report speech: verbs by cue kind and by the shape of what follows them.

The verb classes follow the reporting verbs that grammars of English list (Quirk et al. 1985, 16.31 and 16.63), kept to verbs that
report speech or writing: beliefs, hopes and fears are no statements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Shapes of what follows: S a clause or a quotation, N a noun phrase, I an infinitive after its addressee,
# O "X of doing" or "X for doing", A "X as Y", T an addressee before the clause, C "its call for".
_VERBS: dict[str, dict[str, str]] = {
    "asserts": {
        "S": (
            "say state add note claim insist argue contend maintain allege assert declare stress emphasise emphasize reiterate "
            "announce explain underline underscore observe remark comment acknowledge admit concede confirm reply respond "
            "respond_that suggest write tweet post estimate conclude disclose reveal report recall predict "
            "repeat proclaim affirm counter retort quip continue clarify complain hint imply signal indicate "
            "caution agree answer testify charge elaborate recount boast joke opine"
        ),
        "T": "tell inform assure remind brief notify advise_that caution",
        "N": "condemn denounce criticise criticize welcome praise decry lament slam blast reaffirm mock hail deplore express voice",
        "A": "describe call label brand dub characterise characterize denounce_as dismiss_as portray slam_as condemn_as defend_as",
    },
    "denies": {"S": "deny", "N": "reject dismiss refute rebuff rebut deny dispute repudiate"},
    "accuses": {"O": "accuse blame criticise_for criticize_for condemn_for fault"},
    "urges": {
        "I": "urge call_on ask_to tell_to appeal_to press_to implore exhort warn_to order advise request_to instruct invite encourage",
        "S": "demand propose recommend request",
        "N": "call_for demand urge appeal_for",
        "C": "reiterate repeat renew",
    },
    "promises": {
        "S": "promise vow pledge guarantee swear",
        "N": "promise pledge",
        "I": "promise vow pledge offer undertake agree",
    },
    "threatens": {"S": "warn threaten", "T": "warn", "I": "threaten"},
    "asks": {"S": "ask wonder question inquire", "N": "question"},
}

CHARGE = (
    r"(?:charge|claim|accusation|allegation|assertion|suggestion|account|version|report|characteri[sz]ation|narrative|denial|statement|finding"
    r"|conclusion|figure|assessment|portrayal|description|view|argument)"
)
"""Nouns for what somebody said, which another may deny."""
FALSE = (
    r"(?:false|untrue|absurd|baseless|unfounded|groundless|ridiculous|nonsense|fabricat\w+|fiction|lies?|propaganda|disinformation|fantasy"
    r"|incorrect|wrong|slander)\b"
)
"""What a charge is called by who denies it."""

_PHRASAL = {
    "rule out": {"N": "denies"},
    "brush aside": {"N": "denies"},
    "brush off": {"N": "denies"},
    "shrug off": {"N": "denies"},
    "play down": {"N": "denies"},
    "point out": {"S": "asserts"},
    "make clear": {"S": "asserts"},
    "spell out": {"S": "asserts"},
    "hit back": {"S": "asserts"},
    "push back against": {"N": "denies"},
    "push back on": {"N": "denies"},
}
"""Reporting verbs of several words, which follow each other at once."""

_IRREGULAR = {
    "say": "said", "tell": "told", "write": "wrote written", "swear": "swore sworn", "brief": "briefed",
    "make": "made", "hit": "hit",
}  # fmt: skip
_DOUBLED = {"admit", "rebut", "quip", "dub", "rebuff"}


def inflect(verb: str) -> dict[str, str]:
    """Return the finite and -ing forms of a verb, each with its tense mark: "base", "s", "past", "ing".

    >>> inflect("deny")
    {'deny': 'base', 'denies': 's', 'denied': 'past', 'denying': 'ing'}
    """
    if verb.endswith("y") and verb[-2] not in "aeiou":
        third, past, ing = verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    elif verb.endswith("e"):
        third, past, ing = verb + "s", verb + "d", verb[:-1] + "ing"
    elif verb.endswith(("s", "sh", "ch", "x")):
        third, past, ing = verb + "es", verb + "ed", verb + "ing"
    elif verb in _DOUBLED and verb != "rebuff":
        third, past, ing = verb + "s", verb + verb[-1] + "ed", verb + verb[-1] + "ing"
    else:
        third, past, ing = verb + "s", verb + "ed", verb + "ing"
    forms = {verb: "base", third: "s"}
    for word in _IRREGULAR.get(verb, past).split():
        forms[word] = "past"
    return forms | {ing: "ing"}


def third_person(verb: str) -> str:
    """Return the third person of a verb.

    >>> third_person("condemn"), third_person("push back on")
    ('condemns', 'pushes back on')
    """
    first, *particles = verb.split()
    return " ".join([next(form for form, tense in inflect(first).items() if tense == "s"), *particles])


@dataclass(frozen=True)
class Cue:
    """One form of a reporting verb: its lemma, tense mark, and for each shape the cue kind it then has."""

    lemma: str
    tense: str
    shapes: dict[str, str]


def _lexicon() -> dict[str, Cue]:
    shapes: dict[str, dict[str, str]] = {}
    for kind, by_shape in _VERBS.items():
        for shape, verbs in by_shape.items():
            for entry in verbs.split():
                lemma, _, particle = entry.partition("_")
                key = {"on": "on", "for": "P", "to": "I", "as": "A", "of": "O", "that": "S"}.get(particle, shape)
                if particle == "for" and shape == "O":
                    key = "O"
                shapes.setdefault(lemma, {}).setdefault(key, kind)
    out: dict[str, Cue] = {}
    for lemma, by in shapes.items():
        for form, tense in inflect(lemma).items():
            out.setdefault(form, Cue(lemma, tense, by))
    for phrase, by in _PHRASAL.items():
        verb, particle = phrase.split(" ", 1)
        for form, tense in inflect(verb).items():
            out[f"{form} {particle}"] = Cue(phrase, tense, by)
    return out


CUES: dict[str, Cue] = _lexicon()
"""Every form of every reporting verb. Shape "P" is a complement after "for", "on" an addressee after "on"."""

QUOTE_ONLY = frozenset(
    "read reads continued bemoaned fumed exclaimed mused shouted thundered chided sniped railed pleaded ventured cried".split()
) | {"went on", "goes on"}
"""Verbs that report only next to a quotation ("the statement read")."""

NOUN_LIKE = frozenset(
    "claims claim states state reports report notes note comments comment remarks remark demands demand posts post charges "
    "charge promises promise requests request questions question offers offer orders order calls call estimates estimate "
    "signals signal press tweets tweet pledge pledges vow vows brief briefs counter counters threat label labels brand brands "
    "advise answer answers blame blames dispute disputes guarantee guarantees stress invite fault appeal appeals".split()
)
"""Forms that are as often nouns; a determiner or an adjective before them makes them so."""

WORD = re.compile(r"[^\W\d_]+(?:[-’'.][^\W\d_]+)*(?:(?<=s)[’'](?=\s))?\.?|\d[\d,.:]*|\S")
DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)"
_TIME = (
    rf"(?:(?:late|early|earlier|later)\s+)?(?:on\s+)?(?:the\s+same\s+day|{DAY}(?:\s+(?:morning|afternoon|evening|night))?(?:,?\s+(?:{MONTH}\s+\d+|\d+\s+{MONTH}))?"
    rf"|{MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH}|in\s+(?:(?:early|late|mid-?)\s*)?(?:{MONTH}(?:\s+\d{{4}})?|(?:19|20)\d{{2}})|yesterday|today|earlier(?:\s+(?:this|in the|that|on)\s+\w+)?|later(?:\s+(?:that|in the|on)\s+\w+)?"
    r"|last\s+(?:week|month|year|night)|this\s+(?:week|month|morning)|at\s+the\s+time|afterwards?|again|too(?=\s*[,;.:])|also|however|meanwhile|though(?=\s*,)|nevertheless|nonetheless|moreover|in\s+turn|for\s+(?:its|his|her|their)\s+part|flatly|repeatedly|publicly|bluntly|firmly|strongly)"
)
_OUTLET = (
    r"(?:in|at|during|on|through|via|after|before|following|by|from)\s+(?:(?:an?|the|his|her|its|their|separate|social|state|local|national|remarks?|comments?|parliament|response|turn|brief)\b"
    r"[\w\s’'\-]{0,45}?\s*)?(?:statements?|interviews?|briefings?|conference|Twitter|Facebook|Telegram|X|media|TV|television|radio|posts?|tweets?|speech|address|letter|note|call"
    r"|meeting|talks|session|summit|council|committee|remarks?|comments?|parliament|response|turn|report|communique|readout|release|message|video|website|visit|debate|reply|paper|phone|email|English|French|Russian"
    r"|hearing|assembly|forum|ceremony|newspaper|newsroom|reporters|journalists)\b(?:\s+(?:to|with|from|on|by|of|in|for|after)\s+(?:the\s+|a\s+|an\s+)?[\w’']+(?:\s+(?-i:[A-Z])[\w’']+)*)?"
)
_EVER_SINCE = r"(?:ever\s+)?since\s+(?!that\b)[^,.:;\"“]{3,90}?(?=\s+that\s)"
"""Since when somebody has said something: "has said since the ship sank that ..."."""
ADJUNCT = re.compile(rf"\s*,?\s*(?:{_OUTLET}|{_TIME}|{_EVER_SINCE})(?=[\s,:;.]|$)", re.IGNORECASE)
"""One adverbial between a cue and what it reports: a day, a place of publication."""

_CONDUCT = re.compile(
    r"(?!that\b)(?:(?!\b(?:accus\w+|allegations?|claims?|charges?|reports?|suggestions?|idea|notion)\b)(?:[^,.;]|(?<=[A-Z])\.)){0,110}?"
    r"\b(?:responses?|reactions?|behaviou?r|conduct|attitude|approach|tone|decisions?|moves?|actions?|measures?|treatment|interference"
    r"|deals?|agreements?|memorandum|MoU|pacts?|accords?|treat(?:y|ies)|proposals?|offers?|demands?|requests?|calls|invitations?|plans?)\b",
    re.IGNORECASE,
)


def rejects_conduct(lemma: str, content: str) -> bool:
    """Whether a verb of denial stands with what is done or asked, not with what is said to be so.

    Who rejects "an unjustified response" calls it unjustified, who rules out "sending troops" will not send any.

    >>> rejects_conduct("reject", "France's unjustified response"), rejects_conduct("reject", "claims that its response was late")
    (True, False)
    >>> rejects_conduct("rule out", "sending troops"), rejects_conduct("rule out", "sabotage")
    (True, False)
    """
    if lemma == "rule out":
        return bool(re.match(r"(?!being|having)[a-z]{2,}ing\b", content))
    return lemma in {"reject", "dismiss", "rebuff", "repudiate", "push back against", "push back on"} and bool(
        _CONDUCT.match(content)
    )


_JUDGED = re.compile(
    rf"\s+as\s+(?:an?\s+|mere\s+|pure\s+)?(?:[\"“‘]|(?:\w+\s+){{0,2}}?(?:{FALSE}|\w+(?:less|ous|ful|[ai]ble|ary|istic|unded|ensive|ified|inate)\b))"
)


def judgement(lemma: str, content: str) -> int | None:
    """Return where the words begin by which a verb of denial judges its object ("rejected the charge as baseless"), or None.

    Whoever rejects "the charge as baseless" calls it baseless, which is no denial of those words.

    >>> judgement("reject", "the charge as baseless"), judgement("deny", "the use of the school as a dangerous place")
    (10, None)
    """
    found = _JUDGED.search(content) if lemma in {"reject", "dismiss", "rebuff", "repudiate", "refute"} else None
    return found.start() if found else None


NOT_SAID = re.compile(
    r"(?:(?:the|its|their|his|her)\s+(?:[a-z]+\s+){0,2}(?:pact|treaty|agreement|accord|charter|memorandum|constitution)|(?:the\s+)?(?:plan|schedule|law|rules|custom|tradition|script)|(?:(?:the|its|their)\s+)?(?:international|maritime|domestic|national|local|federal)\s+laws?"
    r"|(?:[a-z]+\s+)?(?:custom|tradition|protocol|procedures?|principles|standards|needs?|merit))(?=[\s,;.]*$|,|\s+(?:in|on|at|for|and|by|after|before)\b)"
)
"""What things are done according to, and who says nothing."""

PER = re.compile(r"(?:,|(?<=[\"”]))\s+per\s+(?:the\s+)?[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*)*\s*$")
"""Through whom a reporter knows it: "..., per the Harbour News"."""

CONDITION = re.compile(
    r"(?<!\bas )(?<!\b[Ee]ven )(?<!\basked )(?<!\bask )(?<!\bknow )(?<!\bknows )(?<!\bsee )(?<!\bsure )(?<!\bcertain )(?<!\bclear )(?<!\bwonder )(?<!\bwonders )(?<!\bunclear )(?<!\bdoubt )\b[Ii]f\b(?!\s+not\b)|\b[Uu]nless\b|\b[Pp]rovided (?:that|the)\b|\b[Ii]n the event (?:of|that)\b|\b[Ii]n case (?:of\b|it|they|the)"
    r"|\b(?:[Aa]s|[Ss]o) long as\b|\b[Dd]epending on\b|\b[Aa]ssuming (?!power|office|command|control|responsib|dut|leader)|\b[Oo]n condition that\b|\b[Ss]hould\s+(?:[A-Z]\w+|it|they|the\s+\w+)\s+(?:\w+)\b(?=[^.?]*,)",
)
EVASION = re.compile(
    r"\b(?:declin\w+|refus\w+|fail\w+|unable|neither|nor|did ?n[o’']t|did not|do(?:es)? not|do(?:es)?n[’']t|has not|had not|have not|hasn[’']t|haven[’']t|never|not|cannot|can[’']t"
    r"|(?:goes|went|go) without|would|will|could|(?-i:may)|might|should|must|to|can|won[’']t|wouldn[’']t|if|when|shall|let)$",
    re.IGNORECASE,
)
"""What, directly before a cue, makes it no report: negation, modality, an infinitive."""

NO_MORE = re.compile(
    r",?\s+but\s+(?:(?:he|she|it|they)\s+)?(?:(?:did|does|do|has|have|had|would|could)\s+not|did\s?n[’']t|(?:had\s+)?(?:gave|given|offered|provided|named)\s+no)\s+"
    r"(?:\w+\s+)?(?:disclos\w+|elaborat\w+|say|said|specif\w+|comment\w*|identif\w+|give|given|provide|details|evidence|reasons?)\b"
)
"""What a reporter adds on what was not said."""
