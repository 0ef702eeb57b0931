import numpy as np
import pytest

from small_study import small_study
from stance.coding import adapt, coding
from stance.errors import StanceError
from stance.models.stance_model import CLASSES
from stance.study import Study
from stance.tables import build


def study_of(n, rng, truth, p):
    """A study of n statements on one claim, ten to a document, with given answers of the model."""
    from dataclasses import replace

    base = small_study()
    texts = [f"Norland said thing number {i} of {n}." for i in range(n)]
    documents = build("documents", [{"doc_id": f"d{k}", "text": "\n".join(texts), "sha256": "0"} for k in range(n // 10)])
    starts = np.cumsum([0, *(len(t) + 1 for t in texts)])
    rows = [
        {
            "statement_id": f"s{i:03d}", "doc_id": f"d{i // 10}", "text": texts[i], "start": int(starts[i]), "end": int(starts[i]) + len(texts[i]),
            "kind": "indirect", "cue_kind": "asserts", "conditional": False, "actor": "Norland", "actor_score": 1.0, "actor_reason": "given",
        }
        for i in range(n)
    ]  # fmt: skip
    spans = [
        {"statement_id": r["statement_id"], "role": "content", "part": 0, "start": r["start"], "end": r["end"]} for r in rows
    ]
    stances = [
        {
            "statement_id": f"s{i:03d}", "claim_id": "harvest", "p_favor": q[0], "p_against": q[1], "p_none": q[2], "label": "none",
            "method": "small", "similarity": 0.5,
        }
        for i, q in enumerate(p)
    ]  # fmt: skip
    directions = np.eye(3, 24)[truth] + 0.3 * rng.normal(size=(n, 24))
    embeddings = (directions / np.linalg.norm(directions, axis=1, keepdims=True)).astype(np.float32)
    provenance = base.provenance | {"stance_model": base.provenance["stance_model"] | {"name": "small", "threshold": 0.75}}
    study: Study = replace(
        base,
        documents=documents,
        statements=build("statements", rows),
        spans=build("spans", spans),
        stances=build("stances", stances),
        mentions=base.mentions.iloc[:0],
        embeddings=embeddings,
        provenance=provenance,
    )
    codings = [
        coding(s, "set", coder="c1", field="stance", claim_id="harvest", value=CLASSES[truth[i]])
        for i, s in enumerate(study.statements.itertuples())
    ]
    return study, build("codings", codings)


def test_a_model_that_is_right_but_timid_is_made_bolder():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 90)
    p = np.full((90, 3), 0.2)
    p[np.arange(90), truth] = 0.6
    study, codings = study_of(90, rng, truth, p)
    made = adapt(study, codings)
    assert made.kind == "calibration" and "A gain by calibration" in made.verdict
    gain = made.gains.set_index("kind").loc["calibration"]
    assert gain["macro_f1_gain_low"] > 0 and gain["net"] > 50
    after = made.apply(study)
    assert (after.stances["label"] == [CLASSES[c] for c in truth]).mean() > 0.95
    assert after.stances["method"].unique().tolist() == ["small, adapted by calibration"]
    assert after.provenance["adaptation"]["kind"] == "calibration"
    assert (study.stances["label"] == "none").all()


def test_what_the_model_cannot_tell_the_head_learns_from_like_statements():
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 150)
    study, codings = study_of(150, rng, truth, rng.dirichlet(np.ones(3), 150))
    made = adapt(study, codings)
    figures = made.gains.set_index("kind")
    assert made.kind == "head" and figures.loc["head", "macro_f1"] > 0.9
    assert (made.apply(study).stances["label"] == [CLASSES[c] for c in truth]).mean() > 0.85


def test_where_there_is_nothing_to_learn_it_says_so_and_changes_nothing():
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 3, 120)
    study, codings = study_of(120, rng, rng.permutation(truth), rng.dirichlet(np.ones(3), 120))
    scrambled = codings.assign(value=[CLASSES[c] for c in truth])
    made = adapt(study, scrambled)
    assert made.kind == "none" and made.verdict.startswith("No gain that these codings can show")
    assert made.apply(study) is study


def test_few_codings_are_not_enough():
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 3, 30)
    study, codings = study_of(30, rng, truth, rng.dirichlet(np.ones(3), 30))
    with pytest.raises(StanceError, match="10 coded stances; 20 or more"):
        adapt(study, codings.head(10))
    with pytest.raises(StanceError, match="all coded stances are the same"):
        adapt(study, codings.assign(value="favor"))


def test_an_adapted_study_is_made_again(fiction, tmp_path):
    import stance
    from stance.data import sample_folder

    codings = stance.read_codings(sample_folder("fiction") / "codings")
    made = stance.adapt(fiction, codings)
    adapted = made.apply(fiction)
    stance.apply_codings(adapted, codings).write(tmp_path / "study")
    assert stance.reproduce(tmp_path / "study").identical
