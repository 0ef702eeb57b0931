"""The training disputes in data/corpus: well-formed, balanced, and no dispute in two places."""

import csv
import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[1] / "data" / "corpus"


def disputes():
    return [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def test_every_dispute_is_well_formed():
    for dispute in disputes():
        name = dispute["dispute"]
        assert len({claim for _, claim, _ in dispute["claims"]}) == len(dispute["claims"]), name
        for _, claim, reverse in dispute["claims"]:
            assert claim.strip() and reverse.strip() and claim != reverse, (name, claim)
        for statement in dispute["statements"]:
            assert set(statement["labels"]) <= set("FAN"), (name, statement["text"])
            assert len(statement["labels"]) == len(dispute["claims"]), (name, statement["text"])
            assert isinstance(statement["cond"], bool) and isinstance(statement["phenomena"], list)
            assert statement["actor"] and statement["verb"] and statement["text"].strip() == statement["text"], name


def test_it_is_as_large_and_as_mixed_as_its_readme_says():
    pairs = sum(len(s["labels"]) for d in disputes() for s in d["statements"])
    invented = sum(d["invented"] for d in disputes())
    real = [d for d in disputes() if not d["invented"]]
    assert (len(disputes()), invented, pairs) == (490, 378, 30_646)
    assert all(d["sources"] for d in real)
    ukraine = [d for d in real if "Ukrain" in json.dumps(d)]
    assert len(ukraine) <= len(disputes()) / 10


def test_no_dispute_and_no_statement_is_there_twice():
    assert max(Counter(d["dispute"] for d in disputes()).values()) == 1
    assert max(Counter(s["text"] for d in disputes() for s in d["statements"]).values()) == 1


def test_sides_are_balanced_and_an_actor_does_not_give_its_side_away():
    labels = Counter(letter for d in disputes() for s in d["statements"] for letter in s["labels"])
    sides = labels["F"] + labels["A"]
    assert 0.4 <= labels["F"] / sides <= 0.6
    assert labels["N"] >= sides


@pytest.mark.parametrize("field", ["sources", "setting"])
def test_real_disputes_name_their_sources_and_quote_nobody(field):
    for dispute in disputes():
        if not dispute["invented"]:
            assert dispute[field], dispute["dispute"]
            assert not any(set('"“”«»') & set(s["text"]) for s in dispute["statements"]), dispute["dispute"]


def test_a_second_coding_covers_a_tenth_and_fits_its_statements():
    first = {(d["dispute"], i): s["labels"] for d in disputes() for i, s in enumerate(d["statements"])}
    with (CORPUS / "second_coding.csv").open(encoding="utf-8", newline="") as lines:
        second = {(r["dispute"], int(r["statement"])): r["labels"] for r in csv.DictReader(lines)}
    assert sum(map(len, second.values())) >= 0.1 * sum(map(len, first.values()))
    for key, labels in second.items():
        assert set(labels) <= set("FAN") and len(labels) == len(first[key]), key


def contrasts(*names):
    paths = [CORPUS / f"contrasts/{name}.jsonl" for name in names or ("contrasts", "plain")]
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def test_contrasts_are_well_formed_and_every_statement_meets_all_three_labels():
    rows = contrasts()
    assert not any(s["actor"] or s["verb"] for s in contrasts("plain"))
    assert all(s["actor"] and s["verb"] for s in contrasts("contrasts"))
    assert max(Counter(s["id"] for s in rows).values()) == 1
    assert max(Counter(s["text"] for s in rows).values()) == 1
    for s in rows:
        assert s["pattern"] and s["text"].strip() == s["text"], s["id"]
        assert len({claim for claim, _ in s["claims"]}) == len(s["claims"]) >= 7, s["id"]
        assert {label for _, label in s["claims"]} == {"favor", "against", "none"}, s["id"]


def test_the_form_of_a_contrast_claim_does_not_give_its_label_away():
    forms = {"negation": r"\b(?:not|no|never|nobody|nothing|without)\b", "modal": r"\b(?:will|should|must|can)\b"}
    for name, form in forms.items():
        shares = {
            label: sum(bool(re.search(form, claim)) for claim in claims) / len(claims)
            for label in ("favor", "against", "none")
            for claims in [[claim for s in contrasts() for claim, given in s["claims"] if given == label]]
        }
        assert max(shares.values()) - min(shares.values()) < 0.15, (name, shares)


def test_the_second_coding_of_contrasts_fits_the_first():
    first = {(s["id"], claim) for s in contrasts() for claim, _ in s["claims"]}
    with (CORPUS / "contrasts/second_coding.csv").open(encoding="utf-8", newline="") as lines:
        second = list(csv.DictReader(lines))
    assert len(second) >= 500 and {r["label"] for r in second} == {"favor", "against", "none"}
    assert {(r["id"], r["claim"]) for r in second} <= first


def reports():
    return [json.loads(line) for line in (CORPUS / "reports/reports.jsonl").read_text("utf-8").splitlines()]


def test_reports_name_their_sources_quote_nobody_and_are_no_training_disputes():
    assert sum(len(d["statements"]) for d in reports()) >= 150
    # What the corpus tells as well is named, so that training leaves it out.
    named = {d["also_told"] for d in reports()} - {""}
    assert named == {
        "south-china-sea-award-2016", "iran-deal-withdrawal-2018", "aukus-submarines-2021", "us-china-tariffs-2018",
        "aegean-drilling-2020", "taiwan-visit-2022",
    } <= {d["dispute"] for d in disputes()}  # fmt: skip
    for dispute in reports():
        assert len(set(dispute["claims"])) == len(dispute["claims"]) == 6
        for s in dispute["statements"]:
            assert set(s["labels"]) <= set("FAN") and len(s["labels"]) == 6, s["text"]
            assert s["source"].startswith("http") and s["actor"] and s["cue_kind"], s["text"]
            assert not set('"“”«»') & set(s["text"]), s["text"]


def test_the_second_coding_of_reports_covers_all():
    first = {(d["dispute"], str(i)) for d in reports() for i in range(len(d["statements"]))}
    with (CORPUS / "reports/second_coding.csv").open(encoding="utf-8", newline="") as lines:
        second = {(r["dispute"], r["statement"]): r["labels"] for r in csv.DictReader(lines)}
    assert set(second) == first and {letter for labels in second.values() for letter in labels} == set("FAN")


def news():
    with (CORPUS / "news/labels.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_news_labels_are_many_balanced_and_hold_no_text_of_the_news():
    rows = news()
    assert set(rows[0]) == {"doc_id", "start", "end", "claim", "label"}
    assert len({(r["doc_id"], r["start"], r["end"]) for r in rows}) >= 1500
    assert max(Counter((r["doc_id"], r["start"], r["claim"]) for r in rows).values()) == 1
    labels = Counter(r["label"] for r in rows)
    assert set(labels) == {"favor", "against", "none"} and min(labels.values()) >= 0.28 * len(rows)
    assert all(0 <= int(r["start"]) < int(r["end"]) for r in rows)


def test_the_second_coding_of_news_fits_the_first():
    first = {(r["doc_id"], r["start"], r["end"], r["claim"]) for r in news()}
    with (CORPUS / "news/second_coding.csv").open(encoding="utf-8", newline="") as lines:
        second = list(csv.DictReader(lines))
    assert len(second) >= 400 and {r["label"] for r in second} == {"favor", "against", "none"}
    assert {(r["doc_id"], r["start"], r["end"], r["claim"]) for r in second} <= first


def named_speakers(name):
    with (CORPUS / f"news/{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_speakers_are_pronouns_and_descriptions_with_the_place_of_a_name_or_none():
    rows = named_speakers("speakers")
    assert set(rows[0]) == {"doc_id", "start", "end", "kind", "name_start", "name_end"}
    kinds = Counter(r["kind"] for r in rows)
    assert set(kinds) == {"pronoun", "description"} and min(kinds.values()) >= 100
    assert all((r["name_start"] == "") == (r["name_end"] == "") for r in rows)
    first = {(r["doc_id"], r["start"], r["end"], r["kind"]) for r in rows}
    second = {(r["doc_id"], r["start"], r["end"], r["kind"]) for r in named_speakers("speakers_second_coding")}
    assert len(second & first) >= 100


@pytest.mark.shared
def test_coded_speakers_are_sources_of_the_corpus(shared):
    with gzip.open(shared / "data/polnear_train_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = {r["doc_id"]: r for r in map(json.loads, lines) if r["split"] == "dev"}
    for row in named_speakers("speakers"):
        article, place = articles[row["doc_id"]], [int(row["start"]), int(row["end"])]
        assert any(a["source"] == [place] and a["content"] for a in article["attributions"]), row
        name = article["text"][int(row["name_start"] or 0) : int(row["name_end"] or 0)]
        assert name == name.strip() and (name or row["name_start"] == ""), row


@pytest.mark.shared
def test_news_labels_stand_at_contents_of_the_corpus(shared):
    with gzip.open(shared / "data/polnear_train_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = {r["doc_id"]: r for r in map(json.loads, lines) if r["split"] == "train"}
    for row in news():
        span = [int(row["start"]), int(row["end"])]
        assert any(a["content"] == [span] and a["source"] and a["cue"] for a in articles[row["doc_id"]]["attributions"]), row
