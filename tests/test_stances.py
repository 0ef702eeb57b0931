import numpy as np
import pandas as pd
import pytest

from stance.claims import read_claims
from stance.errors import StanceError
from stance.links import find_links
from stance.models.stance_model import StanceModel
from stance.stances import render_statement, score_stances, stance_cells
from stance.tables import build, check

FAVOR, AGAINST, NONE = (0.9, 0.05, 0.05), (0.05, 0.9, 0.05), (0.05, 0.05, 0.9)


def said(i, actor, text, **more):
    row = {
        "statement_id": f"s{i}", "doc_id": f"d{i}", "text": text, "start": 0, "end": len(text), "kind": "indirect",
        "cue_kind": "asserts", "conditional": False, "actor": actor, "actor_score": 1.0, "actor_reason": "given",
    }  # fmt: skip
    return row | more


def claims(*texts):
    return build(
        "claims",
        [{"claim_id": f"c{i}", "text": t, "claim_type": "fact", "origin": "given"} for i, t in enumerate(texts)],
    )


def model(answers):
    """A stance model that answers by the words of the text."""

    def predict(pairs):
        return np.array([next((p for word, p in answers.items() if word in text), NONE) for text, _ in pairs])

    return StanceModel("test", "", 0.7, predict)


def alike(texts):
    return np.ones((len(texts), 1))


def score(statements, answers, **options):
    return score_stances(
        build("statements", statements), claims("The strait is mined"), model=model(answers), encode=alike, **options
    )


def test_a_claim_is_read_without_its_full_stop():
    asked = []

    def predict(pairs):
        asked.extend(claim for _, claim in pairs)
        return np.array([FAVOR] * len(pairs))

    statements = build("statements", [said(1, "Oresia", "the strait is mined")])
    score_stances(statements, claims("The strait is mined."), model=StanceModel("test", "", 0.7, predict), encode=alike)
    assert asked == ["The strait is mined"]


def test_what_the_first_reader_rules_out_the_second_is_not_asked():
    asked = []

    def predict(pairs):
        asked.extend(text for text, _ in pairs)
        return np.array([AGAINST] * len(pairs))

    first = model({"mined": (0.08, 0.04, 0.88), "rice": (0.04, 0.03, 0.93)})
    both = StanceModel("slow", "", 0.7, predict, first=first)
    rows = [said(1, "Oresia", "the strait is mined"), said(2, "Oresia", "the price of rice rose")]
    stances = score_stances(build("statements", rows), claims("The strait is mined"), model=both, encode=alike)
    assert asked == ["Oresia says: the strait is mined"]
    assert stances[["label", "method"]].values.tolist() == [["against", "slow"], ["none", "test"]]


def test_what_can_take_no_side_is_not_read():
    asked = []

    def predict(pairs):
        asked.extend(text for text, _ in pairs)
        return np.array([FAVOR] * len(pairs))

    rows = [said(1, "Oresia", "is the strait mined", cue_kind="asks"), said(2, "Oresia", "the strait is mined")]
    silent = StanceModel("test", "", 0.7, predict)
    stances = score_stances(build("statements", rows), claims("The strait is mined"), model=silent, encode=alike)
    assert asked == ["Oresia says: the strait is mined"]
    assert stances["label"].tolist() == ["none", "favor"]


def test_denied_words_count_against_the_claim():
    rows = [said(1, "Oresia", "the strait is mined", cue_kind="denies")]
    stances = score(rows, {"mined": FAVOR})
    assert stances["label"].tolist() == ["against"]
    assert stances["p_against"].tolist() == [0.9]


def test_a_question_commits_to_nothing():
    stances = score([said(1, "Oresia", "whether the strait is mined", cue_kind="asks")], {"mined": FAVOR})
    assert stances[["label", "p_none"]].values.tolist() == [["none", 1.0]]


@pytest.mark.parametrize(
    ("row", "claim", "label"),
    [
        ({"text": "breaking the truce", "cue_kind": "accuses", "target": "Kyiv"}, "Russia breaks the truce", "none"),
        ({"text": "breaking the truce", "cue_kind": "accuses", "target": "Moscow"}, "Russia breaks the truce", "favor"),
        ({"text": "breaking the truce", "cue_kind": "accuses", "target": "the neighbours"}, "Ama breaks the truce", "none"),
        ({"text": "breaking the truce", "cue_kind": "accuses", "target": "the neighbours"}, "Bel breaks the truce", "favor"),
        ({"text": "breaking the truce", "cue_kind": "accuses", "target": "Bel"}, "Ama is to blame for the broken truce", "none"),
        ({"text": "to keep the truce", "cue_kind": "urges", "target": "Bel"}, "Ama demands that Bel keep the truce", "favor"),
        ({"text": "to keep the truce", "cue_kind": "urges", "target": "Bel"}, "Ama is asking Bel for a truce", "favor"),
        ({"text": "to keep the truce", "cue_kind": "urges", "target": "Bel"}, "Ama is asked to keep the truce", "none"),
        ({"text": "to keep the truce", "cue_kind": "urges", "target": "Bel"}, "Bel demands a truce", "none"),
        (
            {"text": "breaking the truce", "cue_kind": "accuses", "target": "Bel"},
            "Ama is not to blame for the broken truce",
            "favor",
        ),
        ({"text": "breaking the truce", "cue_kind": "accuses", "target": "Bel"}, "Russia is responsible for the truce", "none"),
        ({"text": "the Ukrainian army broke the truce"}, "Russia breaks the truce", "none"),
        ({"text": "Ukraine broke the truce"}, "Russia breaks the truce", "none"),
        ({"text": "Ukraine saw its truce broken by Russia"}, "Russia breaks the truce", "favor"),
        ({"text": "Bel broke the truce"}, "Ama breaks the truce", "none"),
        ({"text": "Moscow must have its truce guaranteed"}, "NATO should guarantee the truce", "favor"),
    ],
)
def test_what_is_said_of_another_actor_is_no_stance(row, claim, label):
    rows = [said(1, "Ama", **row), said(2, "Bel", "nothing")]
    stances = score_stances(build("statements", rows), read_claims([claim]), model=model({"truce": FAVOR}), encode=alike)
    assert stances["label"].iloc[0] == label


def test_who_names_another_culprit_speaks_to_whose_deed_it_is():
    rows = [said(1, "Ama", "Cor itself was responsible for the drone attack on the fleet"), said(2, "Bel", "nothing")]
    scored = score_stances(
        build("statements", rows),
        read_claims(["Bel attacked the fleet with drones"]),
        model=model({"drone": AGAINST}),
        encode=alike,
    )
    assert scored["label"].iloc[0] == "against"


def test_who_charges_another_may_deny_its_own_fault():
    rows = [said(1, "Ama", "breaking the truce", cue_kind="accuses", target="Bel"), said(2, "Bel", "nothing")]
    both = read_claims(["Ama is to blame for the fighting", "Ama broke the truce"])
    scored = score_stances(build("statements", rows), both, model=model({"truce": (0.1, 0.8, 0.1)}), encode=alike)
    assert scored["label"].iloc[:2].tolist() == ["against", "none"]
    assert scored["method"].iloc[0].endswith("favor withheld: an accusation of somebody else")


@pytest.mark.parametrize(
    ("text", "more", "label"),
    [
        ("the truce was broken by the rebels", {}, "none"),
        ("it had to break the truce, and regretted it", {}, "favor"),
        ("its troops broke the truce", {"cue": "admitted"}, "favor"),
        ("it broke the truce", {"cue_kind": "denies"}, "against"),
        ("it broke the truce to free the town", {}, "favor"),
        ("it has its own reasons about the truce, and the rebels lie", {}, "none"),
    ],
)
def test_nobody_charges_itself_with_a_wrong_unless_it_admits_one(text, more, label):
    rows = build("statements", [said(1, "Ama", text, **more), said(2, "Bel", "Ama broke the truce")])
    scored = score_stances(rows, read_claims(["Ama broke the truce"]), model=model({"truce": FAVOR}), encode=alike)
    assert scored["label"].tolist() == [label, "favor"]


@pytest.mark.parametrize(
    ("who", "cue", "label"),
    [("Bel", "maintain", "none"), ("Bel", "admits", "favor"), ("Ama", "maintain", "favor"), ("unknown", "maintain", "favor")],
)
def test_who_tells_what_another_claims_does_not_claim_it(who, cue, label):
    outer = said(1, "Ama", "the Belites still maintain that the strait is mined")
    inner = said(2, who, "the strait is mined", parent_id="s1", cue=cue)
    stances = score([outer, inner], {"mined": FAVOR})
    assert stances["label"].tolist() == [label]


@pytest.mark.parametrize(
    ("text", "cue", "claim", "label"),
    [
        ("the strait was mined at night", "said", "Mining the strait was justified", "none"),
        ("the strait was mined at night", "said", "Ama mined the strait", "favor"),
        ("the mined strait", "welcomed", "Mining the strait was justified", "favor"),
        ("it stands by those who mined the strait", "said", "Mining the strait was justified", "favor"),
        ("the strait had to be mined, which was necessary", "said", "Mining the strait was the right decision", "favor"),
        ("the strait was mined to the right of the pier", "said", "The report can be believed", "none"),
    ],
)
def test_who_tells_of_a_thing_does_not_judge_it(text, cue, claim, label):
    rows = build("statements", [said(1, "Bel", text, cue=cue), said(2, "Ama", "nothing")])
    scored = score_stances(rows, read_claims([claim]), model=model({"mined": FAVOR}), encode=alike)
    assert scored["label"].iloc[0] == label


@pytest.mark.parametrize("claim", ["Ama behaved irresponsibly", "Ama's reaction was unjustified", "Ama is sheltering rebels"])
def test_nobody_calls_its_own_conduct_bad(claim):
    rows = build("statements", [said(1, "Ama", "the mined strait is a shock"), said(2, "Bel", "the mined strait is a shock")])
    scored = score_stances(rows, read_claims([claim]), model=model({"mined": FAVOR}), encode=alike)
    assert scored["label"].tolist() == ["none", "favor"]


@pytest.mark.parametrize(
    ("text", "claim", "label"),
    [
        ("Bel will not tolerate anyone mining the mined strait", "Bel will protect the strait", "none"),
        ("Bel will not stand by while the strait is mined", "The strait treaty violates the law of the sea", "none"),
        ("nobody will be allowed to close the mined strait", "Bel will stand by its friends", "none"),
        ("Bel will not allow the strait to be mined", "The strait will be mined", "against"),
        ("Bel does not accept that it mined the mined strait", "Bel violates the treaty", "against"),
        ("Bel will not tolerate it. The mined strait is not its affair", "Bel will protect the mined strait", "against"),
    ],
)
def test_who_will_not_let_a_harm_happen_does_not_deny_it(text, claim, label):
    rows = build("statements", [said(1, "Bel", text), said(2, "Ama", "nothing")])
    scored = score_stances(rows, read_claims([claim]), model=model({"mined": (0.1, 0.8, 0.1)}), encode=alike)
    assert scored["label"].iloc[0] == label


@pytest.mark.parametrize(
    ("text", "claim", "label"),
    [
        ("it would defend the mined strait if the fleet came", "Bel will defend the strait", "favor"),
        ("it would defend the mined strait only if the fleet came", "Bel will defend the strait", "none"),
        ("it would leave the mined strait if the fleet came", "Bel will defend the strait", "none"),
    ],
)
def test_a_defence_is_one_against_what_may_come(text, claim, label):
    rows = build("statements", [said(1, "Bel", text, conditional=True), said(2, "Ama", "nothing")])
    scored = score_stances(rows, read_claims([claim]), model=model({"mined": FAVOR}), encode=alike)
    assert scored["label"].iloc[0] == label


@pytest.mark.parametrize(("word", "label"), [("illegal ", "favor"), ("", "none")])
def test_a_demand_may_judge_what_it_is_about(word, label):
    rows = build("statements", [said(1, "Bel", f"to clear the {word}mined strait", cue_kind="urges"), said(2, "Ama", "nothing")])
    scored = score_stances(
        rows, read_claims(["The mined strait violates the treaty"]), model=model({"mined": FAVOR}), encode=alike
    )
    assert scored["label"].iloc[0] == label


@pytest.mark.parametrize(
    ("text", "claim", "label"),
    [
        ("nobody will take the mined strait", "Ama will repel an attack", "none"),
        ("it cannot keep the mined strait", "Ama will repel an attack", "against"),
        ("nobody will take the mined strait", "Bel will repel an attack", "against"),
        ("nobody will take the mined strait", "Ama will defend its rival", "none"),
    ],
)
def test_nobody_doubts_its_own_defence_unless_it_yields(text, claim, label):
    rows = build("statements", [said(1, "Ama", text), said(2, "Bel", "nothing")])
    scored = score_stances(rows, read_claims([claim]), model=model({"mined": (0.1, 0.8, 0.1)}), encode=alike)
    assert scored["label"].iloc[0] == label


def test_words_that_keep_their_distance_are_no_favor():
    rows = [said(1, "Oresia", "the allegedly mined strait"), said(2, "Norland", "the strait is mined")]
    assert score(rows, {"mined": FAVOR})["label"].tolist() == ["none", "favor"]


def test_a_denial_never_charges_the_speaker_with_a_wrong():
    rows = build("statements", [said(1, "Ama", "the strait is mined", cue_kind="denies"), said(2, "Bel", "nothing")])
    both = read_claims(["Ama's reports on the mines are false", "Bel's reports on the mines are false"])
    scored = score_stances(rows, both, model=model({"mined": (0.1, 0.8, 0.1)}), encode=alike)
    assert scored["label"].iloc[:2].tolist() == ["none", "favor"]


@pytest.mark.parametrize(
    ("text", "cue_kind", "cosine", "label"),
    [
        ("any involvement", "denies", 0.3, "against"),
        ("wrongdoing", "denies", 0.3, "against"),
        ("any role in the raid on the camp", "denies", 0.5, "against"),
        ("any role in the theft of the grain", "denies", 0.3, "none"),
        ("it has nothing whatsoever to do with this affair", "asserts", 0.5, "against"),
        ("part of the story", "denies", 0.5, "none"),
        ("any involvement was out of the question", "asserts", 0.5, "none"),
    ],
)
def test_who_denies_any_part_denies_the_charge(text, cue_kind, cosine, label):
    def apart(texts):
        other = np.sqrt(1 - cosine**2)
        return np.array([[1.0, 0.0] if ":" in text else [cosine, other] for text in texts])

    rows = build("statements", [said(1, "Ama", text, cue_kind=cue_kind), said(2, "Bel", "nothing")])
    charges = ["Ama is responsible for the raid on the camp", "Ama carried out the raid on the camp"]
    others = [
        "Bel is responsible for the raid on the camp",
        "Ama did not carry out the raid on the camp",
        "Ama will answer the raid",
    ]
    scored = score_stances(rows, read_claims([*charges, *others]), model=model({}), encode=apart)
    assert scored["label"].tolist()[:5] == [label, label, "none", "none", "none"]


@pytest.mark.parametrize("words", ["it has", "accusations that its fleet has", "any suggestion that it had"])
def test_a_denial_about_oneself_says_nothing_of_another(words):
    rows = [said(1, "Oresia", f"{words} mined the strait", cue_kind="denies"), said(2, "Norland", "all is well")]
    both = claims("Oresia has mined the strait", "Norland has mined the strait")
    scored = score_stances(
        build("statements", rows), both, model=model({"mined": FAVOR}), encode=lambda texts: np.ones((len(texts), 1))
    )
    assert scored[scored["statement_id"] == "s1"]["label"].tolist() == ["against", "none"]


def test_a_demand_takes_a_side_only_on_what_should_be():
    rows = build("statements", [said(1, "Oresia", "to clear the mined strait", cue_kind="urges")])
    both = claims("The strait is mined", "The strait should be cleared")
    both["claim_type"] = ["fact", "policy"]
    scored = score_stances(rows, both, model=model({"mined": FAVOR}), encode=lambda texts: np.ones((len(texts), 1)))
    assert scored.set_index("claim_id")["label"].to_dict() == {"c0": "none", "c1": "favor"}


def test_what_is_said_on_a_condition_commits_only_to_claims_that_name_one():
    rows = [said(1, "Oresia", "mined if attacked", conditional=True)]
    stances = score_stances(
        build("statements", rows),
        claims("The strait will be mined", "The strait will be mined if Oresia is attacked"),
        model=model({"mined": FAVOR}),
        encode=alike,
    )
    assert stances["label"].tolist() == ["none", "favor"]


def test_a_condition_binds_its_own_sentence():
    text = "If the convoy stops, we will answer. The strait is mined and breaks the law."
    rows = build("statements", [said(1, "Oresia", text, conditional=True)])
    stances = score_stances(
        rows, read_claims(["The strait is mined", "The convoy will stop"]), model=model({"strait": FAVOR}), encode=alike
    )
    assert stances["label"].tolist() == ["favor", "none"]


def test_under_the_threshold_the_model_abstains():
    stances = score([said(1, "Oresia", "mined")], {"mined": (0.6, 0.1, 0.3)})
    assert stances["label"].tolist() == ["abstain"]
    assert score([said(1, "Oresia", "mined")], {"mined": (0.6, 0.1, 0.3)}, threshold=0.5)["label"].tolist() == ["favor"]


def test_threshold_must_be_a_probability():
    with pytest.raises(StanceError, match="between 0 and 1"):
        score([said(1, "Oresia", "mined")], {}, threshold=70)


def test_what_is_about_something_else_is_not_read_for_a_stance():
    far = np.array([[1.0, 0.0], [0.0, 1.0]])
    stances = score_stances(
        build("statements", [said(1, "Oresia", "mined")]),
        claims("The wage is low"),
        model=model({"mined": FAVOR}),
        encode=lambda texts: far[[0 if "mined" in t else 1 for t in texts]],
    )
    assert stances[["label", "method"]].values.tolist() == [["none", "unrelated by embedding"]]


def test_second_hand_words_are_not_scored_and_pairs_are_bounded():
    rows = [said(1, "Oresia", "mined"), said(2, "Veldania", "mined", parent_id="s1"), said(3, "Veldania", "open")]
    statements = build("statements", rows)
    many = claims("The strait is mined", "The strait is open", "The strait is long")
    stances = score_stances(statements, many, model=model({}), encode=alike, max_pairs=4)
    assert set(stances["statement_id"]) == {"s1", "s3"}
    assert len(stances) == 4


def test_cells_tell_every_state_apart():
    rows = [
        said(1, "Ama", "yes"), said(2, "Ama", "yes", repeats="s1"), said(3, "Bel", "no"), said(4, "Cor", "yes"),
        said(5, "Cor", "no"), said(6, "Dun", "maybe"), said(7, "Ere", "rain"), said(8, "Fal", "yes", parent_id="s3"),
        said(9, "unknown", "yes"),
    ]  # fmt: skip
    statements, c = build("statements", rows), claims("It is so")
    stances = score_stances(statements, c, model=model({"yes": FAVOR, "no": AGAINST, "maybe": (0.5, 0.2, 0.3)}), encode=alike)
    stances.loc[stances["statement_id"] == "s7", "similarity"] = 0.1
    named = [("Gor", 0, "s3"), ("Gor", 20, None), ("Once", 40, None)]
    mentions = build(
        "mentions",
        [{"doc_id": "d1", "actor": a, "start": at, "end": at + 3, "statement_id": s} for a, at, s in named],
    )
    cells = check("cells", stance_cells(stances, statements, c, mentions=mentions)).set_index("actor")
    assert cells["state"].to_dict() == {
        "Ama": "favor", "Bel": "against", "Cor": "mixed", "Dun": "abstained", "Ere": "silent", "Gor": "not quoted",
    }  # fmt: skip
    assert cells.loc["Ama", ["score", "n", "n_quoted"]].tolist() == [1.0, 1, 1]
    assert cells.loc["Cor", "score"] == 0.0
    assert cells.loc["Gor", "described_by"] == "Bel"
    assert cells["low"].isna().all()


def test_intervals_come_from_five_documents_on_and_are_reproducible():
    rows = [said(i, "Ama", "no" if i == 0 else f"yes {i}") for i in range(6)]
    statements, c = build("statements", rows), claims("It is so")
    stances = score_stances(statements, c, model=model({"yes": FAVOR, "no": AGAINST}), encode=alike)
    one, two = (stance_cells(stances, statements, c) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    low, score_, high = one.loc[0, ["low", "score", "high"]]
    assert -1 <= low < score_ < high == 1


def test_counterclaims_are_opposite_stances_of_two_actors():
    rows = [said(1, "Ama", "yes"), said(2, "Bel", "no"), said(3, "Bel", "yes"), said(4, "Cor", "maybe")]
    statements = build("statements", rows)
    stances = score_stances(
        statements,
        claims("It is so"),
        model=model({"yes": FAVOR, "no": AGAINST, "maybe": (0.5, 0.2, 0.3)}),
        encode=alike,
    )
    links = find_links(stances, statements)
    assert links[["left_id", "right_id", "relation"]].values.tolist() == [
        ["s1", "s2", "counters"],
        ["s1", "s3", "agrees"],
    ]
    assert links["p"].round(4).tolist() == [0.81, 0.81]


def test_where_nobody_contradicts_there_is_no_counterclaim():
    rows = [said(1, "Ama", "yes"), said(2, "Ama", "no"), said(3, "unknown", "no")]
    statements = build("statements", rows)
    stances = score_stances(statements, claims("It is so"), model=model({"yes": FAVOR, "no": AGAINST}), encode=alike)
    assert find_links(stances, statements).empty


def test_a_charge_of_lying_disputes_the_source_without_denying():
    rows = [said(1, "Ama", "the strait is mined"), said(2, "Bel", "Ama is spreading lies")]
    statements = build("statements", rows)
    stances = score_stances(statements, claims("The strait is mined"), model=model({}), encode=alike)
    mentions = build("mentions", [{"doc_id": "d2", "actor": "Ama", "start": 0, "end": 3, "statement_id": "s2"}])
    links = find_links(stances, statements, mentions=mentions, embeddings=np.ones((2, 1)))
    assert links[["left_id", "right_id", "relation"]].values.tolist() == [["s2", "s1", "disputes_source"]]


def test_nothing_in_nothing_out():
    empty = build("statements", [])
    stances = score_stances(empty, claims("It is so"))
    assert stances.empty
    assert stance_cells(stances, empty, claims("It is so")).empty
    assert find_links(stances, empty).empty


def test_rendering_names_speaker_and_target():
    assert render_statement("to leave", "Ama", "urges", "Bel") == "Ama urges Bel: to leave"
    assert render_statement("it left", "Ama", "denies") == "Ama says: it left"


@pytest.mark.parametrize(
    ("target", "read"), [("Kyiv", "Ukraine"), ("the Kremlin", "Russia"), ("Kyiv's army", "Kyiv's army"), ("it", "it")]
)
def test_whom_a_capital_stands_for_is_read_by_name(target, read):
    asked = []

    def predict(pairs):
        asked.extend(text for text, _ in pairs)
        return np.array([NONE] * len(pairs))

    row = said(0, "France", "mining the strait", cue_kind="accuses", target=target)
    score_stances(
        build("statements", [row]), claims("The strait is mined"), model=StanceModel("test", "", 0.7, predict), encode=alike
    )
    assert asked == [f"France accuses {read}: mining the strait"]
