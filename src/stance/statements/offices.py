"""The words of offices, institutions and people: which nouns speak for a state, which do not, and what surrounds a name."""

from __future__ import annotations

import re

ROLE = re.compile(
    r"\b(?:president(?:s|ial)?|presidency|vice[- ]president|premier|prime minister|chancellors?|chancellery|kings?|queens?|crown prince|emir|sultan|ayatollah|pope"
    r"|leaders?|leadership|(?:(?:foreign|defen[cs]e|interior|finance|energy|health|justice|economy|trade|deputy|vice)[- ])*(?:ministers?|minist(?:ry|ries|erial))|secretary[- ]general|secretar(?:y|ies)(?: of (?:state|defen[cs]e|the treasury|energy|commerce|homeland security))?|undersecretary"
    r"|foreign office|foreign policy chief|treasury|governments?|cabinets?|administrations?|authorit(?:y|ies)|regime|junta|court of auditors|officials?|officers?|spokes(?:man|woman|person|people|men|persons)|press (?:secretary|service|office|officer)"
    r"|diplomats?|diplomacy|ambassadors?|envoys?|charg[eé] d'affaires|consul(?:ate|ates|s)?|embass(?:y|ies)|missions?|negotiators?|negotiating team|delegat(?:ion|ions|es?)|representatives?|emissar(?:y|ies)|mediators?|coordinators?|rapporteurs?"
    r"|militar(?:y|ies)|arm(?:y|ies)|armed forces|nav(?:y|ies)|naval|air force|coast ?guard|general staff|joint chiefs|defen[cs]e forces|air defen[cs]e|commanders?|commander[- ]in[- ]chief|generals?|admirals?|colonel|peacekeep(?:ers|ing)"
    r"|parliament(?:s|arian|arians|ary)?|lawmakers?|legislators?|legislature|senators?|senate|congress(?:man|woman|ional)?|mps?|deput(?:y|ies)|house of (?:representatives|commons|lords)|speaker"
    r"|intelligence|security (?:service|council|agency)|secret service|counter-?intelligence|central banks?|department|task force|council|committee|commission(?:er|ers)?|agency|bureau|watchdog|regulator|border (?:guards?|service)|police|prosecutors?"
    r"|head|chief|chair(?:man|woman|person)?|director(?:[- ]general)?|advis[eo]rs?|aides?|assistant|counterparts?|office|side|team|camp|statement|readout|communiqu[eé]|mfa|mod|secretariat|high representative|inspectors?|headquarters|command)\b",
    re.IGNORECASE,
)
"""Nouns that speak for the state or organization they belong to."""

MINISTERIAL = re.compile(r"minist|secretar(?:y|ies)|department|commission|regulator|watchdog", re.IGNORECASE)
"""Offices that are of a state whatever stands before them: "business minister"."""

DIPLOMATIC = re.compile(
    r"\b(?:ambassador|envoy|embass|consul|mission|representative|delegat|diplomat|negotiat|emissar|charg)", re.IGNORECASE
)
"""Offices that name whom they are sent to as well, and that are found in other people's capitals."""

EVERYWHERE = re.compile(r"Foreign Office|Home Office|Treasury|Cabinet Office")
"""Houses that more than one state has."""

HOME = re.compile(
    r"(?:the\s+|its\s+|a\s+|statement (?:issued |released )?(?:by|from) the\s+)*(?:(?:deputy|acting|chief)\s+)?(?:(?:foreign|defen[cs]e|interior|finance|home) (?:office|minist\w+|secretary)|minist(?:ry|er) (?:of|for) (?:foreign|external|defen[cs]e|(?:the )?interior|finance)"
    r"|prime minister|presidency|presidential (?:office|palace)|armed forces|army|navy|air force|coast ?guard|government|cabinet)\b",
    re.IGNORECASE,
)
"""Offices of every state, at the beginning of words that name no state."""

NON_STATE = re.compile(
    r"\b(?:analysts?|experts?|observers?|commentators?|pundits?|journalists?|reporters?|editors?|columnists?|bloggers?|newspapers?|dailies|daily|magazine|broadcasters?|television|tv|radio|media|press(?! (?:secretary|service|office|officer))"
    r"|(?:news|press|rating|ratings|travel) agenc(?:y|ies)|outlets?|websites?|soldiers?|troops|forces commander|pilots?|sailors?|veterans?|fighters?|rebels?|separatists?|militants?|insurgents?|guerrillas?|militias?|volunteers?|mercenar\w+"
    r"|opposition|dissidents?|activists?|campaigners?|protest\w*|demonstrators?|critics?|opponents?|rivals?|enem(?:y|ies)|allies|ally|supporters?|loyalists?|friends?|backers?|proxies|members?(?! of (?:the |its |an? )?(?:[\w-]+ ){0,3}delegation)|partners?|countries|nations|states|neighbou?rs?|hawks"
    r"|residents?|citizens?|nationals|civilians?|people|public(?! prosecut)|voters?|villagers?|refugees?|migrants?|expat\w*|farmers?|fisher(?:men|man)|students?|teachers?|doctors?|workers?|unions?|families|family|relatives|wom[ae]n|m[ae]n|child(?:ren)?|widow|wife|husband|son|daughter|brother|sister"
    r"|professors?|researchers?|scholars?|historians?|scientists?|academics?|academy|economists?|lawyers?|attorneys?(?! general)|think[- ]tanks?|universit(?:y|ies)|institutes?|foundation|compan(?:y|ies)|firms?|business(?:man|men|woman|es)?|investors?|traders?|(?<!central )banks?(?! of)|airlines?|giant|tycoons?|billionaires?|oligarchs?|hackers?"
    r"|athletes?|players?|coach(?:es)?|actors?|actress|singers?|artists?|musicians?|filmmakers?|directors? of (?:the )?film|writers?|poets?|novelists?|authors?|church|bishops?|archbishops?|patriarch|priests?|imams?|clerics?|rabbis?|tourists?|survivors?|witness(?:es)?|victims?|prisoners?|hostages?|captives?|defectors?|pollsters?|polls?|sources?"
    r"|coalition|embargo|governors?|mayors?|cit(?:y|ies)|municipal\w*|courts?|judges?|candidates?|part(?:y|ies)|politicians?|exiles?|crowds?)\b",
    re.IGNORECASE,
)
"""Nouns that speak for themselves, whatever demonym stands before them."""

GUESTS = re.compile(rf"{DIPLOMATIC.pattern}|\b(?:Western|European|foreign(?! (?:minist|office|secretar))|Arab)\b", re.IGNORECASE)
"""Those who are found in a capital without speaking for it."""

LAWMAKER = re.compile(
    r"\b(?:(?:senator|congress(?:man|woman)|lawmaker|legislator|parliamentarian|mp)\b|(?<!'s )(?-i:Representative)(?=\s+(?-i:[A-Z])))",
    re.IGNORECASE,
)
"""One of a parliament's many, who speaks for nobody else: "U.S. Senator Ada Roe"."""

SENT_THERE = re.compile(r"\b(?:U\.?N\.?|United Nations|NATO)\s+(?=ambassador\b)", re.IGNORECASE)
"""Where an ambassador is sent: the "UN ambassador" is a state's, and not the United Nations'."""

TITLES = re.compile(r"president|minister|chancellor|leader|king|queen|premier|secretary", re.IGNORECASE)
"""Offices of one person, who may be named after the state."""

ONE_OF_MANY = re.compile(
    r"lawmaker|legislat|senator|parliament|deputies|congress|\bmps?\b|police|agency|prosecutor", re.IGNORECASE
)
"""Offices of a state that do not speak for its government."""

HOUSES = re.compile(r"ministry|government|office$|embassy|service|parliament|council$", re.IGNORECASE)
"""What a free word for a role ends in when it is an institution's and no person's."""

ARMED = re.compile(
    r"\b(?:rebels?|militants?|fighters?|insurgents?|guerrillas?|militias?|separatists?|movement|group|organi[sz]ation|party|armed wing|militia|faction|alliance|bloc)\b",
    re.IGNORECASE,
)
"""Nouns that only say what kind of group a group is: "Houthi rebels"."""

FORMER = re.compile(
    r"\b(?:former|formerly|ex|late|retired|onetime|one-time|ousted|deposed|exiled)\b(?!-led| colonial\b| Soviet\b| Yugoslav\b)",
    re.IGNORECASE,
)

OUSTED = re.compile(rf"\bopposition\b|{FORMER.pattern}", re.IGNORECASE)
"""Who held an office, or wants it."""

_TOPICS = (
    r"(?:foreign|external|internal|home|interior|defen[cs]e|state|staff|general staff|representatives|commons|lords|finance|justice|health|energy|education|trade|econom\w+|culture|environment|agriculture|transport|europe|european affairs"
    r"|human rights|national|homeland|public|information|intelligence|commerce|labou?r|digital|climate|emergenc\w+|women|industry|science|security|water|religious|tourism|sport|strategic|veterans|immigration|war|disarmament|refugees|political|peace)\b"
)
PREPOSITION = re.compile(
    rf"\s+(?:(?P<of>of|for)\s+(?!(?:the\s+)?{_TOPICS}(?!\s+(?:minist|office|secretar|department)))|(?P<link>to|at|from|with|within|inside|in|on|near|against|about|over|under|by|after|before|during|between|outside|around|toward|towards|as|since)\s+)",
    re.IGNORECASE,
)
"""Where a noun phrase ends and what it is tied to begins; "Ministry of Foreign Affairs" and "Minister for Europe" are one."""

LINKS = {
    "of": re.compile(""),
    "for": re.compile(r"spokes|press |representative|speaker|negotiat|prosecutor|advis", re.IGNORECASE),
    "to": re.compile(r"advis|aide|assistant|secretar|spokes|deput", re.IGNORECASE),
    "at": re.compile(r"official|officer|spokes|diplomat|press |aide", re.IGNORECASE),
    "from": re.compile(""),
    "with": re.compile(r"official|officer|spokes|diplomat", re.IGNORECASE),
    "in": re.compile(r"official|government|authorit|leader|ministr|lawmaker|parliament|regime", re.IGNORECASE),
}
LINKS["within"] = LINKS["inside"] = LINKS["at"]
"""Which offices speak for what follows: a spokesman for, an adviser to; an envoy to Russia does not speak for Russia."""

TAIL = re.compile(
    r"\s*(?:,\s*)?\b(?:who|whom|whose|which|where|when|told|said|says|speaking|quoted|citing|writing|addressing|posting|tweeting|in an? (?:interview|statement|post|speech|letter|briefing|message))\b.*$",
    re.DOTALL,
)
"""What is said about a speaker, or what the speaker did, after the words that name one."""

SECRETARY_OF_A_COUNCIL = re.compile(
    r"^(?:the )?Security Council (?=(?:Deputy )?(?:Secretary(?![- ]General)|Chief|Head|Chairman)\b)", re.IGNORECASE
)
"""A state's Security Council: that of the United Nations has no secretary."""

MEMBER = re.compile(
    r"^(?:(?i:fellow|founding|another|the)\s+)?(?:[A-Z]{2,}|European Union|G7|G20)\s+member(?:\s+(?:state|country|nation))?\s+(?=[A-Z])"
)
"""What a state is called before its name: "fellow NATO member Poland"."""

DETERMINERS = re.compile(
    r"^(?:(?:the|a|an|both|one|another|some|several|many|two|three|most|its|their|unnamed|a number of)\s+)+", re.IGNORECASE
)

LEADS = re.compile(
    r"\bwho (?:heads?|headed|leads?|led|chairs?|chaired|represents?|represented|speaks? for|spoke for)\s+(?:the (?:meeting|talks|session) for )?(.+)$"
)
"""What tells, after a name, for whom the one named speaks."""

_CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'-]*\.?|(?:al|el|ibn)-[A-Z][\w'-]+)"
NAME = re.compile(
    rf"(?:{_CAPITAL}\s+)+(?:(?:de la|van der|van den|von der|de|da|di|la|le|van|von|der|al|bin|el|ben)\s+)*{_CAPITAL}"
)
"""A person's name of two words or more."""

HONORIFIC = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Prof|Gen|Lt|Col|Maj|Adm|Capt|Brig|Ayatollah|Prince|Princess|Sheikh|Shaikh|Rear|Lieutenant|Major|Brigadier|General|Admiral|Colonel|Field|Marshal|His|Her|Excellency|Sayyed)\.?\s+)+"
)

CITY_BODY = re.compile(r"\b(?:police|council|prosecutors?|mayor)\b", re.IGNORECASE)
"""Bodies that a capital has as a city."""

NAME_FIRST = frozenset(("China", "South Korea", "North Korea", "Taiwan", "Vietnam", "Cambodia", "Ethiopia", "Eritrea"))
"""Where the first name is the one that stands alone; few people share it there with nobody, see `STRONG_SURNAMES`."""

STRONG_SURNAMES = frozenset(("Xi", "Tsai", "Yoon", "Duterte", "Abiy", "Isaias"))

WEAK_SURNAMES = frozenset(
    "May Price Power Rice Burns Singh Khan Ahmed Johnson Cooper Brown Hunt Straw Bush Kirby Miller Austin Powell Harper Wallace Marin Michel Costa Francis Leo Clinton Harris Hammond Martin Lamy Pence Carney Baird"
    " Silva Salman Farhan Thani Katz Dar Hague Cameron Ali Hassan Hussein Stubb Gates Carter Wood Bennett Gabriel Waltz Fox Robertson Morrison Howard Abbott Bishop Payne Key Peters Monti Kan Noda Rae Blair Champagne"
    " Fernandez Rodriguez Gonzalez Santos Castro Castillo Petro Pavel Klaus Dan Sall Faye Henry Ryan Bruce Fletcher Cook Jonathan Ibrahim Mohamad Mohamed Mohamud Mahdi Salih Salam Abdullah Mansour Mustafa Moussa"
    " Sanders Garland Schmidt Fischer Stocker Kurz Rama Cohen Barak Sharon Wu Lam Minh Son Hang Phuc Thu Conte Letta Duque Uribe Solana Ivanov Schulz Haq Chan Nicholson Beckett Fallon Ashton Rubio".split()
)  # fmt: skip
"""Surnames too common, or too much like other words, to name an office-holder without a title or a first name."""

OPENERS = frozenset(
    "A About After Again All Also Although An And Any As At Because Before Both But By Can Could Did Do Does During Each Earlier Even For From Had Has Have He Her His How However If In Instead Is It Its Last Later Like Many May Meanwhile Most"
    " Neither New Next No Nor Not Now Of On Once One Only Or Our Outside Over Says She Should Since So Some Still Such Than That The Their Then There These They This Those Though Through Thus To Today Together Tomorrow Under Unless Unlike Until Was We Were"
    " What When Where Whether Which While Who Whose Why Will With Within Without Would Yesterday Yet You Your Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December"
    " Mr Mrs Ms Dr Sir Former Acting Then Outgoing Neighbouring Neighboring Between Against Toward Towards Near Around Across Let Said Told Via Le To".split()
)
"""Words that stand before a name with a capital letter and are no first name."""

FIRST_NAMES = frozenset(
    "Jordan Chad Georgia Israel Paris London Sofia Kenya Santiago Kingston Washington Berlin Wellington Holland Ireland France Cuba India Malta Rome Lima Dublin Vienna Jamaica America Athens Madrid Dominica Brazil Monaco Denmark".split()
)
"""Places whose name people bear too, as first name or as surname."""

GEOGRAPHY = re.compile(
    r"(?:'s)?\s+(?:River|Valley|Sea\b|Ocean|Strait|Canal|Peninsula|Airport|University|School|Institute|Street|Square|Stock Exchange|Saint|Marathon|Olympics?|Games|Open\b|Masters|Wall\b|Cup\b|Airlines|Airways|Zoo|Opera|Symphony|Orchestra|[Pp]igs?\b|[Ss]tate\b(?! (?:Department|Secretary|TV|media|Border|Security|Emergency|Customs|Migration|Service|Committee|Council|Agency|Nuclear|Minister|minister)))"
)
TREATY = re.compile(
    r"\s+(?:(?:[Cc]limate|[Pp]eace|I+)\s+)?(?:[Aa]greements?|[Aa]ccords?|[Pp]rotocols?|[Cc]onventions?|[Tt]reat(?:y|ies)|[Mm]emorandum|[Dd]eclaration|[Pp]ackage|[Ff]ormat|[Pp]rocess|[Ss]ummit|[Cc]onference|[Tt]alks)\b"
)
"""What follows a city that only lent its name: "the Minsk agreements"."""

US_GEORGIA = re.compile(
    r"'s (?:gov|governor|attorney general|secretary of state|senat|Republican|Democrat|state|legislature|general assembly|voters|lieutenant)"
    r"|\s+(?:Gov\b|Governor|governor|Senate|senat|Republican|Democrat|voters|lawmakers|legislature|Secretary of State|secretary of state|Supreme|Tech|grand jury|Congress|Rep\b)"
)
US_GEORGIA_BEFORE = re.compile(
    r"(?:\bstate of|\b(?:Atlanta|Savannah|Augusta|Athens|Macon|Columbus),|(?:Florida|Alabama|Carolina|Arizona|Michigan|Nevada|Wisconsin|Pennsylvania)(?:,| and|, and))\s*$"
)

_ORGANIZATIONS = (
    (r"external affairs", "Ministry of External Affairs"),
    (r"foreign (?:minist|office|secretary|affairs)|\bmfa\b|(?:secretary|department) of state(?! for)", "Ministry of Foreign Affairs"),
    (r"defen[cs]e minist|(?:minist\w+|department|secretary) (?:of|for) (?:national )?defen[cs]e|defen[cs]e secretary|\bmod\b", "Ministry of Defence"),
    (r"(?:interior|internal affairs) minist|minist\w+ (?:of|for) (?:the )?(?:interior|internal)|home (?:secretary|office)", "Ministry of the Interior"),
    (r"(?:finance|economy) minist|minist\w+ (?:of|for) (?:finance|the economy)|treasury", "Ministry of Finance"),
    (r"ambassador|embassy|consul", "Embassy"),
    (r"national security (?:council|advis)", "National Security Council"),
    (r"security council", "Security Council"),
    (r"coast ?guard", "Coast Guard"),
    (r"border (?:guard|service)", "Border Guard"),
    (r"general staff|joint chiefs|military|\barmy|armed forces|\bnav(?:y|al)\b|air (?:force|defen)|defen[cs]e forces|commander|admiral|(?<!secretary[- ])(?<!director[- ])(?<!attorney )(?<!consul )(?<!inspector )(?<!governor )\bgenerals?\b(?! (?:secretary|prosecutor))", "Armed forces"),
    (r"parliament|lawmaker|legislat|senator|senate|congress|house of|\bmps?\b", "Parliament"),
    (r"central bank", "Central bank"),
    (r"intelligence|security (?:service|agency)|secret service", "Intelligence service"),
    (r"(?<!vice )(?<!vice-)president(?!.*\bparty)|presidency", "Presidency"),
    (r"prime minister|premier", "Office of the Prime Minister"),
    (r"chancell", "Chancellery"),
    (r"supreme leader", "Supreme Leader"),
    (r"police", "Police"),
    (r"government|cabinet|administration|authorit|officials?|spokes|regime|junta", "Government"),
)  # fmt: skip


def organization_of(words: str) -> str | None:
    """Return the institution that the words of an office belong to, in one spelling.

    >>> organization_of("Ukraine's Defence Minister"), organization_of("the envoy")
    ('Ministry of Defence', None)
    """
    name = next((name for pattern, name in _ORGANIZATIONS if re.search(pattern, words, re.IGNORECASE)), None)
    minister = re.search(r"(?:(\w+) )?minist(?:er|ry)(?: (?:of|for) (?:the )?(\w+))?", words, re.IGNORECASE)
    if name or not minister:
        return name
    subject = minister[2] or minister[1] or ""
    return f"Ministry of {subject.capitalize()}" if subject.istitle() or minister[2] else "Ministry"
