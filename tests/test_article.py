"""The real article that stands beside the checkout: what a careful reader marks in it, and what we find."""

import pytest

import stance
from stance.statements import extract_statements

pytestmark = pytest.mark.shared

# Beginning and end of the words of every statement, with its actor and cue kind, marked by reading.
GOLD = [
    ("the phone call had begun at 11:04", "12:06 pm ET (17:06 GMT)", "United States", "asserts"),
    ("Biden told Putin the United States", "if Ukraine invasion takes place", "United States", "asserts"),
    ("President Biden spoke with", "diplomacy instead", "United States", "asserts"),
    ('"President Biden spoke with', "diplomacy instead,", "United States", "asserts"),
    ("President Biden was clear that, if", "severe costs on Russia,", "United States", "asserts"),
    ("President Biden reiterated that", "Russia’s standing", "United States", "asserts"),
    ("President Biden was clear with", "prepared for other scenarios", "United States", "asserts"),
    ("before talking to Biden, Vladimir Putin had", "since the Cold War", "unknown", "asserts"),
    ("In the follow-up to the discussions", "number of European states", "Russia", "asserts"),
    ("Vladimir Putin and Emmanuel Macron also", "military in Donbass", "Russia", "asserts"),
    ('spreading a "large-scale', "invasion of Ukraine", "Russia", "accuses"),
    ("We regard this as #collusion", "geopolitical interests", "Russia", "asserts"),
    ("the Western governments and the press have", "own aggressive actions", "Russia", "asserts"),
    ("Late 2021 – early 2022", "preparing to invade Ukraine", "Russia", "asserts"),
    ("The Western media have been", "Package of Measures", "Russia", "asserts"),
    ("the country's armed forces were", "attempts to invade the country", "Ukraine", "asserts"),
    ("Everyone who has looked into", "Kharkiv or any other city", "Ukraine", "asserts"),
    ("it intends to launch an offensive", "against Ukraine", "Russia", "denies"),
    ("its troops are in the region", "for military drills", "Russia", "asserts"),
    ("failing to implement the Minsk", "Donbas region of Ukraine", "Russia", "accuses"),
]


@pytest.fixture(scope="module")
def documents(shared):
    return stance.read_sources(shared / "articles" / "000_f28817352efe0b87.txt").documents


@pytest.fixture(scope="module")
def found(documents):
    return extract_statements(documents)


@pytest.fixture(scope="module")
def matches(documents, found):
    """(gold row, statement row) matched one to one at intersection over union of .5 or more, and the statements left over."""
    text = documents["text"].iloc[0]
    told = found.statements[found.statements["parent_id"].isna()]
    content = found.spans[found.spans["role"] == "content"]
    rest = {
        row.statement_id: (row, {i for s in content[content["statement_id"] == row.statement_id].itertuples() for i in range(s.start, s.end)})
        for row in told.itertuples()
    }  # fmt: skip
    pairs = []
    for first, last, *coded in GOLD:
        start = text.index(first)
        gold = set(range(start, text.index(last, start) + len(last)))
        best = max(rest, key=lambda k: len(gold & rest[k][1]) / len(gold | rest[k][1]))
        if len(gold & rest[best][1]) / len(gold | rest[best][1]) >= 0.5:
            pairs.append((coded, rest.pop(best)[0]))
    return pairs, [row for row, _ in rest.values()]


def test_statements_are_found(matches):
    pairs, left = matches
    assert len(pairs) >= 17
    # A reader would also accept the announced evacuation of the embassy and Britain's advice.
    assert len([row for row in left if "evacuate" not in row.text and "leave Ukraine" not in row.text]) <= 3


def test_actors_and_cue_kinds_are_right(matches):
    pairs, _ = matches
    assert sum(actor != row.actor for (actor, _), row in pairs) <= 1
    assert [row.text for (_, kind), row in pairs if kind == "denies" and row.cue_kind != "denies"] == []
    assert [row.text for (_, kind), row in pairs if row.cue_kind == "denies" and kind != "denies"] == []


def test_what_readers_ask_for_by_name(found):
    rows = found.statements
    repeated = rows[rows["repeats"].notna()]
    assert len(repeated) == 1
    assert repeated["text"].iloc[0].startswith("President Biden spoke")
    by_words = {(row.speaker, row.actor) for row in rows.itertuples()}
    assert {("it", "United States"), ("It", "Russia"), ("the statement", "Russia"), ("Sources", "unknown")} <= by_words
    told = rows[rows["text"].str.startswith("Biden told Putin")]
    assert told[["person", "organization"]].values.tolist() == [["Joe Biden", "White House"]]
    assert "France" not in set(rows["actor"])


@pytest.mark.slow
def test_no_stance_is_credited_that_was_not_voiced(shared, reader):
    claims = [
        "Russia intends to invade Ukraine",
        "Western governments and media are spreading disinformation about an invasion",
        "The United States and its allies will impose severe costs if Russia invades",
        "Ukraine will repel a Russian attack",
        "The minimum wage should be raised",
        "Football is the most popular sport in Brazil",
    ]
    study = stance.analyze(shared / "articles" / "000_f28817352efe0b87.txt", claims=claims, stance_model=reader)
    text = dict(zip(study.claims["claim_id"], study.claims["text"], strict=True))
    cells = study.cells.assign(claim=study.cells["claim_id"].map(text)).set_index(["claim", "actor"])["state"]
    for claim in claims[4:]:
        assert set(cells[claim]) <= {"silent", "not quoted"}
    assert cells[claims[0], "France"] == "not quoted"
    voiced = {
        claims[0]: {"Russia": "against"},
        claims[1]: {"Russia": "favor"},
        claims[2]: {"United States": "favor"},
        claims[3]: {"Ukraine": "favor"},
    }
    for claim, right in voiced.items():
        for actor in ("United States", "Russia", "Ukraine"):
            assert cells[claim, actor] in {right.get(actor, "silent"), "silent", "none", "abstained"}, (claim, actor)
