"""A claim and its denial in one sentence, and what else a reporter adds, on sentences of our own in reported speech."""

import pytest

import stance


def said(text: str, extractor: str = "rules") -> list[tuple[str, str, str]]:
    """(actor, cue kind, content) of every statement."""
    found = stance.extract_statements(stance.document_from_text(text), extractor=extractor).statements
    return [(row.actor, row.cue_kind, row.text) for row in found.itertuples()]


@pytest.mark.parametrize(
    "remark",
    [
        "a charge Moscow denies",
        "an accusation that Moscow has rejected as absurd",
        "a claim the Kremlin dismissed on Monday",
        "something Moscow has repeatedly denied",
        "which Moscow denies",
        "a charge it denies",
        "a claim denied by Moscow",
        "a charge the Kremlin called baseless",
        "claims that the Kremlin dismissed as propaganda",
    ],
)
@pytest.mark.parametrize("extractor", ["rules", "combined"])
def test_who_denies_a_charge_denies_what_it_says(remark: str, extractor: str) -> None:
    assert said(f"Ukraine said that Russia had shelled the power plant, {remark}.", extractor) == [
        ("Ukraine", "asserts", "Russia had shelled the power plant"),
        ("Russia", "denies", "Russia had shelled the power plant"),
    ]


def test_who_is_accused_denies_the_deed() -> None:
    assert said("Ukraine accused Russia of stealing its grain, a charge it denies.") == [
        ("Ukraine", "accuses", "stealing its grain"),
        ("Russia", "denies", "stealing its grain"),
    ]


def test_who_denies_may_say_more() -> None:
    found = said("Kyiv says Iran supplied the drones, an accusation Tehran denies, saying it sent them before the war.")
    assert found[-1] == ("Iran", "asserts", "it sent them before the war")


@pytest.mark.parametrize(
    "remark", ["a step that Egypt and Sudan have refused", "a move Cairo called blackmail", "a decision condemned by Egypt"]
)
def test_how_a_deed_is_taken_is_no_part_of_what_its_doer_says(remark: str) -> None:
    assert said(f"Ethiopia said that it would fill the dam in July, {remark}.") == [
        ("Ethiopia", "asserts", "it would fill the dam in July")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine said that Russia had shelled the plant, which officials said was without power.",
        "Ukraine said that Russia had a plan, which would be costly.",
    ],
)
def test_what_goes_on_with_the_matter_stays(text: str) -> None:
    assert not any(kind == "denies" for _, kind, _ in said(text))


def test_a_relative_clause_ends_before_the_main_verb() -> None:
    assert said("Ethiopia, which says the dam is vital to its economy, has started filling it.", "combined") == [
        ("Ethiopia", "asserts", "the dam is vital to its economy")
    ]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Sudan and Egypt agreed to fill the dam together, according to a joint statement.", ["Sudan", "Egypt"]),
        ("Sudan and Egypt said the talks had failed. Both countries condemned Ethiopia for the delay.", ["Sudan", "Egypt"] * 2),
    ],
)
def test_a_text_of_nobody_hands_on_what_others_say(text: str, actors: list[str]) -> None:
    assert [actor for actor, _, _ in said(text)] == actors
