import json
from multiprocessing import get_context

import pytest

from small_study import small_study
from stance.cli import main
from stance.coding import append_codings, coding, merge_codings, read_coding_table, read_codings, write_coding_table
from stance.coding.files import latest
from stance.errors import StanceError
from stance.tables import build

ONE = {"doc_id": "d1", "statement_id": "s1", "start": 3, "end": 9, "text": "it will"}


def judged(coder="c01", value="favor", **more):
    return coding(ONE, "set", coder=coder, field="stance", claim_id="k1", value=value, **more)


def many(folder, number):
    for i in range(40):
        append_codings(folder, [judged(note=f"writer {number}, judgement {i}, {'x' * 300}")])


def test_writers_at_once_lose_nothing(tmp_path):
    writers = [get_context("spawn").Process(target=many, args=(tmp_path, number)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    lines = (tmp_path / "c01.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 160 and len({json.loads(line)["note"] for line in lines}) == 160


def test_what_stands_in_a_file_is_never_changed(tmp_path):
    append_codings(tmp_path, [judged()])
    before = (tmp_path / "c01.jsonl").read_bytes()
    append_codings(tmp_path, [judged(value="against"), judged(coder="c02")])
    assert (tmp_path / "c01.jsonl").read_bytes().startswith(before)
    assert sorted(p.name for p in tmp_path.glob("*.jsonl")) == ["c01.jsonl", "c02.jsonl"]


def test_half_a_line_left_by_a_killed_writer_costs_only_itself(tmp_path):
    append_codings(tmp_path, [judged()])
    path = tmp_path / "c01.jsonl"
    path.write_bytes(path.read_bytes() + b'{"doc_id": "d1", "sta')
    append_codings(tmp_path, [judged(value="none")])
    problems = []
    assert read_codings(tmp_path, problems=problems)["value"].tolist() == ["favor", "none"]
    assert [p["where"] for p in problems] == ["line 2"]
    with pytest.raises(StanceError, match=r"c01\.jsonl, line 2: is no line of JSON"):
        read_codings(tmp_path)


def test_the_last_judgement_stands_and_can_be_taken_back(tmp_path):
    times = [f"2031-06-07T10:00:0{i}+00:00" for i in range(3)]
    append_codings(tmp_path, [judged(value=v, coded_at=t) for v, t in zip(["favor", "against", ""], times, strict=True)])
    codings = read_codings(tmp_path)
    assert len(codings) == 3
    assert latest(codings[:2])["value"].tolist() == ["against"]
    assert latest(codings).empty


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"coder": "Anna B."}, "coder is 'Anna B.'"),
        ({"coder": "../x"}, "pseudonym"),
        ({"action": "delete"}, "action is 'delete'; expected one of add, move, drop, set"),
        ({"field": "mood"}, "field is 'mood'"),
        ({"value": "maybe"}, "value is 'maybe'; expected one of favor, against, none"),
        ({"claim_id": None}, "claim_id is None"),
        ({"start": -1}, "start is -1"),
        ({"coded_at": "yesterday"}, "coded_at is 'yesterday'"),
    ],
)
def test_an_impossible_judgement_is_refused_before_anything_is_written(tmp_path, change, message):
    with pytest.raises(StanceError, match=message):
        append_codings(tmp_path, [judged(), judged() | change])
    assert not list(tmp_path.iterdir())


def test_merging_twice_is_merging_once(tmp_path):
    append_codings(tmp_path / "a", [judged(coder="c01"), judged(coder="c02")])
    append_codings(tmp_path / "b", [judged(coder="c02", value="none")])
    for _ in range(2):
        codings, problems = merge_codings([tmp_path / "a", tmp_path / "b"], tmp_path / "study")
        assert sorted(zip(codings["coder"], codings["value"], strict=True)) == [
            ("c01", "favor"),
            ("c02", "favor"),
            ("c02", "none"),
        ]
        assert problems == []


def test_a_file_that_is_none_of_codings_is_one_problem(tmp_path):
    page = tmp_path / "report.html"
    page.write_text("<!DOCTYPE html>\n<p>one</p>\n<p>two</p>\n", "utf-8")
    append_codings(tmp_path / "a", [judged(coder="c01")])
    codings, problems = merge_codings([tmp_path / "a", page], tmp_path / "study")
    assert len(codings) == 1 and [p["where"] for p in problems] == ["file"]
    assert "no line of it is a judgement" in str(problems[0]["problem"])


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(StanceError, match=r"c09\.jsonl: there is no such file"):
        read_codings([tmp_path / "c09.jsonl"])


def test_a_table_goes_out_and_comes_back(tmp_path):
    import pandas as pd

    study = small_study()
    first = next(study.statements.itertuples())
    before = build("codings", [coding(first, "set", coder="c07", field="cue_kind", value="denies")])
    path = write_coding_table(study, tmp_path / "c07.csv", before, coder="c07")
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert table["cue_kind"][0] == "denies" and not table["actor"].any()
    claim = next(c for c in table.columns if c.startswith("harvest: "))
    table.loc[1, ["statement", claim]] = ["no", "Against"]
    table.to_csv(path, index=False)
    read = read_coding_table(study, path)
    assert read[["field", "value", "claim_id"]].fillna("").values.tolist() == [
        ["cue_kind", "denies", ""], ["statement", "no", ""], ["stance", "against", "harvest"],
    ]  # fmt: skip
    table.loc[1, claim] = "-"
    table.to_csv(path, index=False)
    taken = read_coding_table(study, path)
    assert taken[["field", "value"]].fillna("").values.tolist()[-1] == ["stance", ""]
    table.loc[1, claim] = "A"  # the codebook's letter
    table.to_csv(path, index=False)
    assert read_coding_table(study, path)["value"].tolist()[-1] == "against"
    table.loc[1, claim] = "perhaps"
    table.to_csv(path, index=False)
    with pytest.raises(StanceError, match=r"c07\.csv, row 3, column 'harvest: .*value is 'perhaps'"):
        read_coding_table(study, path)


def test_a_table_shows_whose_words_they_are_and_refuses_others(tmp_path):
    import pandas as pd

    study = small_study()
    path = write_coding_table(study, tmp_path / "c07.csv", coder="c07")
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    first = study.statements.iloc[0]
    assert table.loc[0, ["speaker", "cue", "words"]].tolist() == [first.speaker or "", first.cue or "", first.text]
    assert table["document"].all()
    table.loc[0, "words"] = "other words"
    table.to_csv(path, index=False)
    with pytest.raises(StanceError, match=r"c07\.csv, row 2, column 'words': not the words of the statement"):
        read_coding_table(study, path)


def test_a_misspelt_actor_of_a_table_is_no_new_one(tmp_path):
    import pandas as pd

    study = small_study()
    path = write_coding_table(study, tmp_path / "c07.csv", coder="c07")
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    for name in ("Palestine Committee", "Russia", "unknown"):
        table.loc[0, "actor"] = name
        table.to_csv(path, index=False)
        assert read_coding_table(study, path)["value"].tolist() == [name]
    table.loc[0, "actor"] = "Untied States"
    table.to_csv(path, index=False)
    with pytest.raises(StanceError, match=r"c07\.csv, row 2, column 'actor': 'Untied States'.*did you mean 'United States'"):
        read_coding_table(study, path)


def test_a_claim_whose_id_holds_a_colon_keeps_its_column(tmp_path):
    from dataclasses import replace

    import pandas as pd

    study = small_study()
    claims = study.claims.assign(claim_id=["q", "q:1", *study.claims["claim_id"][2:]])
    study = replace(study, claims=claims)
    path = write_coding_table(study, tmp_path / "c07.csv", coder="c07")
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for claim, value in (("q: ", "favor"), ("q:1: ", "against")):
        table.loc[0, next(name for name in table.columns if name.startswith(claim))] = value
    table.to_csv(path, index=False)
    assert read_coding_table(study, path)[["claim_id", "value"]].values.tolist() == [["q", "favor"], ["q:1", "against"]]


@pytest.mark.parametrize("name", ["model", "majority"])
def test_no_coder_takes_the_name_of_what_it_is_compared_with(name):
    study = small_study()
    with pytest.raises(StanceError, match="neither model nor majority"):
        coding(next(study.statements.itertuples()), "set", coder=name, field="statement", value="yes")


def test_a_sheet_as_a_table_goes_from_the_command_line_and_back(tmp_path, capsys):
    import pandas as pd

    study = str(tmp_path / "study")
    small_study().write(study)
    for coder, judgement in (("c01", "favor"), ("c02", "against")):
        sheet = tmp_path / f"{coder}.csv"
        assert main(["sheet", study, "-o", str(sheet), "--coder", coder]) == 0
        table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
        table.loc[0, next(name for name in table.columns if name.startswith("harvest: "))] = judgement
        table.to_csv(sheet, index=False)
        assert main(["merge", study, str(sheet)]) == 0
    capsys.readouterr()
    assert main(["agreement", study]) == 0
    shown = capsys.readouterr()
    assert "stance" in shown.out and "percent 0.00" in shown.out
    assert "rest on fewer than 5 statements" in shown.err
