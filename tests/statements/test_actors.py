import datetime as dt
import time

import pandas as pd
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
        "U.S. Senator Ada Roe",
        "US Representative Ada Roe",
        "a British MP",
        "",
    ],
)
def test_who_speaks_for_no_actor(words):
    match = load_actors().resolve(words, on=DAY)
    assert match.actor == "unknown"
    assert match.score == 0
    assert match.reason


def test_an_ambassador_to_the_united_nations_is_not_theirs():
    on = dt.date(2018, 3, 26)
    match = load_actors().resolve("UN Ambassador Nikki Haley", on=on)
    assert (match.actor, match.person) == ("United States", "Nikki Haley")
    assert load_actors().resolve("the UN ambassador", on=on).actor == "unknown"


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


def test_a_users_group_speaks_for_itself_whatever_stands_before_its_name(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("actor,alias\nDawn Party,Ada Roe\nDawn Party,Roe\n")
    table = read_actors(path)
    for words in (
        "France's opposition leader Ada Roe",
        "the opposition leader, Ada Roe",
        "Opposition leader Roe",
        "former minister Roe",
    ):
        assert table.resolve(words).actor == "Dawn Party", words
        assert load_actors().resolve(words).actor == "unknown", words
    for words in (
        "a critic of Roe",
        "an analyst for Ada Roe",
        "former minister Bo Roe",
        "a lawyer and Ada Roe",
        "a former Taliban",
    ):
        assert table.resolve(words).actor == "unknown", words


def test_a_name_in_capitals_is_the_same_name():
    table = load_actors()
    assert table.resolve("CHINA").actor == table.resolve("CHINA’S coast guard").actor == "China"
    assert table.resolve("NATO").actor == "NATO" and table.resolve("UNITED STATES").actor == "United States"
    assert [m.match.actor for m in table.find("IRAN on Monday asked OPEC and PAKISTAN.")] == ["Iran", "OPEC", "Pakistan"]
    assert table.find("PARIS HILTON and the CHINA SEA") == []


SPEAKS = """
Macron | France | Emmanuel Macron
Volodymyr Zelenskyy | Ukraine | Volodymyr Zelensky
Defence Minister Oleksiy Reznikov | Ukraine | Oleksii Reznikov
the French presidency | France |
Tehran | Iran |
the Russians | Russia |
the president of France | France |
an adviser to the Ukrainian president | Ukraine |
legal adviser for Mexico's Foreign Affairs Ministry | Mexico |
an aide to Putin | Russia |
Putin's aide Yuri Ushakov | Russia | Yuri Ushakov
the head of the Russian delegation | Russia |
a senior NATO diplomat | NATO |
officials in Kyiv | Ukraine |
The Foreign Ministry in Kyiv | Ukraine |
US lawmakers | United States |
the US representative to the UN | United States |
the Saudi public prosecutor | Saudi Arabia |
Moscow's representative Ada Roe | Russia | Ada Roe
Russia's UN ambassador Ada Roe | Russia | Ada Roe
British MPs | United Kingdom |
the US Embassy in Kyiv | United States |
US Embassy Kyiv | United States |
a spokesperson for the Russian embassy in London | Russia |
Israel's ambassador to the UN Gilad Erdan | Israel | Gilad Erdan
the US ambassador to the UN, Linda Thomas-Greenfield | United States | Linda Thomas-Greenfield
Mira Olsun, the defence minister of Latvia | Latvia | Mira Olsun
Jonathan Malaya, spokesman for the Philippine National Security Council | Philippines | Jonathan Malaya
Chinese Foreign Minister Wang Yi | China | Wang Yi
Prime Minister Johnson | United Kingdom | Boris Johnson
Pakistan's Foreign Office | Pakistan |
Russian Security Council deputy chairman Dmitry Medvedev | Russia | Dmitry Medvedev
the Security Council | United Nations |
French EU commissioner Thierry Breton | European Union | Thierry Breton
Norway's Jens Stoltenberg | NATO | Jens Stoltenberg
Lebanon's Hezbollah group | Hezbollah |
Yemen's Houthi rebels | Houthis |
the Iran-backed Houthis | Houthis |
Palestinian militant group Hamas | Hamas |
Palestinian President Mahmoud Abbas | Palestinian Authority | Mahmoud Abbas
Congolese President Felix Tshisekedi | Democratic Republic of the Congo | Felix Tshisekedi
the Republic of Korea | South Korea |
Washington, D.C. | United States |
Nur-Sultan | Kazakhstan |
Türkiye | Turkey |
Brussels | European Union |
@KremlinRussia_E | Russia |
@jensstoltenberg | NATO | Jens Stoltenberg
the IDF | Israel |
@WhiteHouse | United States |
"""


def rows(block):
    return [tuple(cell.strip() for cell in line.split(" | ")) for line in block.strip().replace(" |\n", " | \n").split("\n")]


@pytest.mark.parametrize("row", SPEAKS.strip().splitlines())
def test_persons_and_actors_of_phrases(row):
    words, actor, person = (cell.strip() for cell in row.split("|"))
    match = load_actors().resolve(words, on=DAY)
    assert (match.actor, match.person or "") == (actor, person)


@pytest.mark.parametrize(
    "words",
    [
        "officials", "a former Russian diplomat", "retired US general Ben Hodges", "an Iranian dissident", "American professor John Miller",
        "Russian tennis player Daniil Medvedev", "Hunter Biden", "Johnson & Johnson", "Jordan Peterson", "Michael Jordan", "George Washington", "Paris Saint-Germain",
        "Western diplomats in Kyiv", "diplomats in Beijing", "the mayor of Kyiv", "Minsk police", "Kharkiv", "the Minsk agreements",
        "Moscow Times", "Israel's Haaretz", "New York Times", "Russia and China", "both Russian and Ukrainian officials", "Biden and Putin",
        "critics of the Israeli government", "a lawyer for the Israeli government", "Putin ally Ramzan Kadyrov", "pro-Russian separatists",
        "UN experts", "US allies", "The president", "the ministry", "who", "us", "The Hague", "Donald Trump",
    ],
)  # fmt: skip
def test_who_is_named_and_does_not_speak(words):
    match = load_actors().resolve(words, on=DAY)
    assert (match.actor, match.score) == ("unknown", 0)
    assert match.reason


def test_a_former_office_is_held_again_by_the_date():
    table = load_actors()
    assert table.resolve("former President Donald Trump", on=dt.date(2026, 2, 1)).actor == "United States"
    assert table.resolve("then-US president Barack Obama", on=dt.date(2012, 1, 1)).person == "Barack Obama"
    assert "office" in table.resolve("Joe Biden", on=dt.date(2026, 2, 1)).reason


def test_scores_fall_where_words_say_less():
    table = load_actors()
    sure, many, place, bare = (
        table.resolve(w).score for w in ("Iran's government", "Iranian lawmakers", "officials in Tehran", "Iranians")
    )
    assert sure > many > bare > place > 0


def test_names_that_are_part_of_others():
    text = (
        "Atlanta, Georgia, and the Minsk agreements; Paris Hilton, Hunter Biden and the Washington Post. "
        "Pro-Russian rebels, the US-led coalition and guinea pigs. LET US GO. Élysée’s reply: Zelenskyy told Kiev’s Rada."
    )
    found = [(text[m.start : m.end], m.match.actor) for m in load_actors().find(text, on=DAY)]
    assert found == [("Élysée", "France"), ("Zelenskyy", "Ukraine"), ("Kiev", "Ukraine"), ("Rada", "Ukraine")]


def test_a_place_is_less_than_a_speaker():
    spoken, visited = (m.match.score for m in load_actors().find("Moscow said that talks in Moscow had ended."))
    assert visited < spoken


def test_reading_a_text_is_quick():
    table, text = load_actors(), "Russia said that Ukraine’s president met the German Chancellor in Paris on Monday. " * 80
    table.find(text)
    start = time.perf_counter()
    table.find(text)
    assert time.perf_counter() - start < 0.1


def test_bundled_tables_are_consistent():
    table = load_actors()
    aliases, known = table.aliases, set(table.actors["actor"])
    assert set(aliases["actor"]) <= known | {"unknown"}
    assert set(table.actors["part_of"]) <= known | {""}
    assert not aliases.duplicated().any()
    people = aliases[aliases["sort"] == "person"]
    assert (people[["person", "organization", "note", "since"]] != "").all(axis=None)
    since = pd.to_datetime(people["since"])
    assert (pd.to_datetime(people["until"]).fillna(pd.Timestamp("2100-01-01")) > since).all()


def test_a_users_rows_keep_what_they_do_not_say(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("actor,alias,role\nRussia,Red Tower,government\nunknown,Kremlin,other\nRussia,Anna Vel,Energy Minister\n")
    table = read_actors(path)
    russia = table.actors.set_index("actor").loc["Russia"]
    assert (russia["name"], russia["kind"]) == ("Russian Federation", "state")
    assert table.resolve("the Red Tower").actor == "Russia"
    assert table.resolve("the Kremlin").actor == "unknown"
    vel = table.resolve("Vel")
    assert (vel.actor, vel.person, vel.organization) == ("Russia", "Anna Vel", "Ministry of Energy")
    assert "unknown" not in set(table.actors["actor"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("actor,name\nA,B\n", "no column 'alias'.*actor, name"),
        ("actor,alias\nA,\n", "line 2"),
        ("actor,alias,kind\nA,B,planet\n", "line 2: kind 'planet'"),
        ("actor,alias,since\nA,B,yesterday\n", "line 2: since 'yesterday'"),
        ("actor,alias,since,until\nA,B,2020-01-01,2019-01-01\n", "line 2: until '2019-01-01'"),
        ("", "cannot be read"),
    ],
)
def test_wrong_tables_are_named(tmp_path, content, message):
    path = tmp_path / "mine.csv"
    path.write_text(content)
    with pytest.raises(StanceError, match=message):
        read_actors(path)


def test_an_alias_may_be_written_with_its_article(tmp_path):
    path = tmp_path / "actors.csv"
    path.write_text("actor,alias\nStrait Council,the Strait Council\n", encoding="utf-8")
    table = read_actors(path)
    assert table.resolve("The Strait Council").actor == table.resolve("Strait Council").actor == "Strait Council"


def test_the_office_of_a_named_state_is_not_that_of_another() -> None:
    found = [
        mention.match.actor for mention in load_actors().find("Pakistan's Foreign Office and the German Foreign Office spoke.")
    ]
    assert found == ["Pakistan", "Germany"]
    near = load_actors().find("He spoke of aid to Ukraine\nPentagon officials agreed; the Ukraine Pentagon talks went on.")
    assert [mention.match.actor for mention in near] == ["Ukraine", "United States", "Ukraine", "United States"]
