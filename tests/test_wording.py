from __future__ import annotations

import pytest

from stance.wording import Proposition, propositions


def say(text: str, **said: str | None) -> list[str]:
    row = {
        "text": text,
        "kind": "indirect",
        "cue": "said",
        "cue_kind": "asserts",
        "actor": "Norland",
        "speaker": "Norland",
    }
    return [made.text for made in propositions({**row, **said})]  # type: ignore[arg-type]


def test_denied_content_is_worded_as_the_proposition_denied() -> None:
    assert say("it intends to close the strait", cue="denied", cue_kind="denies") == ["Norland intends to close the strait"]
    assert say("arming the rebels of Ostia", cue="denied", cue_kind="denies") == ["Norland is arming the rebels of Ostia"]
    assert say("any involvement in the blast at Kell", cue="denied", cue_kind="denies") == [
        "Norland had a part in the blast at Kell"
    ]


def test_an_accusation_is_worded_of_the_accused() -> None:
    accuse = {"cue": "accused", "cue_kind": "accuses", "actor": "Sudmark", "target": "Western media and banks"}
    assert say("spreading a “panic campaign” about the strait", **accuse) == [
        "Western media and banks are spreading a panic campaign about the strait"
    ]
    accuse["target"] = "Norland"
    assert say("failing to honour the fisheries treaty", **accuse) == ["Norland has failed to honour the fisheries treaty"]
    assert say("having lied about the missile tests", **accuse) == ["Norland has lied about the missile tests"]
    assert say("bombing the tanker Meridian", **accuse) == ["Norland has bombed the tanker Meridian"]
    assert say("a war of aggression", **accuse) == ["Norland is guilty of a war of aggression"]
    assert say("the blockade of Kell", **{**accuse, "cue": "blamed"}) == ["Norland is to blame for the blockade of Kell"]
    assert say("closing the strait to tankers", **{**accuse, "target": None}) == []
    assert say("closing the strait to tankers", **{**accuse, "target": "its neighbours"}) == []


def test_urging_promising_and_threatening_get_their_subject_back() -> None:
    assert say("to withdraw its boats from the shoals", cue="urged", cue_kind="urges", target="Ostia") == [
        "Ostia should withdraw its boats from the shoals"
    ]
    assert say("not to arm the rebels", cue="urged", cue_kind="urges", target="United States") == [
        "The United States should not arm the rebels"
    ]
    assert say("to withdraw its boats", cue="urged", cue_kind="urges", target=None) == []
    assert say("to freeze rents for two years", cue="promised", cue_kind="promises") == [
        "Norland will freeze rents for two years"
    ]
    assert say("to freeze rents for two years", cue="promised", cue_kind="promises", actor="unknown") == []


def test_the_speaker_is_named_where_it_speaks_of_itself() -> None:
    direct = {"kind": "direct", "person": "Ilse Brandt", "actor": "Sudmark"}
    assert say("We have honoured every line of the treaty", **direct) == ["Sudmark has honoured every line of the treaty"]
    assert say("If Norland attacks, we and our allies will respond", **direct) == [
        "If Norland attacks, Sudmark and its allies will respond"
    ]
    assert say("Norland must stop threatening us", **direct) == ["Norland must stop threatening Sudmark"]
    assert say("I will not sign a treaty with Norland", **direct) == ["Ilse Brandt will not sign a treaty with Norland"]
    assert say("its troops are on the border for drills") == ["Norland's troops are on the border for drills"]
    assert say("he would resign before the winter", person="Otto Lind") == ["Otto Lind will resign before the winter"]
    assert say("we all know that war is a disaster", **direct) == []
    assert say("We will close the strait", kind="direct", actor="unknown") == []


@pytest.mark.parametrize(
    "text",
    ["It is a disaster for the islands", "it was time to leave the islands", "they will regret the blockade",
     "he would close the strait", "She told me that you are wrong about Norland", "This is a lie",
     "the decision was wrong"],
)  # fmt: skip
def test_a_pronoun_that_may_mean_someone_else_makes_no_proposition(text: str) -> None:
    assert say(text) == []


def test_the_country_is_the_speaker_only_where_the_report_names_it() -> None:
    assert say("the country's navy was ready to sail", speaker="Norland's defence minister") == [
        "Norland's navy is ready to sail"
    ]
    assert say("the country's navy was ready to sail", speaker="the minister") == []
    assert say("the country's navy was ready to sail", speaker="Brussels", actor="European Union") == []


def test_coordinated_clauses_are_cut_apart_and_what_follows_a_semicolon_is_dropped() -> None:
    assert say("Norland's navy is weak, but Sudmark will suffer if tankers stop") == [
        "Norland's navy is weak",
        "Sudmark will suffer if tankers stop",
    ]
    assert say("sanctions hurt ordinary people and do nothing for peace") == [
        "Sanctions hurt ordinary people",
        "Sanctions do nothing for peace",
    ]
    assert say("The shoals belong to Sudmark, and they always have") == ["The shoals belong to Sudmark"]
    assert say("the strait is open to ships; those who say otherwise lie") == ["The strait is open to ships"]
    assert say("Norland and Sudmark will share the shoals") == ["Norland and Sudmark will share the shoals"]
    assert say("Sudmark wants peace. Norland wants war.") == ["Sudmark wants peace", "Norland wants war"]


def test_framing_asides_and_tails_are_left_out() -> None:
    frames = [
        "There is no doubt that Norland will close the strait",
        "And Norland, which has a large navy, will close the strait",
        "I believe that Norland will close the strait, which is a crime",
        "President Vik was clear with Ilse Brandt that Norland will close the strait",
        "However, Norland — as everyone knows — will close the strait",
        "that Norland would close the “strait”",
    ]
    for text in frames:
        assert say(text) == ["Norland will close the strait"], text
    assert say("President Vik urged Prime Minister Brandt to open the ports", kind="direct") == [
        "Prime Minister Brandt should open the ports"
    ]


@pytest.mark.parametrize(
    "text",
    ["#StraitForAll Norland will close the strait", "Norland will close the strait https://t.co/x",
     "absolutely unacceptable",
     "Will Norland close the strait?", "<b>Norland will close the strait</b>", "The two leaders spoke by phone", ""],
)  # fmt: skip
def test_tags_links_questions_procedure_and_fragments_make_none(text: str) -> None:
    assert say(text, kind="direct") == []
    assert say(text, kind="direct", cue_kind="asks") == []


def test_the_making_tells_the_type() -> None:
    row = {
        "text": "supplying Norland with missiles",
        "cue": "accused",
        "cue_kind": "accuses",
        "target": "Ostia",
        "actor": "Sudmark",
    }
    assert propositions(row) == [Proposition("Ostia is supplying Norland with missiles", "blame")]
    row |= {"text": "to stop supplying missiles", "cue_kind": "urges"}
    assert propositions(row) == [Proposition("Ostia should stop supplying missiles", "policy")]


def test_what_is_cut_to_nothing_and_a_reporters_tail_are_no_propositions() -> None:
    assert say("There are lines in the law of the sea which should not be crossed") == []
    assert say('The navy of Norland has no regrets, "Haldane said, as reported by the agency') == []
