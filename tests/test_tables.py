import subprocess
import sys

import pandas as pd
import pytest

from stance import storage, tables
from stance.errors import StanceError


def claims(**changes):
    row = {"claim_id": "c1", "text": "Oresia mined the strait", "claim_type": "fact", "origin": "given", **changes}
    return pd.DataFrame([row])


def test_empty_tables_have_their_columns_and_dtypes():
    for name, table in tables.TABLES.items():
        frame = tables.empty(name)
        assert list(frame.columns) == table.names
        assert [str(t) for t in frame.dtypes] == [c.dtype for c in table.columns]


def test_own_columns_are_kept_and_dtypes_are_exact_whatever_comes_in():
    frame = claims(weight=2).astype({"text": "string", "claim_id": "category"})
    checked = tables.check("claims", frame)
    assert checked["weight"].tolist() == [2]
    assert str(checked["text"].dtype) == str(checked["claim_id"].dtype) == "str"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"claim_type": "guess"}, "claim_type.*'guess'.*fact, blame"),
        ({"text": None}, "'text' is empty in row 0"),
    ],
)
def test_wrong_values_are_named(changes, message):
    with pytest.raises(StanceError, match=message):
        tables.check("claims", claims(**changes))


def test_missing_column_is_named_with_those_there_are():
    with pytest.raises(StanceError, match="'text' is missing; it has claim_id, claim_type, origin"):
        tables.check("claims", claims().drop(columns="text"))


def test_keys_stand_once_and_foreign_keys_resolve():
    with pytest.raises(StanceError, match="only once"):
        tables.check("claims", pd.concat([claims(), claims()]))
    stances = tables.build(
        "stances",
        [
            {
                "statement_id": "s1",
                "claim_id": "c9",
                "p_favor": 1,
                "p_against": 0,
                "p_none": 0,
                "label": "favor",
                "method": "m",
            }
        ],
    )
    with pytest.raises(StanceError, match="'c9' in row 0; expected a claim_id of table 'claims'"):
        tables.check("stances", stances, claims=tables.check("claims", claims()))


def test_probabilities_sum_to_one():
    row = {
        "statement_id": "s1",
        "claim_id": "c1",
        "p_favor": 0.5,
        "p_against": 0,
        "p_none": 0,
        "label": "none",
        "method": "m",
    }
    with pytest.raises(StanceError, match="sum to one"):
        tables.check("stances", tables.build("stances", [row]))


def test_offsets_must_give_the_text():
    documents = tables.build("documents", [{"doc_id": "d", "text": "He said it.", "sha256": "0"}])
    statements = pd.DataFrame([{"statement_id": "s", "doc_id": "d", "text": "it", "start": 8, "end": 10}])
    spans = pd.DataFrame([{"statement_id": "s", "role": "content", "part": 0, "start": 8, "end": 10}])
    tables.check_offsets(documents, statements, spans)
    with pytest.raises(StanceError, match="statement 's'"):
        tables.check_offsets(documents, statements.assign(text="is"), spans)


def test_digest_ignores_row_order_and_float_noise_but_no_character():
    frame = pd.DataFrame({"a": ["x", "y"], "p": [0.1, 0.2]})
    assert tables.digest(frame) == tables.digest(frame[::-1].assign(p=[0.2 + 1e-9, 0.1]))
    assert tables.digest(frame) != tables.digest(frame.assign(a=["x", "z"]))


def test_tables_come_back_from_parquet_and_other_schemas_are_refused(tmp_path, monkeypatch):
    frame = tables.check("claims", claims())
    (path,) = storage.write_tables({"claims": frame}, tmp_path / "out")
    pd.testing.assert_frame_equal(storage.read_table(path, "claims"), frame)
    monkeypatch.setattr(storage, "SCHEMA_VERSION", "2")
    with pytest.raises(StanceError, match="schema version '1'"):
        storage.read_table(path, "claims")


def test_csv_cells_are_no_formulas(tmp_path):
    written = storage.write_tables({"claims": claims(text='=HYPERLINK("x")')}, tmp_path, formats=("csv",))
    assert "'=HYPERLINK" in written[0].read_text(encoding="utf-8")


def test_a_failed_write_leaves_the_old_file(tmp_path):
    with pytest.raises(StanceError, match="cannot be written"):
        storage.write_atomic(tmp_path / "no" / "file.html", "x")


def test_importing_stance_loads_nothing_heavy():
    code = "import stance, sys; print([m for m in ('torch', 'pandas', 'plotly', 'sklearn') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_a_column_of_ones_own_that_mixes_numbers_and_words_can_be_written(tmp_path):
    mixed = pd.concat([claims(claim_id=f"c{i}", rating=value) for i, value in enumerate([5, "n/a", None])])
    storage.write_tables({"claims": tables.cast("claims", mixed)}, tmp_path)
    back = storage.read_table(tmp_path / "claims.parquet", "claims")
    assert back["rating"].fillna("").tolist() == ["5", "n/a", ""]


def test_a_format_that_is_none_is_refused(tmp_path):
    with pytest.raises(StanceError, match="'xlsx' cannot be written"):
        storage.write_tables({}, tmp_path, formats=("xlsx",))


def test_a_study_written_over_another_leaves_nothing_of_it(tmp_path):
    from small_study import small_study

    study = small_study()
    folder = tmp_path / "study"
    assert study.other_than(folder) == 0
    study.write(folder, formats=("parquet", "csv"))
    assert study.other_than(folder) == 0 and (folder / "statements.csv").is_file()
    study.write(folder)
    assert not list(folder.glob("*.csv"))
    (folder / "provenance.json").write_text('{"input": [{"doc_id": "d9"}]}', encoding="utf-8")
    assert study.other_than(folder) == 1
    (folder / "provenance.json").write_text("{", encoding="utf-8")
    assert study.other_than(folder) == 0
