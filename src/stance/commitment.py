"""What a speaker commits itself to, where the odds of a text and a claim do not show it: who speaks, how, and of whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import numpy as np

from stance.judgements import judges, passes_judgement
from stance.standalone import negated
from stance.statements.cues import CONDITION
from stance.statements.quotes import sentences
from stance.tables import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

    from stance.statements.actors import ActorTable

SILENT = np.array([0.0, 0.0, 1.0])
"""The probabilities (favor, against, none) of who says nothing to a claim."""

CLEAR_DENIAL = np.array([0.02, 0.88, 0.1])
"""Those of who denies any part in what a claim charges it with."""

_ONESELF = re.compile(
    r"(?:(?:(?:the|any|all|such|these)\s+)?(?:\w+\s+)?(?:accusation|allegation|claim|charge|report|suggestion|assertion)s?\s+(?:(?:that|of)\s+)?)?"
    r"(?:it|he|she|they|we|I|its|his|her|their|our|any|having)\b",
    re.IGNORECASE,
)
_DISTANCE = re.compile(
    r"\b(?:alleged\w*|so-called|purported\w*|speculati\w+|rumou?rs?|hysteria|myths?|fabricat\w+|supposed\w*|disinformation|propaganda"
    r"|hoax\w*|falsehoods?|false|lies(?! (?:\w+ ){0,2}(?:with|in|on|at|between|beyond|behind|ahead)\b)"
    r"|manipulat\w+|(?:media|press|information|smear) campaign"
    r"|campaign against|whip\w+ up|fann\w+|hype\w*|exaggerat\w+)\b",
    re.IGNORECASE,
)
"""Words by which a speaker mentions a thing without owning it."""
_HYPOTHETICAL = re.compile(r"\b(?:any|further|new|another|renewed)\b[^.;]{0,60}\bwould\b", re.IGNORECASE)
"""Words on what is not said to happen: "any further attack would ..."."""
_WISH = re.compile(
    r"(?:(?!(?:is|are|was|were|be|been|not|never|did|does|has|have|had)\b)[\w’'.-]+\s+){1,4}?(?:(?:has|have|had)\s+)?"
    r"(?:(?:is|are|was|were)\s+(?:demanding|asking|urging|calling|seeking|pressing|appealing|insisting on)|demand(?:s|ed)?"
    r"|want(?:s|ed)?|urge[sd]?|ask(?:s|ed)?|request(?:s|ed)?|seeks?|appeal(?:s|ed)?"
    r"|press(?:es|ed)|call(?:s|ed)?|insist(?:s|ed)? on)\b",
    re.IGNORECASE,
)
"""Words of a claim on what somebody asks for, which who asks for it bears out."""
_FAULT = re.compile(r"\b(?:to blame|at fault|responsible for|guilty of)\b", re.IGNORECASE)
"""Words on whose fault a thing is: who charges another with it, denies its own."""

_WRONGDOING = re.compile(
    r"\b(?:to blame|responsible for(?! (?:the )?(?:safety|security|protection|defen[cs]e|welfare))|guilty of|at fault"
    r"|lied|is lying|misled|(?:broke|breaks|broken|breaking) (?:\w+ ){0,2}?"
    r"(?:truce|ceasefire|armistice|laws?|promises?|pledges?|deal"
    r"|treaty|word|agreements?|accords?|pact|contract|commitments?|obligations?|codes?|rules|limits)"
    r"|(?:violat|provok|escalat|undermin|destabili[sz]|sabotag|manipulat|persecut|fabricat)(?:es?|ed|ing)"
    r"|(?:harass|intimidat|coerc|tortur|poison|smuggl|brib|cheat|shell)(?:es|s|ed|ing|e)?|bull(?:y|ies|ied|ying)|steal(?:s|ing)?|stole|pretext"
    r"|start(?:s|ed|ing) (?:the|a|this) (?:\w+ )?(?:war|fighting|conflict|shooting|hostilities)"
    r"|(?:breach|interfer|meddl|oppress)(?:e|es|ed|ing)?|mislead(?:s|ing)?|blackmail(?:s|ed|ing)?"
    r"|spread(?:s|ing)? (?:\w+ )?(?:lies|disinformation|propaganda|panic|hysteria)"
    r"|(?:stir(?:s|red|ring)?|whip(?:s|ped|ping)?) up|us(?:es|ed|ing) \w+ as a weapon"
    r"|sp(?:ies|ied|ying) on|drag(?:s|ged|ging) out"
    r"|(?:shelter|harbou?r)(?:s|ed|ing) (?:\w+ ){0,2}?"
    r"(?:terrorist|militant|rebel|extremist|fighter|killer|fugitive|criminal|group)s?"
    r"|(?:behav(?:es?|ed|ing)|act(?:s|ed|ing)?) "
    r"(?:irresponsibl|reckless|aggressive|dangerous|illegal|unlawful|bad|inhuman|shameful)\w*"
    r"|(?:is|was|are|were) (?:\w+ly )?(?:unjustified|unfounded|groundless|baseless|illegal|unlawful|disproportionate|excessive"
    r"|irresponsible|reckless|biased|false|wrong))\b",
    re.IGNORECASE,
)
"""Words of a claim on what its subject does wrong."""
_DEED = re.compile(
    r"\b(?:carried out|(?:is|are|was|were) behind|(?:order|attack|kill|murder|bomb|hack|shell|launch|kidnapp)ed|shot down|downed"
    r"|(?:blew|blown) up|sank|(?:assassinat|stag|fir)ed|used (?:chemical|nerve|poison|gas|cluster|force)"
    r"|(?:is|are|was|were) (?:arming|attacking|shelling|bombing))\b",
    re.IGNORECASE,
)
"""Words of a claim on what its subject has done, which it may deny."""
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being)\s+(?:\w+ly\s+)?(?!un|biased)\w+ed\b|\bunder\b", re.IGNORECASE)
_ADMISSION = re.compile(
    r"\b(?:admit\w*|acknowledg\w+|conced\w+|apolog\w+|sorry|regret\w*|mistakes?|own(?:s|ed)? up|confess\w*|our doing|proud\w*"
    r"|responsibility|took the blame|carried out|behind the)\b",
    re.IGNORECASE,
)
"""Words without which nobody says of itself that it did wrong."""

_NO_PART = re.compile(
    r"(?:(?:any|all|its|his|her|their|direct|such|having|being|(?:it|he|she|they) (?:had|was|were|has|is|are)) )*"
    r"(?:involvement|involved|wrongdoing|complicity|guilt|blame|anything to do with|behind"
    r"|(?:responsibility|responsible)(?: for\b|$)|(?:part|role)(?: in\b|$))(?P<bare>$)?",
    re.IGNORECASE,
)
"""What who denies it denies of a deed, whatever its name: "any involvement", "wrongdoing", "a role in the raid"."""
_NOTHING_TO_DO = re.compile(r"\b(?:had|has|have|having) nothing (?:whatsoever |whatever |at all )?to do with\b", re.IGNORECASE)
_NAMED = 0.4
"""The least cosine of a claim and a denial that names its deed: it is another deed below."""

_ITS_OWN = r"defend (?:itself|themselves|its|their)"
_HOLDING_OUT = re.compile(
    rf"\b(?:will|can|would|could) (?:\w+ly )?(?:repel|beat back|withstand|fight back|prevail|win|{_ITS_OWN})\b"
    rf"|\b(?:is|are) (?:\w+ )?(?:ready|prepared|able|determined) to (?:{_ITS_OWN}|fight back|repel|hit back)\b",
    re.IGNORECASE,
)
"""Words of a claim on its subject's standing up for itself."""
_YIELDING = re.compile(
    r"\b(?:surrender\w*|giv(?:e|es|ing) (?:up|in)|capitulat\w+|lay(?:ing)? down|yield\w*|retreat\w*|cannot|unable|too weak"
    r"|no (?:soldiers|army|means)|without (?:a fight|help)|lost|defeat\w*)\b",
    re.IGNORECASE,
)
"""Words without which nobody says of itself that it will not hold out."""


_WILL_NOT_LET = re.compile(
    r"(?:\b(?:will|would|shall|can|could|must|may|does|do|did)\s+(?:not|never)"
    r"|\b(?:cannot|never|won[’']t|wouldn[’']t|can[’']t|couldn[’']t|don[’']t|doesn[’']t))(?:\s+\w+ly)?\s+"
    r"(?:allow|let|permit|tolerate|accept(?! (?:that|the (?:claim|charge|accusation|allegation|finding|report))\b)"
    r"|countenance|abide|(?:stand|sit)\s+(?:idly\s+|silently\s+)?by|watch"
    r"|look\s+(?:away|on)|(?:remain|stay|be)\s+(?:silent|idle))\b"
    r"|\b(?:nobody|no one|no country|no state|no power)\s+(?:will|may|can|shall|should)\s+(?:ever\s+)?"
    r"be\s+(?:allowed|permitted)\b",
    re.IGNORECASE,
)
"""Words of who refuses to let a thing happen, which do not say that it does not."""
_DEFENDING = re.compile(
    r"\b(?:defend\w*|defen[cs]e|protect\w*|safeguard\w*|shield\w*|support\w*|back(?:s|ed|ing)?"
    r"|(?:stand|side)s?\s+(?:by|with|up for)|help\w*|uphold\w*|secur(?:e|es|ing)|preserv\w+|respond\w*"
    r"|answer(?:s|ed)?|retaliat\w*|repel\w*|resist\w*|(?:fight|hit|strike)s?\s+back)\b",
    re.IGNORECASE,
)
"""Words on taking somebody's part, or one's own, against harm."""
_HARMS = re.compile(
    r"\b(?:(?:violat|threaten|endanger|undermin|infring|breach|destabili[sz]|jeopardi[sz]|imperil|encroach|interfer|harm|menac)(?:s|es|e|ing)?"
    r"|(?:is|are|pose|poses|remains?)\s+(?:a|an|the)\s+(?:\w+\s+)?(?:violation|threat|danger|breach|menace|risk))\b",
    re.IGNORECASE,
)
"""Words of a claim on harm that is being done."""
_JUDGED = re.compile(
    r"\b(?:illegal|unlawful|illegitimate|unjustified|unprovoked|aggress\w+|violat\w+|infring\w+|breach\w*|contrary\s+to"
    r"|null\s+and\s+void)\b",
    re.IGNORECASE,
)
"""Words by which a demand judges what it is about: "to withdraw from the illegal accord"."""

_OWNED = re.compile(r"\b(?:admit|acknowledg|conced|confess|confirm|agree|prov|show|reveal|disclos)", re.IGNORECASE)
"""Verbs whose words who reports them takes for true: "says that Norland admits ..."."""


def at_second_hand(statements: pd.DataFrame) -> set[str]:
    """Return the ids of statements that only tell what another actor asserts or denies ("says that Norland claims ...").

    Parameters
    ----------
    statements : pandas.DataFrame
        The table of that name, those quoted inside others among them.
    """
    inner = statements[statements["parent_id"].notna() & statements["cue_kind"].isin(["asserts", "denies"])]
    both = inner[inner["actor"] != UNKNOWN].merge(
        statements, left_on="parent_id", right_on="statement_id", suffixes=("", "_outer")
    )
    return {
        row.statement_id_outer
        for row in both.itertuples()
        if row.actor != row.actor_outer and not _OWNED.search(str(getattr(row, "cue", ""))) and _is_all(row.text, row.text_outer)
    }


def _is_all(inner: str, outer: str) -> bool:
    """Whether some words are all that the words around them hold, but for who says them and how."""
    before, found, after = outer.partition(inner)
    return bool(found) and len(before.split()) <= 8 and len(after) <= 0.2 * len(outer)


def resolves_denial(cue_kind: str) -> bool:
    """Whether the speaker rejects the words reported, so that favor and against change places."""
    return cue_kind == "denies"


class Commitment:
    """Statements and claims, read once, and what the rules make of the model's odds for any two of them.

    Parameters
    ----------
    statements, claims : pandas.DataFrame
        The tables of that name, in the order by whose places they are asked for.
    actors : ActorTable
        By whose names it is told whom words are about.
    speakers : set of str
        Actors who speak, whether the table has them or not.
    relayed : set of str
        The statements, by id, that only tell what others say (`at_second_hand`).
    """

    def __init__(
        self,
        statements: pd.DataFrame,
        claims: pd.DataFrame,
        actors: ActorTable,
        speakers: set[str],
        relayed: Collection[str],
    ) -> None:
        about = _About(actors, speakers)
        self._claims = claims["text"].tolist()
        self._types = claims["claim_type"].tolist()
        self._subjects = [about.subject(text) for text in self._claims]
        self._negated = [negated(text) for text in self._claims]
        wrongs = [None if _PASSIVE.search(text) else _WRONGDOING.search(text) for text in self._claims]
        self._wrongs = [m.group().lower()[:5] if m and not no else "" for m, no in zip(wrongs, self._negated, strict=True)]
        deeds = [
            of == "fact" and bool(_DEED.search(text)) and not _PASSIVE.search(text)
            for of, text in zip(self._types, self._claims, strict=True)
        ]
        self._charges = [bool(w) or (d and not no) for w, d, no in zip(self._wrongs, deeds, self._negated, strict=True)]
        self._holds_out = [bool(_HOLDING_OUT.search(t)) and not no for t, no in zip(self._claims, self._negated, strict=True)]
        self._bound = [bool(CONDITION.search(text)) for text in self._claims]
        self._defends = [bool(_DEFENDING.search(t)) and not no for t, no in zip(self._claims, self._negated, strict=True)]
        self._harms = [bool(_HARMS.search(t)) and not no for t, no in zip(self._claims, self._negated, strict=True)]
        self._texts, self._speakers = statements["text"].tolist(), statements["actor"].tolist()
        self._cues = statements["cue_kind"].tolist()
        # A denial that answers another's words is read by those; its own tell whether it denies all part.
        self._own_words = (statements["own_words"] if "own_words" in statements else statements["text"]).tolist()
        cues = statements["cue"] if "cue" in statements else [""] * len(statements)
        said = [f"{cue} {text}" for cue, text in zip(cues, self._texts, strict=True)]
        self._yields = [bool(_YIELDING.search(text)) for text in self._texts]
        self._admits = [bool(_ADMISSION.search(words)) for words in said]
        self._judges = [judges(words) for words in said]
        self._judgements = [passes_judgement(text) for text in self._claims]
        self._conditional = statements["conditional"].tolist()
        targets = [text if isinstance(text, str) else "" for text in statements["target"]]
        accuses = [cue == "accuses" for cue in self._cues]
        self._blamed = [about.subject(target) if of else None for of, target in zip(accuses, targets, strict=True)]
        self._topics = [None if of else about.subject(text) for of, text in zip(accuses, self._texts, strict=True)]
        self._named = [about.named(text) for text in self._texts]
        self._relays = statements["statement_id"].isin(relayed).tolist()
        self._silences: tuple[tuple[Callable[[int, int], object], str], ...] = (
            (self._question, "a question commits to nothing"),
            (self._demand, "a demand says what should be, not what is"),
            (self._blames_another, "an accusation of somebody else than the claim is about"),
            (self._about_another, "about another actor than the claim"),
            (self._denies_of_itself, "a denial about the speaker, a claim about another"),
            (self._conditioned, "said on a condition that the claim does not name"),
            (lambda i, _: self._relays[i], "tells only what another actor says"),
            (self._unjudging, "words that tell of a thing, a claim that judges it"),
        )

    def silence(self, i: int, j: int) -> str | None:
        """Return why statement i can take no side on claim j, whatever a model reads in it; None where it can."""
        return next((why for silent, why in self._silences if silent(i, j)), None)

    def settle(self, i: int, j: int, p: np.ndarray, model: str, similarity: float) -> tuple[np.ndarray, str]:
        """Return the probabilities of statement i toward claim j, shape (3,), and the method, where it is not silent.

        Parameters
        ----------
        i, j : int
            Places of the statement and of the claim.
        p : numpy.ndarray, shape (3,)
            The model's probabilities of favor, against and none.
        model : str
            Its name.
        similarity : float
            Their cosine.
        """
        method = model
        if self._washes_its_hands(i, j, similarity):
            return CLEAR_DENIAL, "who denies any part denies the charge"
        if resolves_denial(self._cues[i]):
            p, method = p[[1, 0, 2]], f"{model}, denial"
        held = self._withheld(i, j)
        if held is not None:
            side, why = held
            p = np.where(np.arange(3) == side, 0.0, p) + np.array([0.0, 0.0, p[side]])
            return p, f"{method}, {('favor', 'against')[side]} withheld: {why}"
        return p, method

    def _withheld(self, i: int, j: int) -> tuple[int, str] | None:
        """The side, 0 favor or 1 against, that these words never take on this claim, and why."""
        about_itself = self._subjects[j] == self._speakers[i]
        if resolves_denial(self._cues[i]):
            return (0, "nobody charges itself with a wrong by a denial") if about_itself and self._wrongs[j] else None
        if self._charges_another(i, j) and not self._negated[j]:
            return 0, "an accusation of somebody else"
        if about_itself and self._wrongs[j] and not self._admits[i] and not self._owns(i, self._wrongs[j]):
            return 0, "nobody charges itself with a wrong unless it admits one"
        if about_itself and self._holds_out[j] and not self._yields[i]:
            return 1, "nobody doubts its own defence unless it yields"
        if (self._defends[j] or self._harms[j]) and _WILL_NOT_LET.search(self._sentence(i, j)):
            return 1, "who will not let a harm happen does not say that there is none, or no defence"
        if _DISTANCE.search(self._texts[i]) and not _DISTANCE.search(self._claims[j]):
            # They never own the thing: no favor of a claim that it is so, nothing against one that it is not.
            return int(self._negated[j]), "the words keep their distance"
        return None

    def _washes_its_hands(self, i: int, j: int, similarity: float) -> bool:
        """Whether the speaker denies all part in a thing, and the claim charges it with a deed or a wrong."""
        if self._subjects[j] != self._speakers[i] or not self._charges[j]:
            return False
        if self._cues[i] == "asserts":
            return similarity >= _NAMED and bool(_NOTHING_TO_DO.search(self._own_words[i]))
        denied = _NO_PART.match(self._own_words[i]) if resolves_denial(self._cues[i]) else None
        return denied is not None and (denied["bare"] is not None or similarity >= _NAMED)

    def _owns(self, i: int, wrong: str) -> bool:
        """Whether the speaker owns the deed in the claim's own word: "it sabotaged the bridge"."""
        own = rf"\b(?:it|we|I|(?:its|our) \w+)\s+(?:had |has |have )?{re.escape(wrong)}"
        return bool(re.search(own, self._texts[i], re.IGNORECASE))

    def _question(self, i: int, j: int) -> object:
        return self._cues[i] == "asks"

    def _demand(self, i: int, j: int) -> object:
        its_own = self._subjects[j] == self._speakers[i] and _WISH.match(self._claims[j])
        judging = (self._harms[j] or self._judgements[j]) and _JUDGED.search(self._texts[i])
        return self._cues[i] == "urges" and self._types[j] != "policy" and not its_own and not judging

    def _blames_another(self, i: int, j: int) -> object:
        of_its_own = self._subjects[j] == self._speakers[i] and _FAULT.search(self._claims[j])
        return self._charges_another(i, j) and not of_its_own

    def _charges_another(self, i: int, j: int) -> object:
        # Nobody accuses itself, so a charge is never about the speaker, whoever its target is.
        blamed, subject = self._blamed[i], self._subjects[j]
        of_itself = self._cues[i] == "accuses" and subject == self._speakers[i]
        return subject and (of_itself or (blamed and blamed != subject))

    def _about_another(self, i: int, j: int) -> object:
        topic, subject = self._topics[i], self._subjects[j]
        # Who says that somebody else is behind a deed speaks to a claim on whose it is.
        culprit = _FAULT.search(self._texts[i]) and len(_stems(self._texts[i]) & _stems(self._claims[j])) > 1
        elsewhere = topic != subject and subject not in self._named[i] and not culprit
        return topic and subject and self._types[j] != "policy" and elsewhere

    def _denies_of_itself(self, i: int, j: int) -> object:
        oneself = resolves_denial(self._cues[i]) and _ONESELF.match(self._texts[i])
        return oneself and self._subjects[j] not in (None, self._speakers[i])

    def _conditioned(self, i: int, j: int) -> object:
        if self._bound[j]:
            return False
        if (
            self._defends[j]
            and _DEFENDING.search(self._sentence(i, j))
            and not re.search(r"\bonly (?:if|when)\b", self._texts[i])
        ):
            return False  # a defence is always one against what may come
        return _HYPOTHETICAL.search(self._texts[i]) or (self._conditional[i] and CONDITION.search(self._sentence(i, j)))

    def _unjudging(self, i: int, j: int) -> object:
        return self._judgements[j] and not self._judges[i]

    def _sentence(self, i: int, j: int) -> str:
        """Of the sentences of a statement the one that shares most words with the claim: a condition binds its own sentence."""
        text = self._texts[i]
        parts = [text[start:end] for start, end in sentences(text, text, 0, len(text))]
        wanted = _stems(self._claims[j])
        # Where none shares more, the one with the condition.
        return max(parts, key=lambda part: (len(wanted & _stems(part)), bool(CONDITION.search(part))))


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-z]{4,}", text.lower())}


class _About:
    """Whom texts are about: the actor named where they begin, and all whom they name."""

    def __init__(self, actors: ActorTable, speakers: set[str]) -> None:
        self.actors = actors
        self.speakers = sorted(speakers, key=len, reverse=True)

    def subject(self, text: str) -> str | None:
        named = next(
            (m for m in self.actors.find(text) if re.fullmatch(r"(?:(?:the|an?)\s+)?", text[: m.start], re.IGNORECASE)), None
        )
        if named is not None:
            return named.match.actor
        return next((a for a in self.speakers if re.match(rf"(?:the )?{re.escape(a)}\b", text, re.IGNORECASE)), None)

    def named(self, text: str) -> set[str]:
        known = {a for a in self.speakers if re.search(rf"\b{re.escape(a)}\b", text, re.IGNORECASE)}
        return known | {m.match.actor for m in self.actors.find(text)}
