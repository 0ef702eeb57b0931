from collections import Counter

import pytest

import stance
from small_study import small_study
from stance.coding import append_codings, apply_codings, coding, find_orphans, read_codings
from stance.coding.files import added_id
from stance.errors import StanceError
from stance.tables import build, digest


def stances(study, statement_id, claim_id):
    rows = study.stances[(study.stances["statement_id"] == statement_id) & (study.stances["claim_id"] == claim_id)]
    return rows.iloc[0]


def said(statement, value, *coders, claim="fast-fill"):
    return [coding(statement, "set", coder=c, field="stance", claim_id=claim, value=value) for c in coders]


def test_a_coded_stance_wins_and_everything_follows():
    study = small_study()
    denial = study.statements[study.statements["cue_kind"] == "denies"].iloc[0]
    before = {name: digest(frame) for name, frame in study.tables().items()}
    coded = apply_codings(study, build("codings", said(denial, "favor", "c01", "c02") + said(denial, "none", "c03")))
    row = stances(coded, denial["statement_id"], "fast-fill")
    assert (row["label"], row["method"]) == ("favor", "coded by 2 of 3")
    assert [round(row[f"p_{x}"], 3) for x in ("favor", "against", "none")] == [0.667, 0, 0.333]
    cell = coded.cells[(coded.cells["actor"] == "Oresia") & (coded.cells["claim_id"] == "fast-fill")].iloc[0]
    assert cell["state"] == "favor"
    assert not ((coded.links["relation"] == "counters") & (coded.links["claim_id"] == "fast-fill")).any()
    # What the model said is as it was.
    assert before == {name: digest(frame) for name, frame in study.tables().items()}
    assert coded.uncoded() is study
    changes = study.diff(coded)
    assert ["stances", f"{denial['statement_id']} fast-fill", "changed", "label", "against", "favor"] in changes.values.tolist()
    assert Counter(changes["table"])["cells"] >= 1
    assert study.diff(study).empty


def test_where_coders_are_split_the_model_stays_and_the_reader_is_told():
    study = small_study()
    denial = study.statements[study.statements["cue_kind"] == "denies"].iloc[0]
    codings = build("codings", said(denial, "favor", "c01") + said(denial, "none", "c02"))
    coded = apply_codings(study, codings)
    assert stances(coded, denial["statement_id"], "fast-fill")["label"] == "against"
    assert "split on stance (1 favor, 1 none)" in coded.problems["problem"].iloc[-1]
    judged = apply_codings(study, codings, adjudicator="c02")
    assert stances(judged, denial["statement_id"], "fast-fill")["label"] == "none"
    assert len(judged.problems) == len(study.problems)


def test_a_dropped_statement_takes_its_links_along():
    study = small_study()
    denial = study.statements[study.statements["cue_kind"] == "denies"].iloc[0]
    coded = apply_codings(study, build("codings", [coding(denial, "drop", coder="c01")]))
    gone = denial["statement_id"]
    for table in ("statements", "spans", "stances"):
        assert gone not in set(getattr(coded, table)["statement_id"])
    assert gone not in {*coded.links["left_id"], *coded.links["right_id"]}
    assert len(coded.embeddings) == len(coded.statements) == len(study.statements) - 1
    # Its second telling is the first one now.
    again = coded.statements[coded.statements["text"] == denial["text"]]
    assert again["repeats"].isna().tolist() == [True]


def test_a_study_with_codings_takes_no_second_layer():
    study = small_study()
    one = build("codings", [coding(study.statements.iloc[0], "drop", coder="c01")])
    with pytest.raises(StanceError, match="codings laid over it already"):
        apply_codings(apply_codings(study, one), one)


def test_a_missed_statement_is_added_moved_and_scored(fiction):
    document = fiction.documents.iloc[0]
    words = "The council did not comment"
    start = document["text"].index(words)
    added = coding({"doc_id": document["doc_id"], "start": start, "end": start + len(words), "text": words}, "add", coder="c01")
    first = fiction.statements.iloc[0]
    moved = coding({**first, "end": first["start"] + 7}, "move", coder="c01")
    named = coding(added, "set", coder="c01", field="actor", value="Basin Council")
    coded = apply_codings(fiction, build("codings", [added, named, moved]))
    row = coded.statements[coded.statements["text"] == words].iloc[0]
    assert (row["actor"], row["actor_reason"], row["start"]) == ("Basin Council", "coded by 1 of 1", start)
    assert set(coded.stances.loc[coded.stances["statement_id"] == row["statement_id"], "claim_id"]) == set(
        fiction.claims["claim_id"]
    )
    assert coded.statements.set_index("statement_id").loc[first["statement_id"], "text"] == "Marenia"
    assert row["topic"] in set(fiction.topics["topic"])
    assert coded.topics["size"].sum() == len(coded.statements)
    # An added statement that a later run finds by itself is the same statement.
    again = stance.analyze(fiction.documents, claims=fiction.claims, actors=fiction.inputs.actors)
    assert again.diff(fiction).empty
    same = apply_codings(coded_run(coded), build("codings", [added, named]))
    assert same.statements["statement_id"].tolist().count(row["statement_id"]) == 1


def coded_run(coded):
    """The coded study as if the model had found all of it."""
    from dataclasses import replace

    return replace(coded, codings=build("codings", []), before=None)


def test_a_place_outside_of_the_text_is_refused(fiction):
    document = fiction.documents.iloc[0]
    with pytest.raises(StanceError, match="expected a place inside its"):
        apply_codings(
            fiction, build("codings", [coding({"doc_id": document["doc_id"], "start": 0, "end": 10**6}, "add", coder="c01")])
        )


def test_codings_rejoin_by_id_and_orphans_name_the_nearest(fiction):
    sample = stance.load_fiction()
    first = fiction.statements.iloc[0]
    codings = build("codings", said(first, "favor", "c01", claim="f01"))
    changed = sample.documents.copy()
    changed["text"] = [t.replace("our water", "our waters") for t in changed["text"]]
    from stance.sources import document_from_text

    texts = [document_from_text(t) for t in changed["text"][:1]]
    other = stance.analyze(texts[0], claims=sample.claims, actors=sample.actors)
    assert find_orphans(fiction, codings).empty
    (lost,) = find_orphans(other, codings).to_dict("records")
    assert lost["nearest_text"].startswith("Marenia is holding back our waters") and lost["likeness"] > 0.9
    coded = apply_codings(other, codings)
    assert "not in this study any more" in coded.problems["problem"].iloc[-1]
    assert other.diff(coded).empty


def test_a_coded_study_is_written_and_read_back(fiction, tmp_path):
    first = fiction.statements.iloc[0]
    coded = apply_codings(fiction, build("codings", said(first, "favor", "c01", claim="f01")))
    coded.write(tmp_path / "study")
    again = stance.read_study(tmp_path / "study")
    assert again.diff(coded).empty and again.provenance["digests"] == coded.provenance["digests"]
    assert stance.read_study(tmp_path / "study", codings=False).diff(fiction).empty
    append_codings(tmp_path / "study/codings", said(first, "against", "c02", "c03", claim="f01"))
    assert stances(stance.read_study(tmp_path / "study"), first["statement_id"], "f01")["label"] == "against"
    assert len(read_codings(tmp_path / "study/codings")) == 3


def test_words_that_one_coder_added_and_another_judged_as_a_statement_are_one():
    study = small_study()
    denial = study.statements[study.statements["cue_kind"] == "denies"].iloc[0]
    place = {"doc_id": denial["doc_id"], "start": int(denial["start"]), "end": int(denial["end"])}
    added = place | {"statement_id": added_id(*place.values()), "text": denial["text"]}
    own = [coding(added, "add", coder="c02"), *said(added, "favor", "c02")]
    coded = apply_codings(study, build("codings", said(denial, "favor", "c01") + own + said(denial, "none", "c03")))
    row = stances(coded, denial["statement_id"], "fast-fill")
    assert (row["label"], row["method"]) == ("favor", "coded by 2 of 3")
