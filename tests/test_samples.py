"""The samples that come with the package, against the coding by reading."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import stance

BENCHMARK = Path(__file__).resolve().parents[1] / "benchmarks" / "samples.py"


@pytest.mark.parametrize(("load", "documents", "statements"), [(stance.load_crisis, 8, 60), (stance.load_fiction, 5, 50)])
def test_samples_are_whole(load, documents, statements):
    sample = load()
    assert len(sample.documents) >= documents
    assert len(sample.statements_gold) >= statements
    assert set(sample.stances_gold["claim_id"]) <= set(sample.claims["claim_id"])
    texts = {Path(d.source).name: d.text for d in sample.documents.itertuples()}
    for row in sample.statements_gold.itertuples():
        assert all(part in texts[row.file] for part in row.text.split(" [...] ")), row.text


def test_real_actors_are_never_quoted_directly():
    for document in stance.load_crisis().documents.itertuples():
        assert not set('"“”«»') & set(document.text)


def test_every_brief_names_its_public_sources():
    sample = stance.load_crisis()
    named = sample.sources.groupby("file")["sources" if "sources" in sample.sources else "source"].agg(
        lambda s: " ".join(map(str, s))
    )
    for document in sample.documents.itertuples():
        assert len(named[Path(document.source).name]) > 10


@pytest.mark.parametrize(("name", "hits", "in_vain", "actors"), [("crisis", 0.95, 0.05, 0.95), ("fiction", 0.85, 0.1, 0.9)])
def test_statements_and_actors_are_read_as_people_read_them(name, hits, in_vain, actors):
    out = subprocess.run([sys.executable, str(BENCHMARK), name], capture_output=True, text=True, check=True).stdout
    n = json.loads(out.splitlines()[-1])
    assert n["hit"] >= hits * n["gold"]
    assert n["found"] - n["hit"] <= in_vain * n["found"]
    assert n["actor"] >= actors * n["hit"]


def test_the_second_coding_is_of_statements_and_claims_that_are_there():
    import pandas as pd

    sample = stance.load_crisis()
    second = pd.read_csv(BENCHMARK.parents[1] / "data/crisis/stances_second.csv")
    statements = pd.read_csv(BENCHMARK.parents[1] / "data/crisis/statements_second.csv")
    assert statements[["file", "text"]].equals(sample.statements_gold[["file", "text"]].astype(statements["text"].dtype))
    told = sample.statements_gold[~sample.statements_gold["nested"].astype(bool)]
    assert set(zip(second["file"], second["text"], strict=True)) <= set(zip(told["file"], told["text"], strict=True))
    assert set(second["claim_id"]) <= set(sample.claims["claim_id"]) and set(second["label"]) == {"favor", "against"}
