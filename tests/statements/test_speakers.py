"""Whom a pronoun goes back to, where the text itself says whom it can mean."""

import time

import pytest

from stance.sources import document_from_text, read_sources
from stance.statements import extract_statements
from stance.statements.actors import load_actors
from stance.statements.introductions import agreed, introduced, named_there
from stance.statements.layout import blocks
from stance.statements.rules import find_statements
from stance.statements.speakers import SpeakerResolver


def speakers(text: str) -> list[tuple[str, str | None]]:
    """Actor and person of every statement of a text of one paragraph."""
    resolver = SpeakerResolver(load_actors(), text, introduced(load_actors(), text, None))
    told = [resolver.resolve(one.source).match for one in find_statements(text, blocks(text))]
    return [(match.actor, match.person) for match in told]


def test_a_title_in_the_text_says_whom_she_can_mean() -> None:
    told = speakers("Mr. Obama said that the talks had failed. A summit followed. She said that the army would leave.")
    assert told[0][0] == "United States" and told[1][0] == "unknown"


def test_a_titled_person_at_the_start_of_a_sentence_is_whom_the_pronoun_means() -> None:
    told = speakers("Mr. Obama said that the talks had failed. Mrs. Melnyk met reporters. She said that the army would leave.")
    assert told[1] == ("unknown", "Melnyk")


@pytest.mark.parametrize(
    ("sentence", "whom"),
    [
        ("Norland's ambassador, Ada Roe, left the hall. She said that the army would stay.", "Ada Roe"),
        ("An analyst at Pell University, Lou Vane, said that the plan was bad. It was too late, he said.", "Lou Vane"),
    ],
)
def test_a_pronoun_goes_back_to_a_name_behind_its_office(sentence: str, whom: str) -> None:
    told = speakers(f"The United States envoy, Linda Thomas-Greenfield, said that the talks had failed. {sentence}")
    assert told[-1] == ("unknown", whom)


@pytest.mark.parametrize("nobody", ["Everyone", "Critics", "Some"])
def test_no_pronoun_goes_back_to_nobody_in_particular(nobody: str) -> None:
    told = speakers(
        f"Mr. Obama said that the talks had failed. {nobody} said that the plan was bad. He said that peace was near."
    )
    assert told[-1][0] == "United States"


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Gov. Lou Vane said that the road was shut. He said that it would open in May.", "Lou Vane"),
        ("Ann Roe met the press. Roe said that the road was shut. She said that it would open in May.", "Ann Roe"),
        (
            "Lou Vane said that the road was shut. Ann Roe, who runs the depot, disagreed with Vane. Roe walked out. "
            "She said that it was open.",
            "Ann Roe",
        ),
        ("Mayor Lou Vane opened the fair. The mayor said that the road was shut.", "Lou Vane"),
        ("Lou Vane, a local historian, opened the fair. The historian said that the road was shut.", "Lou Vane"),
    ],
)
def test_a_person_whom_no_table_knows_is_named_as_printed(text: str, person: str) -> None:
    assert speakers(text)[-1] == ("unknown", person)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        # Somebody whom no table knows comes between: "he" does not reach over him to the last one known.
        ("Mr. Obama said that the talks had failed. A nurse said that it was bad. He said that it was over.", None),
        (
            "Mr. Obama said that the talks had failed. A spokesman for Wells Fargo said that it was bad. He said that it was over.",
            None,
        ),
        (
            "Mr. Obama said that the talks had failed. Omar al-Bakri said that it was bad. He said that it was over.",
            "Omar al-Bakri",
        ),
        (
            "Angela Merkel said that the talks had failed. Élodie Roe said that it was bad. She said that it was over.",
            "Élodie Roe",
        ),
        (
            "Angela Merkel said that the talks had failed. Ann\u00a0Roe said that it was bad. She said that it was over.",
            "Ann Roe",
        ),
        ("Mayor Lou Vane sat. Ann Roe, an aide to the mayor, left. The mayor said that it was over.", "Lou Vane"),
        ("Mayor Lou Vane opened the fair. The deputy mayor said that it was over.", None),
        ("Gen. Lou Vane opened the fair. The general said that it was over.", "Lou Vane"),
        ("Ann Vane said that it was bad. Lou Vane said that it was bad. Vane said that it was over.", None),
        ("But Lou Vane opened the fair. Vane said that it was over.", "Lou Vane"),
        ("Norway said that it was bad. Wells Fargo said that it was bad. It added that it was over.", None),
        ("A headline\n\nForeign Minister Karel Novak met Iran's foreign minister. Novak said that it was over.", "Karel Novak"),
        ("Iran's president away\n\nFIFA president Lou Vane spoke. Vane said that it was over.", "Lou Vane"),
    ],
)
def test_nobody_else_is_taken_for_whom_no_table_knows(text: str, person: str | None) -> None:
    assert speakers(text)[-1] == ("unknown", person)


@pytest.mark.parametrize("body", ["The Press Club", "Civic leaders", "A coalition of unions"])
def test_he_goes_back_to_no_body(body: str) -> None:
    told = speakers(f"Gov. Lou Vane said that the road was shut. {body} said that it was a shame. He said that it would open.")
    assert told[-2][1] is None and told[-1][1] == "Lou Vane"


def test_a_title_is_no_part_of_a_name() -> None:
    told = speakers("Norwegian Prime Minister Vane said that it was bad. Vane said that it was over.")
    assert told[-1][0] == "Norway" and "Minister" not in str(told[-1][1])


def test_an_office_alone_is_that_of_the_one_state_that_has_it_without_a_name() -> None:
    headline = "Solomon Islands PM says pact is no threat.\n\n"
    told = speakers(headline + "Prime Minister Manasseh Sogavare said that the pact was good. Sogavare said that it would last.")
    assert told[-2:] == [("Solomon Islands", "Manasseh Sogavare")] * 2
    two = "Solomon Islands PM and Fiji's prime minister met.\n\nPrime Minister Lou Vane said that the pact was good."
    assert speakers(two)[-1] == ("unknown", "Lou Vane")


def test_what_goes_without_saying_is_said_by_nobody() -> None:
    assert speakers("It goes without saying that the deal is dead.") == []


def test_a_family_name_printed_first_is_the_same_person_later() -> None:
    text = "Chinese foreign ministry spokesman Zhao Lijian said that talks went on. Zhao said that troops had crossed the line."
    assert speakers(text) == [("China", "Zhao Lijian"), ("China", "Zhao Lijian")]


def test_of_a_chain_of_pronouns_the_name_at_its_beginning_is_the_reason() -> None:
    text = "Sergei Lavrov said that talks would go on. He added that they had helped. He also said that they were hard."
    resolver = SpeakerResolver(load_actors(), text, introduced(load_actors(), text, None))
    reasons = [resolver.resolve(one.source).match.reason for one in find_statements(text, blocks(text))]
    assert reasons[1] == reasons[2] and reasons[2].count("pronoun") == 1


def test_a_ministry_without_a_state_is_that_of_the_speaker_before() -> None:
    told = speakers("Pakistan condemned the strike. “It is unacceptable,” said the Ministry of Foreign Affairs in a statement.")
    assert [actor for actor, _ in told] == ["Pakistan", "Pakistan"]
    assert speakers("“It is unacceptable,” said the Ministry of Foreign Affairs.") == [("unknown", None)]


def test_a_name_does_not_reach_over_a_line_or_a_sentence() -> None:
    told = speakers(
        "Secretary Blinken said that the talks went on. He spoke of sanctions on China. The Secretary said that the door was open."
    )
    assert told[-1] == ("United States", "Antony Blinken")


def test_who_answers_speaks_by_the_answer() -> None:
    assert speakers("India's response stressed that the charge was absurd.")[0][0] == "India"


def test_he_may_be_the_minister_between_where_the_speaker_before_is_a_she() -> None:
    meloni = "Giorgia Meloni, prime minister of Italy, said that the plan was bad. She said that it would fail. "
    between = "France's interior minister, Gerald Darmanin, gave leave to dock. "
    told = speakers(meloni + between + "He said that this was a duty. According to him, it was an exception.")
    assert [actor for actor, _ in told] == ["Italy", "Italy", "France", "France"]
    assert speakers(meloni + between + "She said that Italy would act.")[-1][0] == "Italy"


@pytest.mark.parametrize(
    "between",
    [
        "The French ambassador was summoned on Monday. ",
        "The UN General Assembly met. ",
        "Russian General Staff maps lay on the table. ",
    ],
)
def test_no_pronoun_goes_to_who_only_stands_in_between(between: str) -> None:
    assert speakers(f"Mr. Obama said that the talks had failed. {between}He said that peace was near.")[-1][0] == "United States"


@pytest.mark.parametrize("state", ["Iran", "Oman", "the EU"])
def test_an_introduction_does_not_begin_in_the_sentence_before(state: str) -> None:
    told = speakers(
        f"The ministry flew in envoys from {state}. Foreign Minister Karel Novak said it was late. Novak said that it was over."
    )
    assert [actor for actor, _ in told] == ["unknown", "unknown"]


@pytest.mark.parametrize(
    ("apposed", "actor"), [("acting foreign minister of Iran", "Iran"), ("leading negotiator of Pakistan", "Pakistan")]
)
def test_an_acting_minister_does_nothing_beside(apposed: str, actor: str) -> None:
    assert speakers(f"John Doe, {apposed}, said that it was over.") == [(actor, "John Doe")]


def test_speakers_of_a_long_text_are_found_in_linear_time() -> None:
    text = "Mr. Obama said that the talks went on. " + "The ship left the harbour early. " * 4000 + "He said that it was over."
    began = time.process_time()
    assert speakers(text)[-1][0] == "United States"
    assert time.process_time() - began < 5


def test_a_government_is_nobody_whom_a_text_introduces() -> None:
    text = "The spokesperson for the Somali Federal Government, Bo Roe, spoke."
    assert not any("government" in name for name in introduced(load_actors(), text, None))
    assert load_actors().resolve("Abiy’s office").actor == "Ethiopia"


def test_whom_one_text_introduces_another_may_name(tmp_path) -> None:
    (tmp_path / "a.txt").write_text("Peru's Minister of Energy Ada Roe said that the dam was safe.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Ada Roe said that the dam was safe. Roe denied that it had cracked.\n", encoding="utf-8")
    (tmp_path / "c.txt").write_text("Roe said that the dam had cracked.\n", encoding="utf-8")
    (tmp_path / "d.txt").write_text("Chile's Minister of Energy Bo Lund said that it was. Lund left.\n", encoding="utf-8")
    (tmp_path / "e.txt").write_text("Peru's Minister of Trade Bo Lund said that it was not.\n", encoding="utf-8")
    (tmp_path / "f.txt").write_text("Bo Lund said that the dam was old.\n", encoding="utf-8")
    documents = read_sources([tmp_path]).documents
    statements = extract_statements(documents, extractor="rules").statements
    file = dict(zip(documents["doc_id"], documents["source"].str[-5], strict=True))
    found = {}
    for row in statements.itertuples():
        found.setdefault(file[row.doc_id], set()).add(row.actor)
    assert found == {"a": {"Peru"}, "b": {"Peru"}, "c": {"unknown"}, "d": {"Chile"}, "e": {"Peru"}, "f": {"unknown"}}
    elsewhere = agreed([introduced(load_actors(), "Peru's Minister of Energy Ada Biden left for the Philippine Sea.", None)])
    for text in ("Ada Biden, a farmer, spoke.", "Former minister Ada Biden spoke.", "Biden spoke.", "He saw the Black Sea."):
        assert named_there(elsewhere, text, {}, load_actors()) == {}, text
    assert set(named_there(elsewhere, "Ada Biden met Joe Biden.", {}, load_actors())) == {"ada biden"}
    reason = statements.loc[statements["text"].str.contains("cracked") & (statements["actor"] == "Peru"), "actor_reason"]
    assert reason.str.contains("in another text").all()


ISLAMABAD = "ISLAMABAD: Pakistan has rejected the Indian claims that its troops crossed the line.\n\n"


@pytest.mark.parametrize(
    "words", ["Foreign Office spokesperson Aizaz Chaudhry", "The foreign ministry", "A statement by the foreign ministry"]
)
def test_an_office_of_every_state_is_that_of_the_state_the_report_is_written_from(words: str) -> None:
    found = extract_statements(document_from_text(f"{ISLAMABAD}{words} said that the line was quiet.")).statements
    assert found["actor"].tolist() == ["Pakistan", "Pakistan"]


def test_a_city_of_talks_gives_no_office_its_state() -> None:
    text = "VIENNA: Pakistan has rejected the Indian claims.\n\nThe foreign ministry said that the line was quiet."
    assert extract_statements(document_from_text(text)).statements["actor"].tolist()[-1] != "Austria"


def test_britain_keeps_its_foreign_office_where_it_is_spoken_of() -> None:
    text = f"{ISLAMABAD}Britain was worried. The Foreign Office said that the line was quiet."
    assert extract_statements(document_from_text(text)).statements["actor"].tolist()[-1] == "United Kingdom"


def test_a_spokesman_of_a_house_speaks_for_the_last_one_of_that_house() -> None:
    text = "The Chinese embassy said that the report was wrong. The reef was calm, an embassy spokesman said."
    assert extract_statements(document_from_text(text)).statements["actor"].tolist() == ["China", "China"]
    text = text.replace("an embassy spokesman", "a ministry spokesman")
    assert extract_statements(document_from_text(text)).statements["actor"].tolist() == ["China", "unknown"]


@pytest.mark.parametrize(
    "who", ["The main challenger, Morgan Vale of the Reform Party,", "Sen. Morgan Vale, R-Ky., who sits on two committees,"]
)
def test_he_is_who_stands_behind_a_description(who: str) -> None:
    text = f"Norway's Prime Minister Ada Roe said it was late. {who} has rejected the outcome. He said it was wrong."
    found = extract_statements(document_from_text(text)).statements
    assert found["person"].tolist()[-1] == "Morgan Vale"
    assert found["actor"].tolist() == ["Norway", "unknown", "unknown"]


def test_a_headline_is_no_introduction() -> None:
    text = "Egypt's Foreign Minister Visits Sudan for Talks\n\nEgypt and Sudan have accused Ethiopia of filling the dam too fast."
    assert extract_statements(document_from_text(text)).statements["actor"].tolist() == ["Egypt", "Sudan"]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        (
            "The Thai Foreign Ministry held a briefing. Ada Roe, spokesman for the Foreign Ministry, said it was late.",
            ["Thailand"],
        ),
        ("The State Border Committee of Tajikistan (SBC) said it was late. The SBC said it was dark.", ["Tajikistan"] * 2),
        ("NATO member Poland said it was late.", ["Poland"]),
        (
            "Norway's foreign minister said it was late. Ada Vale told reporters it was dark. Vale said that it rained.",
            ["Norway"] * 3,
        ),
        ("Norway's foreign minister said it was late. Ada Vale, an analyst, said it was dark.", ["Norway", "unknown"]),
        ("Ada Vale slept. Norway's foreign minister said it was late. Ada Vale said it was dark.", ["Norway", "unknown"]),
        ("According to a statement issued by the White House early Saturday, “it was late.”", ["United States"]),
        ("There was anger since Ottawa last year said it was late.", ["Canada"]),
        (
            "Germany and others said it was late. The former colonial power Britain said it was dark.",
            ["Germany", "United Kingdom"],
        ),
        ("Canada’s high commissioner to India, Ada Roe, said it was late.", ["Canada"]),
        ("Kenya said it was late. The Norwegian observer delegation said it was dark.", ["Kenya", "unknown"]),
        ("The Moscow Harbour Post said it was late.", ["unknown"]),
        ("Norway's Foreign Minister Ada Roe said it was late. The information minister said it was dark.", ["Norway", "unknown"]),
        ("Norway's Foreign Minister Ada Roe said it was late. The foreign minister said it was dark.", ["Norway", "Norway"]),
        ("Norway's Foreign Ministry said it was late. The minister said it was dark.", ["Norway", "Norway"]),
        ("Norway's Foreign Ministry said it was late. The defence minister said it was dark.", ["Norway", "unknown"]),
        ("Norway's prime minister Ada Roe said it was late. Her office said it was dark.", ["Norway", "Norway"]),
        ("President Putin left. “It is late,” the president said.", ["Russia"]),
        ("France waits. Turkey's military has released audio it says proves its claim.", ["Turkey"]),
        ("Turkey's military has released audio it says proves its claim.", ["Turkey"]),
        (
            "Norway's minister Ada Roe said it was late. “It rained,” our correspondent says. He said it was dark.",
            ["Norway", "unknown", "Norway"],
        ),
        ("Russia and Turkey have each accused the other of spying.", ["Russia", "Turkey"]),
        ("France waits. A foreign ministry spokesperson said in Beijing on Monday that it was late.", ["China"]),
        ("The United States said it was dark. In Tehran, the foreign ministry said it was late.", ["United States", "Iran"]),
        ("The United States said it was dark. The foreign minister said in Tehran it was late.", ["United States", "unknown"]),
        (
            "France will wait, said Ada Roe, a spokeswoman for the country’s coast guard. Roe said that it was late.",
            ["France"] * 2,
        ),
        ("The EU met. The bloc’s 27 foreign ministers said it was late.", ["European Union"]),
        ("The EU warned Minsk of costs. Poland briefed NATO. The alliance said it was late.", ["European Union", "NATO"]),
        ("A member of the South Korean delegation said it was late.", ["South Korea"]),
        ("The UN said it was late. The ministry said it was dark.", ["United Nations", "unknown"]),
        ("Turkey said it was late. The Harbour Agency said it was dark.", ["Turkey", "unknown"]),
        ("Fighters of Hezbollah left, the group said.", ["Hezbollah"]),
        ("The Pakistani government and security officials said that it was late.", ["Pakistan"]),
        ("Pakistan says the raid was theirs; Afghanistan's ruling Taliban deny this.", ["Pakistan", "Taliban"]),
        ("Abdelrahim Mohamed Hussein said that it was late.", ["unknown"]),
        ("Turkey said it went on with its “planned work,” adding that the navy would help.", ["Turkey", "Turkey"]),
        ("The Russian Foreign Ministry said it was late. The administration said it was dark.", ["Russia", "unknown"]),
        (
            "The Arab League and Norway said it was late. The League said it was dark. It said it rained.",
            ["Arab League", "Norway", "Arab League", "Arab League"],
        ),
        (
            "The Arab League said it was late. Norway met Somaliland. The Cairo-based group said it rained.",
            ["Arab League", "Arab League"],
        ),
        (
            "Ambassador Ada Roe (PhD), spokeswoman of the Norwegian Ministry of Trade told reporters it was late. Roe said it was dark.",
            ["Norway"] * 2,
        ),
        ("Somali President Hassan Sheikh Mohamud said it was late. President Hassan Sheikh said it was dark.", ["Somalia"] * 2),
        ("Norway's state minister Ada Roe said it was late. The state minister said it was dark.", ["Norway"] * 2),
        ("The leader of the breakaway region of Somaliland Muse Bihi Abdi said it was late.", ["Somaliland"]),
        (
            "Mr. Trump said it was late. Mr. Xi spoke of his friendship with Mr. Trump. He said that it rained.",
            ["United States", "China"],
        ),
        ("Norway said it was late.\n\nWhat is Russia's position?\n\nIt has said that it was dark.", ["Norway", "Russia"]),
        ("Agents sank the ship - claims Norway has dismissed as “lies”.", ["Norway"]),
        ("NATO head Jens Stoltenberg\nThe alliance met. Stoltenberg said it was late.", ["NATO"]),
        ("“It was late,” added the French envoy, who said it was “no longer safe” to go.", ["France", "France"]),
        ("Sudan’s foreign ministry said it was late, Gazzetta reported. The ministry said it was dark.", ["Sudan", "Sudan"]),
    ],
)
def test_whom_offices_and_short_forms_speak_for(text: str, actors: list[str]) -> None:
    assert extract_statements(document_from_text(text), extractor="rules").statements["actor"].tolist() == actors


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Dmitry Peskov: “It will be late.”", ("Russia", "Dmitry Peskov", "It will be late")),
        ("Norwegian envoy Ada Roe: “It will be late.”", ("Norway", "Ada Roe", "It will be late")),
        (
            "“It will be very late indeed.” — Ada Roe, Norway's foreign minister",
            ("Norway", "Ada Roe", "It will be very late indeed"),
        ),
        (
            "“It will be very late indeed.”\n― Ada Roe, Norway's foreign minister",
            ("Norway", "Ada Roe", "It will be very late indeed"),
        ),
        ("THE KREMLIN\n\n“It will be very late indeed.”", ("Russia", None, "It will be very late indeed")),
        ("NORWEGIAN FOREIGN MINISTER ADA ROE:\n\n“It will be very late.”", ("Norway", "Ada Roe", "It will be very late")),
        ("NORWAY\n“Well. Russia is very late.”\nAda Roe, foreign minister", ("Norway", "Ada Roe", "Well. Russia is very late")),
        ("Lou Vane: “It will be very late.”", ("unknown", "Lou Vane", "It will be very late")),
    ],
)
def test_who_stands_beside_the_words_says_them(text: str, told: tuple[str, str | None, str]) -> None:
    text = f"The United States said on Monday that it was cold, and others spoke as well after that.\n\n{text}\n\nIt rained."
    (_, row) = extract_statements(document_from_text(text)).statements.itertuples()
    assert (row.actor, row.person if isinstance(row.person, str) else None, row.text) == told


@pytest.mark.parametrize("beside", ["Peace talks\n\n“It will be very late.”", "“It will be very late indeed.”\n— Reuters"])
def test_a_rubric_and_an_agency_beside_the_words_do_not_say_them(beside: str) -> None:
    text = f"The United States said on Monday that it was cold, and others spoke as well after that.\n\n{beside}\n\nIt rained."
    assert set(extract_statements(document_from_text(text)).statements["actor"]) == {"United States"}


def test_a_headline_that_quotes_somebody_is_no_statement() -> None:
    text = (
        "“No way back from here” – Kremlin\n\nRussia said on Monday that it would not return to the talks of last week in Oslo."
    )
    assert len(extract_statements(document_from_text(text)).statements) == 1


def test_turns_of_a_transcript_are_said_by_the_names_before_them() -> None:
    text = "A talk about the war\n\nAda Roe: Where will it end?\n\nSergei Lavrov: We will leave when we are ready.\n\nAda Roe: When?\n\nSergei Lavrov: Soon enough."
    rows = extract_statements(document_from_text(text)).statements
    assert rows["actor"].tolist() == ["unknown", "Russia"] * 2 and rows["text"][3] == "Soon enough"


def test_an_office_under_a_heading_that_names_a_state_is_of_that_state() -> None:
    text = (
        "The Russian president, Vladimir Putin, said on Monday that the pact was over, and the world took note of that.\n\nFrance\n\n"
        "The president said it was late. A government spokesman said that Russia lied. The Polish envoy said it was dark."
        "\n\nITALY –\n\nPrime Minister Lou Vane said it was cold. Vane said it was wet."
    )
    rows = extract_statements(document_from_text(text)).statements
    assert rows["actor"].tolist() == ["Russia", "France", "France", "Poland", "Italy", "Italy"]
