"""Several who say one thing together, on sentences of our own in reported speech."""

import pytest

import stance


def said(text: str) -> list[tuple[str, str | None, str]]:
    """(actor, target, content) of every statement."""
    found = stance.extract_statements(stance.document_from_text(text), extractor="rules").statements
    return [(row.actor, row.target if isinstance(row.target, str) else None, row.text) for row in found.itertuples()]


@pytest.mark.parametrize(
    ("speakers", "actors"),
    [
        ("Russia and China", ["Russia", "China"]),
        ("Both Paris and Berlin", ["France", "Germany"]),
        ("France, Germany and the United States", ["France", "Germany", "United States"]),
        ("The foreign ministers of France and Germany", ["France", "Germany"]),
        ("Leaders of the Netherlands, Denmark and the Czech Republic", ["Netherlands", "Denmark", "Czech Republic"]),
        ("French, German and EU officials", ["France", "Germany", "European Union"]),
        ("Mr. Macron and Mr. Scholz", ["France", "Germany"]),
        ("Mr. Blinken and his Ukrainian counterpart, Dmytro Kuleba,", ["United States", "Ukraine"]),
        ("Sergei Lavrov, the Russian foreign minister, and Wang Yi, his Chinese counterpart,", ["Russia", "China"]),
        ("The presidents of Russia, Turkey and Iran", ["Russia", "Turkey", "Iran"]),
        ("The Israeli and Egyptian governments", ["Israel", "Egypt"]),
        ("Envoys from the United States, Britain and France", ["United States", "United Kingdom", "France"]),
        ("Israel's prime minister and Egypt's president", ["Israel", "Egypt"]),
        ("Mr. Zelensky and Oda Wick", ["Ukraine", "unknown"]),
        ("The White House and the Veldanian Harbour Council", ["United States", "unknown"]),
    ],
)
def test_each_of_several_has_said_it(speakers: str, actors: list[str]) -> None:
    found = said(f"{speakers} said on Monday that the talks would go on.")
    assert [actor for actor, _, _ in found] == actors
    assert {content for _, _, content in found} == {"the talks would go on"}


@pytest.mark.parametrize(
    ("speakers", "actor"),
    [
        ("Bosnia and Herzegovina", "Bosnia and Herzegovina"),
        ("Clinton, the daughter of former President Bill Clinton and Secretary of State Hillary Clinton,", "unknown"),
        ("The government of Bosnia and Herzegovina", "Bosnia and Herzegovina"),
        ("Moscow and its allies", "Russia"),
        ("National Security and Defense Council Secretary Oleksiy Danilov", "Ukraine"),
        ("The U.N. and aid groups", "United Nations"),
        ("Russia's ambassador to the UN and the EU", "Russia"),
        ("Italian Deputy Prime Minister and Foreign Minister Antonio Tajani", "Italy"),
        ("Experts in Russia and Ukraine", "unknown"),
        ("Citizens of Russia and Ukraine", "unknown"),
        ("Lloyd Austin and Antony Blinken", "United States"),
        ("Former Secretary of State and presidential frontrunner Hillary Clinton", "unknown"),
        ("Russia attacked Kyiv and Ukraine", "Ukraine"),
        ("Oil fell, stocks rose, and France", "France"),
    ],
)
def test_one_speaker_is_one(speakers: str, actor: str) -> None:
    assert [actor for actor, _, _ in said(f"{speakers} said that the talks would go on.")] == [actor]


def test_of_two_persons_of_one_actor_neither_is_the_one_who_spoke() -> None:
    text = "Lloyd Austin and Antony Blinken said that the talks would go on."
    row = stance.extract_statements(stance.document_from_text(text), extractor="rules").statements.iloc[0]
    assert row.actor == "United States"
    assert not isinstance(row.person, str)


def test_they_are_those_who_spoke_together() -> None:
    found = said("Paris and Berlin said the talks would go on. They added that no date was set. Moscow said it would come.")
    assert [actor for actor, _, _ in found] == ["France", "Germany", "France", "Germany", "Russia"]


def test_a_plural_name_that_opens_the_sentence_goes_before_them() -> None:
    found = said(
        "Washington and London claim the sites were military. The Houthis targeted ships that they claimed were linked with Israel."
    )
    assert [actor for actor, _, _ in found] == ["United States", "United Kingdom", "Houthis"]


def test_she_is_none_of_two_states() -> None:
    found = said(
        "Ms. Zakharova said talks were off. Washington and London claim otherwise. She called the strikes a breach of the law."
    )
    assert [actor for actor, _, _ in found][-1] == "Russia"


def test_he_may_be_either_of_two() -> None:
    found = said("Mr. Macron and Mr. Scholz said Europe must arm. He said it would take years. They said it was time.")
    assert [actor for actor, _, _ in found] == ["France", "Germany", "unknown", "France", "Germany"]


def test_a_quotation_ends_where_a_list_of_speakers_begins() -> None:
    found = said("“The attack was barbaric,” Germany, Italy and Spain said in a joint statement.")
    assert found == [(actor, None, "The attack was barbaric") for actor in ("Germany", "Italy", "Spain")]


@pytest.mark.parametrize(
    ("source", "actors"),
    [("Israel and the United States", ["Israel", "United States"]), ("U.S. and Israeli officials", ["United States", "Israel"])],
)
def test_according_to_several(source: str, actors: list[str]) -> None:
    assert [actor for actor, _, _ in said(f"The talks failed because of Iran, according to {source}.")] == actors


def test_who_accuse_each_other_accuse_the_other() -> None:
    found = said("Kyiv and Moscow accused each other of shelling the plant.")
    assert [(actor, target) for actor, target, _ in found] == [("Ukraine", "Russia"), ("Russia", "Ukraine")]


def test_of_those_quoted_by_one_of_them_only_the_others_are_quoted() -> None:
    found = stance.extract_statements(
        stance.document_from_text("Mr. Putin said that Russia and China insisted that the talks would go on."), extractor="rules"
    ).statements
    assert list(found.actor) == ["Russia", "China"]
    assert list(found.parent_id.notna()) == [False, True]


def test_statements_said_together_have_ids_of_their_own() -> None:
    found = stance.extract_statements(
        stance.document_from_text("Paris and Berlin said the talks would go on."), extractor="rules"
    )
    assert found.statements.statement_id.is_unique
    assert set(found.spans.statement_id) == set(found.statements.statement_id)
    assert found.statements.repeats.isna().all()
