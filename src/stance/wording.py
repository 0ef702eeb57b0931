"""Standalone propositions from reported speech: "it plans a war", denied by Norland, makes "Norland plans a war".

Every rule either makes a sentence that a reader understands without the article, or gives up: a proposition that only
one reading of a pronoun explains is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stance.standalone import (
    BASE_VERBS,
    BE_HAVE_DO,
    IRREGULAR,
    MAX_WORDS,
    MODALS,
    OUTSIDE,
    OWN,
    named,
    plural,
    standalone,
    subject,
)
from stance.tables import UNKNOWN


@dataclass(frozen=True)
class Proposition:
    """A sentence that stands alone, and the claim type that its making tells, if any."""

    text: str
    claim_type: str | None = None


_SENTENCE_END = re.compile(r"(?<!\b[A-Z]\.)(?<!\b[A-Z][a-z]\.)(?<!\b[A-Z][a-z][a-z]\.)(?<=[.!?])\s+(?=[A-Z])")
_UNUSABLE = re.compile(r"https?:|www\.|pic\.twitter|[#@<>{}\[\]�]|\.\.\.|…|, [\"“”]?[A-Z]\w+ (?:said|told)\b|\bas reported by\b")
_ASIDE = re.compile(
    r"\s*\([^()]*\)|\s+[—–]\s+[^—–]+\s+[—–](?=\s)|, (?:which|who|whose|where)\b[^,]*,(?= )"
    r"|,? (?:however|meanwhile|of course|for example|in turn),(?= )|\b(?:also|equally) "
)
_SHORT = {"ll": "will", "re": "are", "ve": "have", "m": "am"}
_OPENER = re.compile(
    r"^(?:(?:and|but|so|yet|that|indeed|let me be clear|in fact|of course)\b[,:]*"
    r"|(?:however|moreover|furthermore|meanwhile|instead|yes|no|now|therefore|frankly|today|once again|again|once more|"
    r"at the same time|as a result|in addition|in short|first of all|by the way)[,:])\s+",
    re.I,
)
_NAME = r"(?-i:[A-Z])[\w.’'-]*(?: (?-i:[A-Z])[\w.’'-]*)*"
_FRAME = re.compile(
    r"^(?:(?:I|we)(?: \w+ly)? (?:believe|think|know|maintain|repeat|stress|underline)(?: that)?"
    r"|(?:I|we) (?:are|am) (?:\w+ly )?(?:confident|convinced|certain|sure)(?: that)?"
    r"|it (?:is|was) (?:\w+ly )?(?:clear|obvious|evident|certain|true|known)(?: to \w+)? that"
    r"|there (?:is|was|can be) no doubt that"
    rf"|(?:the )?{_NAME} (?:(?:has |had )?(?:reiterated|stressed|underlined|emphasi[sz]ed|reaffirmed|warned|noted|said|"
    rf"added|told {_NAME})|(?:was|is|has been) (?:very |\w+ly )?clear(?: with {_NAME})?"
    rf"|(?:[^,.]{{0,60}} to make|made) (?:it )?(?:\w+ly )?clear)(?: that|:),?|told {_NAME}(?= (?:the|his|its|a)\b))\s+",
    re.I,
)
_URGED = re.compile(
    rf"^(?:the )?{_NAME} (?:has |had )?(?:urged|called on|called upon|pressed|implored) ((?:the )?{_NAME}) (not )?to ",
    re.I,
)
_TAIL = re.compile(
    r",? (?:which|whose|where|whom|thus|thereby|in view of|including|such as|as well as|adding|according to|"
    r"some of which|the aim of which|as (?:has|have|is|was) )\b.*$|, who\b.*$|, (?:and|but)$|\s[-–—―]+\s.*$"
    r"|,? (?:instead|too|again|as well|today|(?:right )?now|anyway)$"
)
_PAST_CUE = re.compile(r"\b(?:\w+ed|said|told|wrote|swore)\b")
_EVENT = re.compile(
    r"^(?:abduct|annex|assassinat|attack|abandon|betray|bomb|detain|destroy|expel|fir|ignor|imprison|invad|jail|kidnapp|kill|"
    r"launch|murder|open|poison|provok|reject|rigg|sabotag|seiz|shell|stag|start|torch|violat)(?=ing$)"
)
"""Verbs of events: who is accused of bombing has bombed, who is accused of spreading panic is spreading it."""

_ON_PURPOSE = (
    r"(?=(?:will|would|intends?|intended|plans?|planned|wants?|wanted|seeks?|sought|has|had|does|did|supports?|opposes?|"
    r"rejects?|must|should|never|can|could)\b|(?:is|was|would be|will be) (?:not )?(?:\w+ly )?"
    r"(?:\w+ing|ready|prepared|committed|willing|determined|opposed|behind|responsible|open)\b)"
)
"""What follows an "it" that acts, and not the "it" of "it is time"."""

_ALL_OF_US = re.compile(r"\bwe (?:all|both|see|saw|know|have seen|hear|heard)\b|\blet us\b|\bof us\b", re.I)
_WE = re.compile(r"\b(?:[Ww]e ((?:\w+ly |never |still |always )?)(\w+)|[Oo]urselves|[Oo]ur|us)\b")


def propositions(statement: Mapping[str, Any]) -> list[Proposition]:
    """Word what one statement commits to, or rejects, as sentences that stand alone.

    Parameters
    ----------
    statement : mapping
        One row of the statements table: text, kind, cue, cue_kind, speaker, person, organization, actor and target are
        read.

    Returns
    -------
    list of Proposition
        Empty where the statement needs its context. A denial gives the proposition denied, not its negation.

    Examples
    --------
    >>> row = {"text": "it plans to close the strait to tankers", "kind": "indirect", "cue": "denied",
    ...        "cue_kind": "denies", "actor": "Norland", "speaker": "Norland"}
    >>> propositions(row)
    [Proposition(text='Norland plans to close the strait to tankers', claim_type=None)]
    """
    said = {key: value if isinstance(value, str) and value else "" for key, value in statement.items()}
    said = dict.fromkeys(("text", "kind", "cue", "cue_kind", "speaker", "person", "organization", "actor", "target"), "") | said
    if _UNUSABLE.search(said["text"]) or said["cue_kind"] == "asks":
        return []
    hint = {"accuses": "blame", "promises": "commitment"}.get(said["cue_kind"])
    found = []
    for sentence in _SENTENCE_END.split(_plain(said["text"])):
        if sentence.endswith("?"):
            continue
        sentence = sentence.split(";")[0].strip(" .!,:")
        made = _from_phrase(sentence, said)
        clauses = _clauses(sentence, said) if made is None else [made]
        for clause in clauses:
            kind = (
                "policy"
                if made and said["cue_kind"] == "urges"
                else "commitment"
                if made and said["cue_kind"] == "threatens"
                else hint
            )
            if finished := _finish(clause):
                found.append(Proposition(finished, kind))
    return found


def _plain(text: str) -> str:
    """Take out quotation marks, asides and contractions."""
    text = re.sub(r"\s+", " ", re.sub(r"[\"“”„«»]|''|``", "", text))
    text = re.sub(r"(?<!\w)['‘]([^'‘’]{2,60})['’](?!\w)", r"\1", text)
    text = re.sub(r"\bwon[’']t\b", "will not", re.sub(r"\bcan[’']t\b", "cannot", text))
    text = re.sub(r"n[’']t\b", " not", text)
    text = re.sub(r"(?<=\w)[’'](ll|re|ve|m)\b", lambda match: f" {_SHORT[match[1]]}", text)
    text = re.sub(r"\b(it|there|he|she|that)[’']s\b", r"\1 is", text, flags=re.I)
    text = re.sub(r"\bU\.S\.(?!\w)", "United States", re.sub(r"\bU\.K\.(?!\w)", "United Kingdom", text))
    return _ASIDE.sub(lambda match: " " if match[0].startswith((",", " ")) and match[0].endswith(",") else "", text).strip()


def _from_phrase(text: str, said: Mapping[str, str]) -> str | None:
    """Make a sentence of an infinitive, an -ing form or a noun phrase, with the subject that the report gives.

    None where the text is none of these, "" where it is and the subject is not known.
    """
    cue_kind, target, me = said["cue_kind"], _target(said), _speaker(said)
    text = re.sub(r"^(?:of|for) (?=\w)", "", text)
    if to_do := re.match(r"(not )?to (?!the\b|a\b)(\w.*)", text):
        who = target if cue_kind == "urges" else me if cue_kind in ("promises", "threatens") else ""
        verb = "should" if cue_kind == "urges" else "will"
        return f"{who} {verb} {to_do[1] or ''}{_own(to_do[2], said, acting=False)}" if who else ""
    who = target if cue_kind == "accuses" else me if cue_kind == "denies" else ""
    if not who:
        return None
    have, be = ("have", "are") if plural(who) else ("has", "is")
    if part := re.match(r"(?:any |all )?(involvement|role|part|responsibility) (?:in|for) (.+)", text):
        return f"{who} {be} responsible for {part[2]}" if part[1] == "responsibility" else f"{who} had a part in {part[2]}"
    if re.match(r"(?:failing to|having) \w", text):
        return f"{who} {have} {text.removeprefix('having ').replace('failing', 'failed', 1)}"
    doing = re.match(r"(?:\w+ly )?([a-z]+ing)\b(?! (?:is|are|was|will|would|has)\b)", text)
    if doing and (event := _EVENT.match(doing[1])):
        return f"{who} {have} {event[0]}ed{text[doing.end(1) :]}"
    if doing:
        return f"{who} {be} {text}"
    if re.search(r"accus|blam", said["cue"]) and len(text.split()) <= 8 and not standalone(_capital(text)):
        return f"{who} {be} {'to blame for' if 'blam' in said['cue'] else 'guilty of'} {text}"
    return None


def _clauses(text: str, said: Mapping[str, str]) -> list[str]:
    """Cut a sentence into clauses that stand alone, the speaker named where it speaks of itself."""
    before = None
    while before != text:
        before = text
        text = _FRAME.sub("", _OPENER.sub("", text))
    text = _URGED.sub(lambda match: f"{match[1]} should {match[2] or ''}", text)
    text = _own(text, said, acting=True)
    if said["kind"] != "direct" and _PAST_CUE.search(said["cue"] or "said"):
        text = _present(text)
    rest = _TAIL.sub("", text)
    if rest != text and re.match(r"there (?:is|are|was|were)\b", text, re.I):
        # "There are lines" says nothing without "which should not be crossed".
        return []
    return _split(rest.strip(" ,"))


def _split(text: str) -> list[str]:
    if re.match(r"(?:if|when|unless|while|as|although|since)\b", text, re.I):
        return [text]
    for joint in re.finditer(r",? (?:and|but|while|whereas) ", text):
        left, right = text[: joint.start()], text[joint.end() :]
        about = subject(left)
        if not about or not standalone(_capital(left)):
            continue
        if re.match(rf"(?:{MODALS}|{BE_HAVE_DO}|{BASE_VERBS})\b", right):
            modal = re.match(rf"{re.escape(about)} (?:{MODALS}) ", left)
            bare = re.match(rf"(?:{BASE_VERBS})\b", right)
            right = f"{modal[0].strip() if modal and bare else about} {right}"
        right = re.sub(rf"^{OWN}it\b", about, right)
        # "swift and severe costs on Russia if it attacks": the verb must not come from a clause inside.
        main = re.split(r"\b(?:if|unless|when|because|that|which|as|after|before)\b", right)[0]
        if standalone(_capital(right)) and standalone(_capital(main.strip(" ,"))):
            return [left, *_split(right)]
        if re.match(r"(?:it|they|he|she|this|that|we|I|those)\b", right):
            return [left]
    return [text]


def _own(text: str, said: Mapping[str, str], *, acting: bool) -> str:
    """Name the speaker where the text says we, I, its own "it", or "the country"; what is unclear stays a pronoun."""
    me, person, indirect = _speaker(said), said["person"], said["kind"] != "direct"
    if not me or _ALL_OF_US.search(text):
        return text
    if acting and indirect and not person:
        text = re.sub(rf"^it {_ON_PURPOSE}", f"{me} ", re.sub(r"^its (?=\w)", f"{me}'s ", text))
    if acting and indirect and person:
        text = re.sub(rf"^s?he {_ON_PURPOSE}", f"{person} ", text)
    if indirect and len(said["actor"]) > 3 and said["actor"][:5].lower() in said["speaker"].lower():
        text = re.sub(r"\b[Tt]he country\b", me, text)
    first = acting and me not in text

    def swap(match: re.Match[str]) -> str:
        nonlocal first
        name, first = (me, False) if first else (f"{OWN}it", False)
        if match[2] is not None:
            return f"{name} {match[1]}{_third(match[2])}"
        own = f"{me}'s" if name == me else f"{name}s"
        return {"our": own, "us": name, "ourselves": f"{OWN}itself"}[match[0].lower()]

    text = _WE.sub(swap, text)
    if person and len(re.findall(r"\b(?:I|me|my)\b", text)) == 1:
        text = re.sub(r"^I (\w+)", lambda match: f"{person} {_third(match[1])}", text)
    return text


def _present(text: str) -> str:
    """Undo the shift of tense that "said that" brings, where no other reading is likely."""
    if re.search(r"\bwould (?:have|not have|rather|like)\b|\bif\b.*\b(?:were|had)\b", text):
        return text
    text = re.sub(r"\bwould\b", "will", text)
    ready = r"(?= (?:not )?(?:\w+ly )?(?:\w{2,}ing|ready|prepared|willing|able|determined|committed)\b)"
    text = re.sub(rf"\bwas{ready}", "is", re.sub(rf"\bwere{ready}", "are", text))
    about = subject(text)
    if about and text.startswith(f"{about} had "):
        have = "have" if plural(about) else "has"
        text = re.sub(r"\bhad(?= (?:not |never )?(?:\w+ed|been|broken|taken|sent|given|made)\b)", have, text, count=1)
    return text


def _third(verb: str) -> str:
    """Return the form of a verb that follows a singular name."""
    fixed = {"are": "is", "am": "is", "were": "was", "have": "has", "do": "does"}
    if verb in fixed or re.fullmatch(rf"{MODALS}|{BE_HAVE_DO}|\w+ed|{IRREGULAR}|and|or|not|with|in|as|together", verb):
        return fixed.get(verb, verb)
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o", "z")) else "s")


def _finish(text: str) -> str | None:
    text = _capital(_TAIL.sub("", re.sub(r"\s+", " ", text).strip(" .,:;!-–—")))
    if len(text.split()) > MAX_WORDS:
        text = re.sub(r", (?:\w+ing|in order to|in full|in close|as|because|so that)\b.*$", "", text)
    if len(text.split()) > MAX_WORDS:
        text = re.sub(rf" and (?:{BASE_VERBS})\b.*$", "", text)
    text = text.strip(" ,")
    return text.replace(OWN, "") if standalone(text) else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _speaker(said: Mapping[str, str]) -> str:
    """Return the name that the speaker's "we" stands for, "" where it is not known."""
    name = said["actor"] if said["actor"] not in ("", UNKNOWN) else said["organization"]
    return named(name) if name else ""


def _target(said: Mapping[str, str]) -> str:
    target = re.sub(r"^(?:both|all) ", "", said["target"]).strip(" ,.")
    if target == UNKNOWN or OUTSIDE.search(target) or re.search(r"\b(?:its?|they|them|their)\b", target):
        return ""
    return named(target)
