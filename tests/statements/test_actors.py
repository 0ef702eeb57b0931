import datetime as dt

import pytest

from stance.errors import StanceError
from stance.statements.actors import load_actors, read_actors

DAY = dt.date(2022, 2, 12)


@pytest.mark.parametrize(
    ("words", "actor", "organization"),
    [
        ("Ukraine's Defence Minister Oleksiy Reznikov", "Ukraine", "Ministry of Defence"),
        ("the Russian Ministry of Foreign Affairs", "Russia", "Ministry of Foreign Affairs"),
        ("a White House official", "United States", "White House"),
        ("Moscow", "Russia", None),
        ("Kiev", "Ukraine", None),
        ("U.S. Secretary of State Antony Blinken", "United States", "Ministry of Foreign Affairs"),
        ("a spokesman for the Chinese foreign ministry", "China", "Ministry of Foreign Affairs"),
        ("MFA Russia", "Russia", "Ministry of Foreign Affairs"),
        ("@mfa_russia", "Russia", "Ministry of Foreign Affairs"),
        ("Kremlin spokesman Dmitry Peskov", "Russia", "Kremlin"),
        ("Mr Lavrov", "Russia", "Ministry of Foreign Affairs"),
        ("the Elysee", "France", "Presidency"),
        ("NATO Secretary General Jens Stoltenberg", "NATO", None),
        ("Russia's ambassador to the US", "Russia", "Embassy"),
        ("the US envoy to Russia", "United States", None),
        ("the spokesman for Ukraine's president", "Ukraine", "Presidency"),
        ("French President Emmanuel Macron's office", "France", "Presidency"),
        ("The Philippines’ military chief", "Philippines", "Armed forces"),
        ("North Korea", "North Korea", None),
        ("South Sudan", "South Sudan", None),
        ("the UN Secretary-General", "United Nations", None),
        ("the head of the IAEA", "IAEA", None),
        ("China’s coast guard", "China", "Coast Guard"),
    ],
)
def test_who_speaks(words, actor, organization):
    match = load_actors().resolve(words, on=DAY)
    assert (match.actor, match.organization) == (actor, organization)
    assert 0 < match.score <= 1
    assert match.reason


@pytest.mark.parametrize(
    "words",
    [
        "sources",
        "the West",
        "Western officials",
        "a Russian analyst",
        "the French newspaper Le Monde",
        "Ukrainian soldiers",
        "Russian opposition leader Alexei Navalny",
        "a US think tank",
        "Chinese state media",
        "former US president Donald Trump",
        "Washington Post",
        "the US-led coalition",
        "Georgia's governor",
        "South Korea's Yonhap",
        "",
    ],
)
def test_who_speaks_for_no_actor(words):
    match = load_actors().resolve(words, on=DAY)
    assert match.actor == "unknown"
    assert match.score == 0
    assert match.reason


def test_offices_are_held_and_over():
    table = load_actors()
    assert table.resolve("Angela Merkel", on=dt.date(2015, 1, 1)).actor == "Germany"
    over = table.resolve("Angela Merkel", on=DAY)
    assert over.actor == "unknown"
    assert "2022-02-12" in over.reason
    assert table.resolve("Kaja Kallas", on=DAY).actor == "Estonia"
    assert table.resolve("Kaja Kallas", on=dt.date(2025, 5, 1)).actor == "European Union"
    assert table.resolve("Kaja Kallas").actor == "unknown"
    assert table.resolve("Macron").score < table.resolve("Macron", on=DAY).score


def test_spellings_of_one_person_are_one_person():
    table = load_actors()
    assert {table.resolve(f"President Volodymyr {n}", on=DAY).person for n in ("Zelensky", "Zelenskyy", "Zelenskiy")} == {
        "Volodymyr Zelensky"
    }


def test_mentions_are_the_longest_and_mind_capitals():
    text = "It told us that South Sudan, the US and Jordan agreed; Jordan Smith ate turkey in Guinea-Bissau."
    found = [(text[m.start : m.end], m.match.actor) for m in load_actors().find(text)]
    assert found == [
        ("South Sudan", "South Sudan"),
        ("US", "United States"),
        ("Jordan", "Jordan"),
        ("Guinea-Bissau", "Guinea-Bissau"),
    ]


def test_every_member_of_the_united_nations_is_there():
    actors = load_actors().actors
    assert (actors["kind"] == "state").sum() >= 193
    assert actors["actor"].is_unique
    assert {"NATO", "European Union", "United Nations", "OSCE"} <= set(actors["actor"])


def test_a_users_table_extends_and_overrides(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "actor,name,kind,alias,role\nOresia,Oresia,state,Oresia,name\nOresia,Oresia,state,Mira Olsun,Prime Minister\nOresia,,,Moscow,capital\n"
    )
    table = read_actors(path)
    assert table.resolve("Mira Olsun").actor == "Oresia"
    assert table.resolve("Mira Olsun").person == "Mira Olsun"
    assert table.resolve("Oresia's navy").actor == "Oresia"
    assert table.resolve("Moscow").actor == "Oresia"
    assert table.resolve("Tehran").actor == "Iran"
    assert read_actors(path, extend=False).resolve("Tehran").actor == "unknown"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("actor,name\nA,B\n", "no column 'alias'.*actor, name"),
        ("actor,alias\nA,\n", "line 2"),
        ("actor,alias,kind\nA,B,planet\n", "line 2: kind 'planet'"),
        ("actor,alias,since\nA,B,yesterday\n", "line 2: since 'yesterday'"),
        ("", "cannot be read"),
    ],
)
def test_wrong_tables_are_named(tmp_path, content, message):
    path = tmp_path / "mine.csv"
    path.write_text(content)
    with pytest.raises(StanceError, match=message):
        read_actors(path)
