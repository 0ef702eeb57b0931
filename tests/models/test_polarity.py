import numpy as np
import pytest

from stance.models.polarity import affirmative, turned_round


@pytest.mark.parametrize(
    ("claim", "plain"),
    [
        ("The dam will not hold", "The dam will hold"),
        ("The dam won't hold", "The dam will hold"),
        ("Norland can't pay", "Norland can pay"),
        ("Norland cannot pay", "Norland can pay"),
        ("Norland’s guards don’t beat migrants", "Norland’s guards beat migrants"),
        ("Norland does not supply weapons to the rebels", "Norland supplies weapons to the rebels"),
        ("Norland does not openly deny access", "Norland openly denies access"),
        ("Norland did not mine the strait", "Norland did mine the strait"),
        ("Norland never promised it", "Norland promised it"),
        ("Norland had nothing to do with the blast", "Norland had something to do with the blast"),
        ("The border is no longer safe", "The border is safe"),
        ("No troops have left Sudmark", "Troops have left Sudmark"),
        ("There is no evidence of a plot", "There is evidence of a plot"),
        ("It is not true that Norland promised it", "Norland promised it"),
        ("It is false that the dam is safe", "The dam is safe"),
        ("Norland is not to blame for the delay", "Norland is to blame for the delay"),
    ],
)
def test_a_plain_negation_is_taken_out(claim, plain):
    assert affirmative(claim) == (plain, True)


@pytest.mark.parametrize(
    "claim",
    [
        "Norland will attack",
        "Norland promised not to attack",
        "Norland said it would not attack",
        "The state that does not pay is Norland",
        "If Norland does not pay, Sudmark will leave",
        "Not only Norland has paid",
        "The drought was caused not by the dam but by the heat",
        "Norland will never say that it cannot pay",
        "Nobody has been hurt",
        "Norland leads the talks without a mandate",
        "",
    ],
)
def test_what_negates_only_a_part_stays(claim):
    assert affirmative(claim) == (claim, False)


def test_a_denied_negation_is_no_negation():
    assert affirmative("It is not true that Norland will not pay") == ("Norland will pay", False)


def test_sides_change_places_and_none_stays():
    answers = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])
    assert turned_round(answers, np.array([True, True])).tolist() == [[0.3, 0.5, 0.2], [0.1, 0.1, 0.8]]
