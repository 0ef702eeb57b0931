import numpy as np
import pandas as pd
import pytest

import stance
from stance.errors import StanceError
from stance.tables import TABLES, check_offsets, digest

TEXT = (
    "Port Sella, 3 March 2031\n\n"
    "Oresia on Monday accused Veldania of mining the Strait of Tarn.\n\n"
    "Veldania's government denied that it had mined the strait. “We have laid no mines,” Prime Minister Tal Brenn said.\n\n"
    "The Basin Union said it was worried. Nothing was heard from Norrow. The coast of Norrow is near.\n"
)
ACTORS = "actor,name,kind,alias\nOresia,,state,Oresia\nVeldania,,state,Veldania\nBasin Union,,organization,Basin Union\nNorrow,,state,Norrow\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    (folder / "strait.txt").write_text(TEXT, encoding="utf-8")
    (folder / "actors.csv").write_text(ACTORS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def study(files):
    return stance.analyze(files / "strait.txt", claims=["Veldania mined the strait"], actors=files / "actors.csv")


def test_tables_are_whole(study):
    for name, frame in study.tables().items():
        assert list(frame.columns)[: len(TABLES[name].names)] == TABLES[name].names
    check_offsets(study.documents, study.statements, study.spans)
    assert study.embeddings.shape == (len(study.statements), 384)


def test_the_accusation_and_the_denial_are_read(study):
    rows = study.statements.set_index("text")
    assert rows.loc["mining the Strait of Tarn", ["actor", "cue_kind", "target"]].tolist() == ["Oresia", "accuses", "Veldania"]
    assert rows.loc["it had mined the strait", ["actor", "cue_kind"]].tolist() == ["Veldania", "denies"]
    states = study.cells.set_index("actor")["state"]
    assert states["Norrow"] == "not quoted"
    assert states["Veldania"] in {"against", "abstained"}
    assert states["Oresia"] in {"favor", "abstained", "none"}


def test_the_same_again_is_the_same(study, files):
    again = stance.analyze(files / "strait.txt", claims=["Veldania mined the strait"], actors=files / "actors.csv")
    assert again.provenance == study.provenance
    assert np.array_equal(again.embeddings, study.embeddings)
    assert again.to_html() == study.to_html()


def test_order_of_documents_changes_no_content():
    documents = stance.load_crisis().documents.head(3)
    one, two = (stance.analyze(frame, claims=["Russia intends to invade Ukraine"]) for frame in (documents, documents[::-1]))
    for name in ("statements", "stances", "cells", "links"):
        assert digest(getattr(one, name)) == digest(getattr(two, name)), name


def test_a_study_is_written_and_read_back(study, tmp_path):
    study.write(tmp_path / "out", formats=("parquet", "csv"))
    back = stance.read_table(tmp_path / "out" / "statements.parquet", "statements")
    pd.testing.assert_frame_equal(back, study.statements)
    assert (tmp_path / "out" / "provenance.json").read_text().count("sha256") > 2


def test_texts_and_statements_go_together(files, tmp_path):
    (tmp_path / "said.csv").write_text("text,actor\nThe strait is free of mines,Veldania\n", encoding="utf-8")
    both = stance.analyze(
        [files / "strait.txt", tmp_path / "said.csv"], claims=["Veldania mined the strait"], actors=files / "actors.csv"
    )
    assert {"The strait is free of mines", "it had mined the strait"} <= set(both.statements["text"])


def test_a_text_in_which_nobody_says_anything():
    study = stance.analyze(
        stance.document_from_text("The ships left the harbour in the morning and the sea was calm all day long.")
    )
    assert study.statements.empty
    assert study.links.empty
    assert "No actor contradicts another" in study.to_html()
    assert "0 reported statements" in study._repr_html_()


def test_one_bad_document_is_reported_and_the_rest_kept(files, tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02" * 100)
    study = stance.analyze(
        [files / "strait.txt", tmp_path / "bad.txt"], claims=["Veldania mined the strait"], actors=files / "actors.csv"
    )
    assert len(study.documents) == 1
    assert study.problems["source"].str.contains("bad.txt").any()
    assert "bad.txt" in study.to_html()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"treshold": 0.5}, "unknown option 'treshold'; there are n_topics"),
        ({"threshold": 7}, "between 0 and 1"),
        ({"n_topics": 0}, "1 or more"),
        ({"seed": -1}, "seed -1 should be a whole number from 0"),
        ({"extractor": "magic"}, "expected one of combined, rules, tagger"),
    ],
)
def test_wrong_options_are_named(files, settings, message):
    with pytest.raises(StanceError, match=message):
        stance.analyze(files / "strait.txt", **settings)
