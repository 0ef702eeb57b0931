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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "China said the islands were its territory, a claim the Philippines rejected, and accused Manila of provocation.",
            [("China", "asserts"), ("Philippines", "denies"), ("China", "accuses")],
        ),
        (
            "India says Canada harbours separatists, a charge Ottawa has denied, and has asked it to extradite 26 people.",
            [("India", "asserts"), ("Canada", "denies"), ("India", "urges")],
        ),
        (
            "North Korea has sent troops to Russia, which the Kremlin denies, South Korea's spy agency said on Friday.",
            [("South Korea", "asserts"), ("Russia", "denies")],
        ),
        ("Israel accused Hamas of hiding there, a charge the group denies.", [("Israel", "accuses"), ("Hamas", "denies")]),
        (
            "London said the two men were officers, a claim that Mr. Putin denied, saying they were civilians.",
            [("United Kingdom", "asserts"), ("Russia", "denies"), ("Russia", "asserts")],
        ),
        (
            "Poland said it would close the border, a decision Belarus called “unfriendly” and said would be answered.",
            [("Poland", "asserts")],
        ),
        ("Tokyo demanded that the ships leave, a demand Beijing rejected.", [("Japan", "urges"), ("China", "denies")]),
        (
            "Russia, which denies shelling homes, says Ukraine shells its own people, a claim Kyiv calls absurd.",
            [("Russia", "denies"), ("Russia", "asserts"), ("Ukraine", "denies")],
        ),
        ("Myanmar's junta said that rebels had fired first, a claim Reuters could not verify.", [("Myanmar", "asserts")]),
    ],
)
@pytest.mark.parametrize("extractor", ["rules", "combined"])
def test_around_a_remark_everybody_keeps_his_words(text: str, expected: list[tuple[str, str]], extractor: str) -> None:
    found = said(text, extractor)
    assert [(actor, kind) for actor, kind, _ in found] == expected
    assert not any(word in content for _, _, content in found for word in (" claim", " charge", "decision", " demand", "denie"))


def test_what_is_told_around_a_remark_is_one_statement() -> None:
    found = said("The ministry said that soldiers had fled, which the army denies, and that villages were burned.", "combined")
    assert [content for _, _, content in found] == ["soldiers had fled and that villages were burned"]


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ethiopia, which says the dam is vital to it, has started filling it.", ["the dam is vital to it"]),
        (
            "Iran, which denies seeking a bomb, said on Monday it would install centrifuges.",
            ["seeking a bomb", "it would install centrifuges"],
        ),
        (
            "Rwanda, which denies backing the rebels, accused Congo of bombing its towns.",
            ["backing the rebels", "bombing its towns"],
        ),
        ("Poland, whose minister called the attack barbaric, summoned the ambassador.", ["the attack barbaric"]),
    ],
)
@pytest.mark.parametrize("extractor", ["rules", "combined"])
def test_a_relative_clause_ends_before_the_main_verb(text: str, expected: list[str], extractor: str) -> None:
    found = said(text, extractor)
    assert [content for _, _, content in found] == expected
    assert len({actor for actor, _, _ in found}) == 1


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Sudan and Egypt agreed to fill the dam together, according to a joint statement.", ["Sudan", "Egypt"]),
        ("Sudan and Egypt said the talks had failed. Both countries condemned Ethiopia for the delay.", ["Sudan", "Egypt"] * 2),
    ],
)
def test_a_text_of_nobody_hands_on_what_others_say(text: str, actors: list[str]) -> None:
    assert [actor for actor, _, _ in said(text)] == actors
