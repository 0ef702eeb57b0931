"""Denials that only point back to what they deny, on sentences of our own in reported speech."""

import numpy as np
import pytest

import stance
from stance.claims import read_claims
from stance.models.stance_model import StanceModel


def answered(text: str) -> dict[str, str | None]:
    """What every denial answers, by its own words."""
    found = stance.extract_statements(stance.document_from_text(text), extractor="rules").statements
    words = dict(zip(found.statement_id, found.text, strict=True))
    return {row.text: words.get(row.answers) for row in found.itertuples() if row.cue_kind == "denies"}


@pytest.mark.parametrize(
    ("denial", "words"),
    [
        ("Moscow rejected the accusation.", "the accusation"),
        ("The Kremlin denied it.", "it"),
        ("Russia has denied the allegations, and says it wants talks.", "the allegations"),
        ("The Kremlin called the accusation baseless.", "the accusation baseless"),
        ("The Kremlin dismissed the claims as propaganda.", "the claims as propaganda"),
        ("Russia denies any involvement.", "any involvement"),
        ("Moscow rejected Ukraine's claims.", "Ukraine's claims"),
    ],
)
def test_a_denial_without_words_of_its_own_goes_back_to_the_charge(denial: str, words: str) -> None:
    found = answered(f"Ukraine accused Russia of shelling the power plant. {denial}")
    assert found == {words: "shelling the power plant"}


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine accused Russia of shelling the power plant. Iran denied the accusation.",
        "Ukraine accused Russia of shelling the power plant. Russia denied American claims.",
        "Russia denied the accusation.",
        "Russia said it had not shelled the plant. Russia denied the accusation.",
        "Ukraine accused Russia of shelling the power plant. Russia denied shelling it.",
    ],
)
def test_what_nobody_charged_it_with_is_answered_by_nobody(text: str) -> None:
    assert set(answered(text).values()) == {None}


def test_the_stance_model_reads_what_is_denied() -> None:
    asked = []

    def predict(pairs: list[tuple[str, str]]) -> np.ndarray:
        asked.extend(text for text, _ in pairs)
        return np.array([[0.9, 0.05, 0.05]] * len(pairs))

    text = "Ukraine accused Russia of shelling the plant. Moscow rejected the accusation."
    found = stance.extract_statements(stance.document_from_text(text), extractor="rules").statements
    stances = stance.score_stances(
        found,
        read_claims(["The plant was shelled by Russian guns"]),
        model=StanceModel("test", "", 0.7, predict),
        encode=lambda texts: np.ones((len(texts), 1)),
    )
    assert set(asked) == {"Ukraine accuses Russia: shelling the plant", "Russia says: shelling the plant"}
    assert list(stances.label) == ["favor", "against"]


def test_two_denials_of_different_charges_are_no_repeats() -> None:
    text = (
        "Ukraine accused Russia of shelling the plant. Moscow rejected the accusation.\n\n"
        "Poland accused Russia of flying drones over its border. Moscow rejected the accusation."
    )
    found = stance.extract_statements(stance.document_from_text(text), extractor="rules").statements
    assert len(found) == 4
    assert found.repeats.isna().all()
