import json

import pandas as pd
import pytest

import stance
from stance.cli import main
from stance.errors import StanceError
from stance.sources import read_sources


@pytest.fixture(scope="module")
def written(fiction, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reproduce") / "study"
    fiction.write(folder)
    return folder


@pytest.fixture
def study(written, tmp_path):
    import shutil

    return shutil.copytree(written, tmp_path / "study")


@pytest.mark.slow
def test_the_crisis_study_comes_out_the_same_and_a_changed_document_is_named(tmp_path, capsys):
    folder = tmp_path / "study"
    sample = stance.load_crisis()
    stance.analyze(sample.documents, claims=sample.claims).write(folder)
    assert main(["reproduce", str(folder)]) == 0
    assert capsys.readouterr().out.startswith("identical")
    documents = pd.read_parquet(folder / "documents.parquet")
    documents.loc[3, "text"] = documents.loc[3, "text"].replace("e", "a", 1)
    stance.write_tables({"documents": documents}, folder)
    assert main(["reproduce", str(folder)]) == 3
    out = capsys.readouterr().out
    assert out.startswith("not identical")
    named = [line for line in out.splitlines() if "its text is another" in line]
    assert len(named) == 1 and documents.loc[3, "source"] in named[0]


def test_the_files_themselves_can_be_read_again(study, tmp_path):
    from stance.data import sample_folder

    files = tmp_path / "texts"
    files.mkdir()
    for path in sample_folder("fiction").glob("*.txt"):
        (files / path.name).write_bytes(path.read_bytes())
    assert stance.reproduce(study, sources=files).identical
    first = sorted(files.glob("*.txt"))[0]
    first.write_text(first.read_text("utf-8").replace("water", "Water", 1), "utf-8")
    made = stance.reproduce(study, sources=files)
    assert not made.identical
    assert [change for change in made.changed if first.name in change] == list(made.changed)


def test_a_file_that_is_no_text_is_left_out_again(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "pier.txt").write_text("Norland said that the pier will be closed. Sudmark denied it.", "utf-8")
    claims = texts / "claims.txt"
    claims.write_text("The pier will be closed", "utf-8")
    study = stance.analyze(texts, claims=claims, extractor="rules")
    assert study.provenance["besides"] == ["claims.txt"] and len(study.documents) == 1
    study.write(tmp_path / "study")
    assert stance.reproduce(tmp_path / "study", sources=texts).identical


def test_a_table_is_read_again_by_the_columns_that_were_named(tmp_path):
    table = tmp_path / "articles.csv"
    table.write_text("speaker,corpus\nN. N.,Norland said that the pier will be closed. Sudmark denied it.\n", "utf-8")
    reading = read_sources(table, columns={"text": "corpus"}, as_statements=False)
    study = stance.analyze(reading, claims=["The pier will be closed"], extractor="rules")
    assert study.documents["text"].str.startswith("Norland").all()
    study.write(tmp_path / "study")
    assert stance.reproduce(tmp_path / "study", sources=table).identical


def test_another_version_or_model_is_named(study):
    path = study / "provenance.json"
    recorded = json.loads(path.read_text("utf-8"))
    recorded["packages"]["numpy"] = "0.9"
    recorded["stance_model"]["sha256"] = "0" * 64
    recorded["precision"] = "bfloat16"
    recorded["digests"]["stances"] = "1" * 64
    path.write_text(json.dumps(recorded), "utf-8")
    made = stance.reproduce(study)
    assert not made.identical
    said = str(made)
    for part in (
        "table stances",
        "packages numpy",
        "recorded 0.9",
        "stance_model sha256",
        "precision: float32, recorded bfloat16",
    ):
        assert part in said


def test_a_folder_that_is_no_study_is_refused(tmp_path, study):
    with pytest.raises(StanceError, match="is no folder of a study"):
        stance.read_study(tmp_path)
    (study / "embeddings.npy").unlink()
    with pytest.raises(StanceError, match=r"embeddings\.npy: cannot be read"):
        stance.read_study(study)


def test_a_folder_written_again_keeps_nothing_of_the_study_before(tmp_path):
    actors = tmp_path / "actors.csv"
    actors.write_text("actor,alias\nOrvania,Norland\n", "utf-8")
    text = stance.document_from_text("Norland said that the pier will be closed.")
    claims = ["The pier will be closed"]
    mine = stance.analyze(text, claims=claims, actors=actors, extractor="rules")
    one = stance.coding.coding(mine.statements.iloc[0], "set", coder="c01", field="statement", value="yes")
    stance.apply_codings(mine, stance.coding.read_codings(_written(tmp_path, one))).write(tmp_path / "study")
    assert (tmp_path / "study/coded").is_dir() and (tmp_path / "study/inputs/actors.parquet").is_file()
    stance.analyze(text, claims=claims, extractor="rules").write(tmp_path / "study")
    assert not (tmp_path / "study/coded").exists() and not list((tmp_path / "study/inputs").glob("*"))
    assert (tmp_path / "study/codings/c01.jsonl").is_file()


def _written(folder, *codings):
    stance.coding.append_codings(folder / "judged", codings)
    return folder / "judged"


def test_a_damaged_line_of_codings_is_named(study):
    path = study / "codings" / "c09.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text("{half a line\n", "utf-8")
    assert any("c09.jsonl" in change for change in stance.reproduce(study).changed)
