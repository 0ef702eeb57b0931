from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import HashingVectorizer

from stance.claims import guess_claim_type, propose_claims, read_claims
from stance.errors import StanceError
from stance.standalone import standalone
from stance.tables import CLAIM_TYPES, build, check, make_id


def encode(texts: Sequence[str]) -> np.ndarray:
    """A stand-in for the encoder: character trigrams, so that sentences of like words are close."""
    return (
        HashingVectorizer(analyzer="char_wb", ngram_range=(3, 3), n_features=512, alternate_sign=False).transform(texts).toarray()
    )


SAID = [
    # text, kind, cue, cue_kind, actor, target
    ("it plans to close the strait to foreign tankers", "indirect", "denied", "denies", "Norland", None),
    ("Norland plans to close the strait to foreign tankers.", "direct", "said", "asserts", "Sudmark", None),
    ("Norland plans to close the strait to all tankers.", "direct", "said", "asserts", "Ostia", None),
    ("We will keep the strait open to every ship that pays its dues.", "direct", "said", "promises", "Norland", None),
    ("failing to honour the fisheries treaty of 1998", "indirect", "accused", "accuses", "Sudmark", "Norland"),
    ("to withdraw its patrol boats from the Kell shoals", "indirect", "urged", "urges", "Pelagic Union", "Norland"),
    (
        "A closure of the strait would cut the islands off from gas.",
        "direct",
        "warned",
        "threatens",
        "Ostia",
        None,
    ),
    ("The two leaders spoke by phone for an hour.", "direct", "said", "asserts", "Norland", None),
    ("This is a lie.", "direct", "said", "asserts", "Norland", None),
    ("They will regret it.", "direct", "said", "asserts", "Norland", None),
    ("#StraitForAll stop the blockade https://t.co/x", "direct", "wrote", "urges", "Sudmark", None),
    ("What do they want from us?", "direct", "asked", "asks", "Sudmark", None),
]


def frame(said: Sequence[tuple[str, str, str, str, str, str | None]] = SAID) -> pd.DataFrame:
    return build(
        "statements",
        [
            {
                "statement_id": make_id("s", i, text), "doc_id": "d1", "text": text, "start": 0, "end": len(text),
                "kind": kind, "cue": cue, "cue_kind": cue_kind, "conditional": False, "speaker": actor, "actor": actor,
                "actor_score": 1.0, "actor_reason": "name", "target": target, "topic": "t1",
            }
            for i, (text, kind, cue, cue_kind, actor, target) in enumerate(said)
        ],
    )  # fmt: skip


def propose(statements: pd.DataFrame, **options: int) -> pd.DataFrame:
    return propose_claims(statements, encode(statements["text"].tolist()), encode=encode, **options)


def test_a_text_file_has_one_claim_a_line(tmp_path: Path) -> None:
    path = tmp_path / "claims.txt"
    path.write_text("\ufeff# about the strait\nNorland will close the strait\n\n  The toll   is illegal \n", encoding="utf-8")
    claims = check("claims", read_claims(path))
    assert claims["text"].tolist() == ["Norland will close the strait", "The toll is illegal"]
    assert claims["claim_type"].tolist() == ["prediction", "blame"]
    assert claims["claim_id"].tolist() == [make_id("c", text) for text in claims["text"]]
    assert set(claims["origin"]) == {"given"}
    assert claims.equals(read_claims(str(path)))


def test_a_csv_keeps_ids_types_and_own_columns(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(
        'text,claim_id,claim_type,topic,note\n"The toll, they say, is fair",c7,Policy,t1,mine\nPrices will fall,,,,\n'
    )
    claims = check("claims", read_claims(path))
    assert claims["claim_id"].tolist() == ["c7", make_id("c", "Prices will fall")]
    assert claims["claim_type"].tolist() == ["policy", "prediction"]
    # Which topic a claim is of is worked out with those of the statements.
    assert claims["topic"].isna().all()
    assert claims["topic_given"].iloc[0] == "t1"
    assert claims["note"].tolist() == ["mine", ""]
    again = read_claims(pd.read_csv(path))
    assert again["claim_id"].tolist() == claims["claim_id"].tolist()


def test_lists_and_frames_need_no_file() -> None:
    assert read_claims(["Prices will fall"])["text"].tolist() == ["Prices will fall"]
    assert len(check("claims", read_claims([]))) == 0
    assert read_claims(pd.DataFrame({"text": ["Prices will fall"], "weight": [2]}))["weight"].tolist() == ["2"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", "Prices will fall\nWill prices fall?\n", r"a\.txt, line 2: .*is a question"),
        ("a.txt", "# nothing\n", r"a\.txt: holds no claims"),
        ("a.txt", "", r"a\.txt: holds no claims"),
        ("a.txt", "Prices\n", r"a\.txt, line 1: 'Prices' has 1 word; expected one sentence of 2 to 60"),
        ("a.txt", "so " * 61, r"a\.txt, line 1: .* has 61 words"),
        (
            "a.txt",
            "Prices will fall\nPrices  will fall",
            r"line 2: the claim 'Prices will fall' stands already in line 1",
        ),
        ("a.csv", "claim,kind\nPrices will fall,fact\n", r"a\.csv: no column 'text'; it has claim, kind"),
        (
            "a.csv",
            "text,claim_type\nPrices will fall,guess\n",
            r"a\.csv, line 2: claim_type is 'guess'; expected one of fact",
        ),
        (
            "a.csv",
            "text,claim_id\nPrices will fall,x\nPrices rise now,x\n",
            r"line 3: claim_id 'x' stands already in line 2",
        ),
        ("a.csv", "text,claim_id\nPrices will fall,x\n,y\n", r"a\.csv, line 3: there is no text"),
        ("a.csv", "text\nPrices, they say, will fall\n", r"a\.csv, line 2: has more fields than the header"),
    ],
)
def test_wrong_input_is_named_by_file_and_line(tmp_path: Path, name: str, content: str, message: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(StanceError, match=message) as caught:
        read_claims(path)
    assert "\n" not in str(caught.value)


def test_files_that_are_no_text_are_named(tmp_path: Path) -> None:
    with pytest.raises(StanceError, match=r"none\.txt: cannot be read \(No such file"):
        read_claims(tmp_path / "none.txt")
    (tmp_path / "b.txt").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(StanceError, match="not UTF-8"):
        read_claims(tmp_path / "b.txt")
    (tmp_path / "c.txt").write_bytes(b"ab\0cd ef")
    with pytest.raises(StanceError, match="binary"):
        read_claims(tmp_path / "c.txt")
    with pytest.raises(StanceError, match="the claims table: no column 'text'; it has claim"):
        read_claims(pd.DataFrame({"claim": ["Prices will fall"]}))
    with pytest.raises(StanceError, match="the claims list: holds 3"):
        read_claims(["Prices will fall", 3])  # type: ignore[list-item]
    with pytest.raises(StanceError, match="the claims list, item 2: there is no text"):
        read_claims(["Prices will fall", " "])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Russia intends to invade Ukraine", "fact"),
        ("Western governments and media are spreading disinformation about an invasion", "blame"),
        ("The United States and its allies will impose severe costs if Russia invades", "commitment"),
        ("Ukraine will repel a Russian attack", "commitment"),
        ("An invasion would cause widespread suffering", "prediction"),
        ("The minimum wage should be raised", "policy"),
        ("Prices are likely to fall", "prediction"),
        ("The council failed to repair the dam", "blame"),
        ("The dam is full", "fact"),
    ],
)
def test_types_are_guessed_by_wording(text: str, kind: str) -> None:
    assert guess_claim_type(text) == kind


def test_proposals_stand_alone_and_leave_out_what_does_not() -> None:
    statements = frame()
    claims = check(
        "claims", propose(statements), topics=build("topics", [{"topic": "t1", "label": "", "keywords": "", "size": 1}])
    )
    assert all(standalone(text) for text in claims["text"])
    assert set(claims["from_id"]) <= set(statements["statement_id"])
    assert set(claims["origin"]) == {"proposed"}
    assert set(claims["topic"]) == {"t1"}
    assert "Norland has failed to honour the fisheries treaty of 1998" in claims["text"].tolist()
    assert "Norland should withdraw its patrol boats from the Kell shoals" in claims["text"].tolist()
    assert {"fact", "blame", "policy", "commitment", "prediction"} == set(claims["claim_type"]) <= set(CLAIM_TYPES)


def test_what_several_actors_speak_on_comes_first_and_once() -> None:
    texts = propose(frame())["text"].tolist()
    assert texts[0].startswith("Norland plans to close the strait to")
    assert sum(text.startswith("Norland plans to close the strait") for text in texts) == 1


def test_who_does_what_to_whom_is_not_merged_away() -> None:
    said = [
        ("Norland plans to attack Sudmark", "indirect", "said", "asserts", "Sudmark", None),
        ("Sudmark plans to attack Norland", "indirect", "said", "asserts", "Norland", None),
        ("If Norland attacks Sudmark, Ostia will send ships", "indirect", "said", "asserts", "Ostia", None),
    ]
    assert len(propose(frame(said))) == 3


def test_proposals_do_not_depend_on_the_order_of_rows() -> None:
    statements = frame()
    order = list(range(len(statements)))
    random.Random(3).shuffle(order)
    assert propose(statements).equals(propose(statements.iloc[order]))


def test_a_repeat_proposes_nothing_of_its_own() -> None:
    statements = frame([SAID[1], SAID[1]])
    statements["repeats"] = [statements["statement_id"].iloc[1], None]
    assert propose(statements)["from_id"].tolist() == [statements["statement_id"].iloc[1]]


def test_at_most_n_and_none_where_there_is_none() -> None:
    assert len(propose(frame(), n=2)) == 2
    assert len(propose(frame(), n=0)) == 0
    nothing = check("claims", propose(frame(SAID[7:])))
    assert len(nothing) == 0
    assert "from_id" in nothing
    assert len(propose_claims(frame([]), np.zeros((0, 512)))) == 0


def test_works_without_an_encoder() -> None:
    statements = frame()
    assert len(propose_claims(statements, encode(statements["text"].tolist()))) >= 5
    with pytest.raises(StanceError, match="2 embeddings for 12 statements"):
        propose_claims(statements, np.zeros((2, 4)))


def test_a_line_break_inside_a_cell_parts_words(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text('text\n"Norland intends\nto close the strait"\n', "utf-8")
    assert read_claims(path)["text"].tolist() == ["Norland intends to close the strait"]


def test_numbers_and_dashes_before_all_claims_are_a_lists(tmp_path):
    path = tmp_path / "claims.txt"
    path.write_text("1. The strait is mined\n2) The harbour is open\n- The fee is due\n", encoding="utf-8")
    assert read_claims(path)["text"].tolist() == ["The strait is mined", "The harbour is open", "The fee is due"]
    path.write_text("- The strait is mined\n2031 was a dry year\n", encoding="utf-8")
    assert read_claims(path)["text"].tolist() == ["- The strait is mined", "2031 was a dry year"]


def test_json_is_no_file_of_claims(tmp_path):
    path = tmp_path / "claims.json"
    path.write_text('{"claims": ["The strait is mined"]}', encoding="utf-8")
    with pytest.raises(StanceError, match=r"claims\.json: is JSON; claims are read from text.*CSV"):
        read_claims(path)
