from stance.sources import document_from_text
from stance.statements import extract_statements


def repeats_of(text):
    statements = extract_statements(document_from_text(text), extractor="rules").statements
    place = {key: i for i, key in enumerate(statements["statement_id"])}
    return [place.get(one) for one in statements["repeats"]], statements


def test_the_same_words_of_one_actor_count_once():
    found, _ = repeats_of(
        "Moscow said that the strait was open to all ships. On Monday Moscow said that the strait was open to all ships."
    )
    assert found == [None, 0]


def test_words_told_at_second_hand_take_nothing_from_those_said_oneself():
    found, statements = repeats_of(
        "Moscow said that Kyiv claimed the strait was open to all ships. Kyiv said the strait was open to all ships."
    )
    kyiv = statements[(statements["actor"] == "Ukraine") & statements["parent_id"].isna()]
    assert len(statements) == 3 and len(kyiv) == 1
    assert found == [None, None, None]


def test_two_unknown_speakers_are_two():
    found, _ = repeats_of(
        "Mira Olsun said that the strait was open to all ships. Ivo Brent said that the strait was open to all ships. "
        "Mira Olsun also said that the strait was open to all ships."
    )
    assert found == [None, None, 0]
