from __future__ import annotations

import pytest

from stance.standalone import finite, main_subject, plural, standalone, words_of


@pytest.mark.parametrize(
    "text",
    [
        "Norland will close the strait",
        "Norland wants war",
        "The minimum wage should rise",
        "If Norland closes the strait, Sudmark will send ships",
        "If the Pelagic Union is attacked, it will respond",
        "Norland will defend its islands",
        "Western media are spreading panic about a blockade",
        "Sanctions must remain in force until Norland leaves the shoals",
        "There is a treaty between Norland and Sudmark",
        "The government of Norland has broken the truce",
        "Closing the strait would ruin Sudmark",
        "US troops are stationed in Sudmark",
    ],
)
def test_plain_propositions_stand_alone(text: str) -> None:
    assert standalone(text)


@pytest.mark.parametrize(
    "text",
    [
        "They will close the strait",
        "It has moved troops to the border",
        "This is a lie about the treaty",
        "He will resign before the winter",
        "Norland knows our demands",
        "The aggressor will not capture Port Kell",
        "The two sides reached a truce on Kell",
        "The government is in an overreach position",
        "Norland and Sudmark held talks on grain",
        "The leaders spoke by phone about the strait",
        "Norland is deeply concerned about the strait",
        "Stop the blockade that is ruining Sudmark",
        "Absolutely unacceptable conduct by Norland",
        "Closing the strait to tankers",
        "Abroad to destroy the camps and protect the ports",
        "If Norland has closed the strait",
        "Whether Norland was honest about the strait",
        "Norland told Sudmark that it will leave the shoals",
        "Norland is not neutral at all, it is a fraud",
        "Jane Brandt, the envoy of Sudmark to",
        "Troops deployed near the border of Sudmark",
        "Yesterday",
        "",
        "Norland will " + "very " * 25 + "soon close the strait",
    ],
)
def test_what_leans_on_its_context_or_is_no_proposition_does_not(text: str) -> None:
    assert not standalone(text)


def test_a_noun_that_looks_like_a_verb_is_one_only_after_a_name() -> None:
    assert finite("Norland plans an attack") == 8
    assert finite("plans for an attack") is None
    assert finite("Sudmark's armed forces are ready") == 23


def test_words_of_leaves_out_negation_and_inflection() -> None:
    assert words_of("Norland will not close the ports") == words_of("Norland is closing ports")


def test_subject_of_the_main_clause() -> None:
    assert main_subject("If Norland attacks, Sudmark will respond") == "Sudmark"
    assert main_subject("Sudmark's navy will respond if Norland attacks") == "Sudmark's navy"


@pytest.mark.parametrize(
    ("name", "many"),
    [("Norland", False), ("the United States", False), ("the Philippines", False), ("Western governments", True),
     ("Norland and its allies", True), ("the media", True), ("the port of the islands", False), ("Cyprus", False)],
)  # fmt: skip
def test_number_of_a_subject(name: str, many: bool) -> None:
    assert plural(name) is many
