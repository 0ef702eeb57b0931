"""Claims that pass judgement on a thing ("the strikes were justified"), and words by which a speaker judges."""

from __future__ import annotations

import re

_JUDGEMENT = re.compile(
    r"\b(?:(?:un)?justif(?:ied|iable)|(?:il)?legitimate|(?:un)?acceptable|(?:un)?reasonable"
    r"|(?:right|wrong) (?:decision|step|thing|move|choice|answer|response|course)|(?:is|was|are|were|be) (?:right|wrong)\b"
    r"|an? (?:\w+ )?(?:mistake|error|blunder|disgrace|scandal|shame|success|failure|disaster|triumph|farce|folly|outrage)\b"
    r"|welcom(?:e|ed)\b|ridiculous|absurd|disgraceful|outrageous|shameful|(?:in|not )?credible"
    r"|(?:can|cannot|could|should|to|not) be (?:believed|trusted)|believable|trustworthy|deserves?\b"
    r"|be (?:praised|condemned|regretted|deplored)|regrettable|(?:un)?wise|foolish|overreact\w*|excessive"
    r"|(?:dis)?proportionate|(?:un)?necessary|(?:un)?fair|unjust|(?:un)?warranted|commendable|irresponsible|reckless)\b",
    re.IGNORECASE,
)
_JUDGING = re.compile(
    r"\b(?:(?:un)?justif|(?:il)?legitim|(?:un)?accept|(?:un)?reasonab|sensib|rightly|wrong|mistak|error|blunder|foll(?:y|ies)|fool|stupid"
    r"|right(?!s\b|-|\s+(?:to|of|now|away|wing|after|before)\b)|(?:un)?wise(?:ly)?\b|ridicul|absurd|nonsens|laugh|joke|farce|disgrac"
    r"|outrag|scandal|sham(?:e|ing)|despic|appal|horrif|horrible|horrend|terribl|awful|disgust|barbar|brutal|cruel|inhuman|atroc|heinous"
    r"|ruthless|monstr|vile\b|reprehens|abhor|deplor|condemn|denounc|decr[iy]|blam|fault|guilt|(?:il)?legal|(?:un)?lawful|violat|breach"
    r"|crim(?:e|inal)|aggressi|provocati|danger|reckless|irrespons|(?:un)?fair|(?:un|in)just|just(?!ly)\s+(?:and|war|cause)|justice"
    r"|excessive|overreact|(?:dis)?proportion|(?:un)?necess|essential|(?:in)?appropriat|proper(?!t)|correct(?!ion)|good(?!s\b)|great(?!\s+(?:britain|powers?)\b)|bad\b|badly|better|best"
    r"|worse|worst|welcom|hail|prais|applau|salut|thank|grateful|congratul|commend|admir|brave|courag|cowardl?|success(?!or|ion)|succeed|fail|victor"
    r"|triumph|disast|catastroph|trag|regret|sorry|apolog|disappoint|dismay|support|back(?:s|ed|ing)\b|defend(?:s|ed)?\b|endors|approv"
    r"|oppos|object(?!iv)|reject|protest|critici|slam|blast|lament|(?:in)?credib|believ(?:e|es|ed)\s+(?:him|her|them|it|in)\b"
    r"|(?:dis|mis)?trust|doubt|s[ck]eptic|suspic|lie[sd]?\b|lying|liar|false|fake|fabricat|untrue|true\b|truth|(?:dis)?honest|(?:in)?sincer"
    r"|hoax|propagand|pretext|excus|whitewash|betray|hypocri|cynic|arrogan|insult|offensive(?=\s+to)|humiliat|unprovoked|(?:un)?warranted"
    r"|unfounded|groundless|baseless|bias|prejudic|impartial|self-defen|deserv|worth|merit|(?:dis|un)?satisf|steadfast|(?:stand|stood|stick|stuck)(?:s|ing)?\s+(?:by|with|behind)\b|in\s+accordance\b|constructive|destructive|(?:un)?helpful"
    r"|productive|waste(?!water)|useless|pointless|glad|pleas|delight|proud|pride|anger|angr|shock|rigged|stolen|flaw|grievance|extort|treason)",
    re.IGNORECASE,
)


def passes_judgement(claim: str) -> bool:
    """Whether a claim says what is thought of a thing, not what happens or should.

    >>> passes_judgement("The strikes on Norland were justified"), passes_judgement("Norland was struck")
    (True, False)
    """
    return bool(_JUDGEMENT.search(claim))


def judges(words: str) -> bool:
    """Whether words have one by which a speaker may judge: who tells of a thing without any takes no side on a judgement.

    >>> judges("it condemns the strikes"), judges("the strikes hit two harbours of goods from Great Britain")
    (True, False)
    """
    return bool(_JUDGING.search(words))
