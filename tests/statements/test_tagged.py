import pandas as pd
import pytest

import stance
from stance.errors import StanceError
from stance.models.attribution import Span, load_tagger
from stance.sources import document_from_text
from stance.statements import extract_statements, find_in_text
from stance.statements.layout import blocks
from stance.statements.rules import find_statements
from stance.statements.tagged import combined, join_spans, read_cue, tagged_statements

TEXT = (
    "Norland, through its embassy in the capital, has been reiterating its call for a peaceful settlement of the bridge dispute. "
    "“We will not be hurried,” she said.\n\n"
    "Sudmark's minister hopes that the bridge will open.\n"
)


def spans(text, *tagged):
    return [Span(role, text.index(words), text.index(words) + len(words), 0.9) for role, words in tagged]


def contents(text, found):
    return [" ".join(text[s:e] for s, e in one.content) for one in found]


def test_contents_are_joined_to_the_cue_beside_them_and_to_its_source():
    text = "Ana said that it rains. Ben denied that it snows."
    tagged = spans(
        text, ("source", "Ana"), ("cue", "said"), ("content", "that it rains"),
        ("source", "Ben"), ("cue", "denied"), ("content", "that it snows"),
    )  # fmt: skip
    joined = join_spans(text, tagged)
    assert [(text[slice(*a.source)], text[slice(*a.cue)], text[slice(*a.content[0])]) for a in joined] == [
        ("Ana", "said", "that it rains"),
        ("Ben", "denied", "that it snows"),
    ]


def test_beliefs_are_kept_apart_from_speech_and_contents_are_trimmed():
    text = "Ana said that it rains. Ben hopes that it snows."
    tagged = spans(
        text, ("source", "Ana"), ("cue", "said"), ("content", "that it rains."),
        ("source", "Ben"), ("cue", "hopes"), ("content", "that it snows"),
    )  # fmt: skip
    assert contents(text, tagged_statements(text, blocks(text), tagged)) == ["it rains"]
    assert read_cue("hopes") == (None, "") and read_cue("has denied") == ("denies", "")
    assert read_cue("told ABC", "that the deal was dead")[0] == "asserts" and read_cue("told", "to go home")[0] == "urges"
    assert read_cue("has called on", "Iran to stop")[0] == "urges" and read_cue("warned against", "a war")[0] == "urges"
    assert read_cue("condemned", "the attack") == ("asserts", "condemn")


def test_a_direct_quotation_of_the_rules_is_never_lost():
    rules = find_statements(TEXT, blocks(TEXT))
    assert "We will not be hurried," in [c + "," for c in contents(TEXT, rules)] or "We will not be hurried" in contents(
        TEXT, rules
    )
    for tagged in ([], spans(TEXT, ("source", "she"), ("cue", "said"), ("content", "not be hurried"))):
        both = combined(TEXT, rules, tagged_statements(TEXT, blocks(TEXT), tagged))
        assert [c for c in contents(TEXT, both) if c.startswith("We will not be hurried")]


def test_where_both_differ_on_plain_reported_speech_the_tagger_decides():
    text = "China claims the whole bay, sending ships there that no neighbour has asked for, and builds on."
    rules = find_statements(text, blocks(text))
    short = spans(text, ("source", "China"), ("cue", "claims"), ("content", "the whole bay"))
    (one,) = combined(text, rules, tagged_statements(text, blocks(text), short))
    assert contents(text, [one]) == ["the whole bay"] and one.cue_kind == "asserts"


def test_parents_still_point_to_what_they_are_inside_of():
    text = "“Sudmark said that the gates are shut, and we do not believe it,” Oresia's minister said. Ben added that it was late."
    rules = find_statements(text, blocks(text))
    before = {
        c: contents(text, rules)[f.parent] for c, f in zip(contents(text, rules), rules, strict=True) if f.parent is not None
    }
    both = combined(text, rules, tagged_statements(text, blocks(text), []))
    assert before
    assert {
        c: contents(text, both)[f.parent] for c, f in zip(contents(text, both), both, strict=True) if f.parent is not None
    } == before


@pytest.mark.slow
def test_the_tagger_finds_what_no_rule_knows():
    tagger = load_tagger()
    layout = blocks(TEXT)
    alone = contents(TEXT, find_in_text(TEXT, layout, "tagger", tagger))
    assert any("peaceful settlement" in c for c in alone)
    assert not any("will open" in c for c in contents(TEXT, find_in_text(TEXT, layout, "combined", tagger)))


def test_an_unknown_extractor_is_refused():
    with pytest.raises(StanceError, match="combined, rules, tagger"):
        stance.analyze(pd.DataFrame({"text": ["x said y"]}), extractor="magic")


def test_rules_alone_need_no_tagger(monkeypatch):
    def refuse(*_):
        raise AssertionError("the tagger was loaded")

    monkeypatch.setattr("stance.models.attribution.load_tagger", refuse)
    found = extract_statements(document_from_text("Moscow denied that it plans an attack."), extractor="rules")
    assert found.statements["actor"].tolist() == ["Russia"]


def test_the_verb_after_a_noun_of_saying_tells_the_kind():
    assert read_cue("issued a statement refuting") == ("denies", "")
    assert read_cue("issued a statement") == ("asserts", "")


def test_a_question_is_not_put_by_whom_it_is_put_to():
    text = "Ana said that it rains when asked about the snow in the hills."
    tagged = spans(
        text, ("source", "Ana"), ("cue", "said"), ("content", "that it rains"), ("cue", "asked about"),
        ("content", "the snow in the hills"),
    )  # fmt: skip
    assert contents(text, tagged_statements(text, blocks(text), tagged)) == ["it rains"]
    text = "Asked whether the snow would stay, Ana said that it rains."
    tagged = spans(
        text, ("cue", "Asked"), ("content", "whether the snow would stay"), ("source", "Ana"), ("cue", "said"), ("content", "that it rains"),
    )  # fmt: skip
    assert contents(text, tagged_statements(text, blocks(text), tagged)) == ["it rains"]


@pytest.mark.parametrize(("text", "conditional"), [("I do not know if it rains", False), ("we will stay in if it rains", True)])
def test_what_is_not_known_is_no_condition(text, conditional):
    (row,) = extract_statements(document_from_text(f"“{text},” the minister said."), extractor="rules").statements.itertuples()
    assert row.conditional is conditional


def test_whom_somebody_asks_to_do_something_is_its_target():
    text = "She asked Quito to “offer the necessary guarantees” and left."
    content = "Quito to “offer the necessary guarantees”"
    tagged = spans(text, ("source", "She"), ("cue", "asked"), ("content", content))
    (one,) = tagged_statements(text, blocks(text), tagged)
    assert contents(text, [one]) == ["to “offer the necessary guarantees”"]
    assert (one.cue_kind, text[slice(*one.target)]) == ("urges", "Quito")


def test_who_recalls_an_ambassador_says_nothing():
    text = "Norland recalled its ambassador from Sudmark."
    tagged = spans(text, ("source", "Norland"), ("cue", "recalled"), ("content", "its ambassador from Sudmark"))
    assert tagged_statements(text, blocks(text), tagged) == []
    for content in (
        "that NATO staff had promised it",
        "how US troops had been killed",
        "the ambassador's warning that war was near",
    ):
        text = f"Ana recalled {content}."
        tagged = spans(text, ("source", "Ana"), ("cue", "recalled"), ("content", content))
        assert len(tagged_statements(text, blocks(text), tagged)) == 1


def test_what_a_thing_is_called_is_no_statement_and_no_law_says_anything():
    text = "The shoal, which Norland calls Ayun, is a reef that floods. They had acted with care according to the law."
    tagged = spans(
        text, ("source", "Norland"), ("cue", "calls"), ("content", "which"), ("content", "Ayun, is a reef that floods"),
        ("source", "the law"), ("cue", "according to"), ("content", "They had acted with care"),
    )  # fmt: skip
    assert tagged_statements(text, blocks(text), tagged) == []
    text = "Norland calls the shoal a reef that floods. According to the law firm, they had acted with care."
    tagged = spans(
        text, ("source", "Norland"), ("cue", "calls"), ("content", "the shoal a reef that floods"),
        ("source", "the law firm"), ("cue", "According to"), ("content", "they had acted with care"),
    )  # fmt: skip
    assert len(tagged_statements(text, blocks(text), tagged)) == 2


def test_whom_quoted_words_name_is_not_who_says_them():
    text = "“The position of Sudmark, of course, is that it says this is theirs, and we say that it is ours.”\n"
    rules = find_statements(text, blocks(text))
    tagged = tagged_statements(
        text, blocks(text), spans(text, ("source", "Sudmark"), ("cue", "says"), ("content", text.strip()[1:-2]))
    )
    assert [one.source for one in combined(text, rules, tagged) if one.parent is None] == [None]
    text = "“The reef was always ours, and it will be ours for good.”\n\nSudmark said the reef was a rock.\n"
    rules = find_statements(text, blocks(text))
    told = spans(
        text, ("source", "Sudmark"), ("cue", "said"), ("content", "The reef was always ours, and it will be ours for good.")
    )
    both = combined(text, rules, tagged_statements(text, blocks(text), told))
    assert [one.source and text[slice(*one.source)] for one in both] == [None, "Sudmark"]


def test_what_an_outlet_hands_on_is_said_by_whom_it_names():
    text = 'However, India has refuted the assertion, calling it "absurd and motivated", The Hindustan Times reported.'
    found = extract_statements(document_from_text(text), extractor="rules").statements
    assert found[["actor", "cue_kind", "parent_id"]].fillna("").values.tolist() == [
        ["India", "denies", ""],
        ["India", "asserts", ""],
    ]


def test_whom_somebody_accuses_is_its_target_and_a_quotation_inside_keeps_its_end():
    text = "Olsun accused Port Sella “of not behaving as a neighbour”. Brenn denounced Oresia's “lack of humanity”."
    tagged = spans(
        text, ("source", "Olsun"), ("cue", "accused"), ("content", "Port Sella “of not behaving as a neighbour”"),
        ("source", "Brenn"), ("cue", "denounced"), ("content", "Oresia's “lack of humanity”"),
    )  # fmt: skip
    first, second = tagged_statements(text, blocks(text), tagged)
    assert contents(text, [first, second]) == ["not behaving as a neighbour", "Oresia's “lack of humanity”"]
    assert text[slice(*first.target)] == "Port Sella" and first.cue_kind == "accuses"


def test_a_condition_may_open_a_quotation_and_continue_is_no_cue_of_its_own():
    found = extract_statements(document_from_text("“If Norland stays, there will be consequences,” Ana said."), extractor="rules")
    assert found.statements["conditional"].tolist() == [True]
    assert read_cue("continued to condemn", "the attack") == ("asserts", "condemn")
