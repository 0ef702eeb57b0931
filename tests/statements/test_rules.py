"""Statements found by rules, on sentences of our own about invented states."""

import pytest

from stance.statements.layout import blocks
from stance.statements.rules import find_statements


def read(text):
    """(source, cue kind, kind, content) of every statement that is not quoted inside another."""
    found = find_statements(text, blocks(text))
    return [
        (
            text[slice(*f.source)] if f.source else None,
            f.cue_kind,
            f.kind,
            " | ".join(text[s:e] for s, e in f.content),
        )
        for f in found
        if f.parent is None
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“The convoy will pass tonight,” the harbour ministry said.",
            ("the harbour ministry", "asserts", "direct", "The convoy will pass tonight"),
        ),
        (
            '"The convoy will pass tonight," said Mira Olsun, the harbour minister of Veldania.',
            ("Mira Olsun, the harbour minister of Veldania", "asserts", "direct", "The convoy will pass tonight"),
        ),
        (
            '"We will wait,” the envoy told reporters in Port Sella.',
            ("the envoy", "asserts", "direct", "We will wait"),
        ),
        ("“We won,” the envoy said.", ("the envoy", "asserts", "direct", "We won")),
        (
            "Mira Olsun voiced deep concern over the blockade.",
            ("Mira Olsun", "asserts", "indirect", "deep concern over the blockade"),
        ),
        ("“What do they want?” Mira Olsun said on Monday.", ("Mira Olsun", "asserts", "direct", "What do they want?")),
        ("“They must go!” Mr. Olsun told parliament.", ("Mr. Olsun", "asserts", "direct", "They must go!")),
        (
            "“We will not yield,” she said, “and we will not beg.”",
            ("she", "asserts", "direct", "We will not yield | and we will not beg"),
        ),
        (
            "“The convoy will pass tonight,” said the harbour ministry in a statement early Friday morning.",
            ("the harbour ministry", "asserts", "direct", "The convoy will pass tonight"),
        ),
        (
            "“The mines were hit and cleared,” the navy reported, without elaborating.",
            ("the navy", "asserts", "direct", "The mines were hit and cleared"),
        ),
        (
            "Mira Olsun, speaking at the lighthouse in Port Sella, Veldania, insisted that the strait was open.",
            ("Mira Olsun", "asserts", "indirect", "the strait was open"),
        ),
        (
            "Expelling the envoy, Mira Olsun said, “We expect an answer by Friday.”",
            ("Mira Olsun", "asserts", "direct", "We expect an answer by Friday"),
        ),
        (
            "“There will be consequences,” the envoy of Veldania said in an interview with the newspaper ‘Sella Post’.",
            ("the envoy of Veldania", "asserts", "direct", "There will be consequences"),
        ),
        (
            "Port Beijing will never accept the ruling, the envoy said, “and we will not take part.”",
            ("the envoy", "asserts", "mixed", "Port Beijing will never accept the ruling | and we will not take part"),
        ),
        (
            "“The talks have failed,” the envoy said — “and we go.”",
            ("the envoy", "asserts", "direct", "The talks have failed | and we go"),
        ),
        (
            "Veldania condemned the bombing of Port Sella for weeks.",
            ("Veldania", "asserts", "indirect", "the bombing of Port Sella for weeks"),
        ),
        (
            "Veldania rejected Oresia's “aggressive and unjustified” response to the mines.",
            ("Veldania", "asserts", "mixed", "Oresia's “aggressive and unjustified” response to the mines"),
        ),
        (
            "Veldania rejected claims that its response was late.",
            ("Veldania", "denies", "indirect", "its response was late"),
        ),
        (
            "Veldania ruled out sending its crews back to the strait.",
            ("Veldania", "asserts", "indirect", "sending its crews back to the strait"),
        ),
        (
            "Veldania ruled out sabotage by its own crews.",
            ("Veldania", "denies", "indirect", "sabotage by its own crews"),
        ),
        (
            "Veldania condemned the reckless violation of its waters by Oresia.",
            ("Veldania", "asserts", "indirect", "the reckless violation of its waters by Oresia"),
        ),
        (
            "Veldania condemned Oresia for mining the strait.",
            ("Veldania", "accuses", "indirect", "mining the strait"),
        ),
        (
            "Veldania said on Friday that the strait was open to all ships.",
            ("Veldania", "asserts", "indirect", "the strait was open to all ships"),
        ),
        (
            "Veldania’s government, however, denies that it mined the strait.",
            ("Veldania’s government", "denies", "indirect", "it mined the strait"),
        ),
        (
            "Oresia has accused Veldania of mining the strait and lying about it.",
            ("Oresia", "accuses", "indirect", "mining the strait and lying about it"),
        ),
        (
            "Prime Minister Tal Brenn urged both navies to pull back from the strait.",
            ("Prime Minister Tal Brenn", "urges", "indirect", "to pull back from the strait"),
        ),
        (
            "The strait was closed for three days, according to a statement by the port authority.",
            ("a statement by the port authority", "asserts", "indirect", "The strait was closed for three days"),
        ),
        (
            "According to Oresia’s navy, two mines were found near the lighthouse.",
            ("Oresia’s navy", "asserts", "indirect", "two mines were found near the lighthouse"),
        ),
        (
            "The admiral called the report “a shameless invention” and left.",
            ("The admiral", "asserts", "mixed", "the report “a shameless invention” and left"),
        ),
        (
            "Oresia promised to reopen the strait within a week.",
            ("Oresia", "promises", "indirect", "to reopen the strait within a week"),
        ),
        (
            "The envoy asked whether the mines had been counted.",
            ("The envoy", "asks", "indirect", "whether the mines had been counted"),
        ),
        (
            "The fleet would sail at dawn, the ministry said on Tuesday.",
            ("the ministry", "asserts", "indirect", "The fleet would sail at dawn"),
        ),
        (
            "The minister told Oresia that the strait would stay open.",
            ("The minister", "asserts", "indirect", "the strait would stay open"),
        ),
        (
            "Veldania rejected accusations that it had mined the strait.",
            ("Veldania", "denies", "indirect", "it had mined the strait"),
        ),
        (
            "The daily Sella Post quoted the envoy as saying that the mines were gone.",
            ("the envoy", "asserts", "indirect", "the mines were gone"),
        ),
        (
            "Mira Olsun was quoted by the state agency as saying the convoy had passed.",
            ("Mira Olsun", "asserts", "indirect", "the convoy had passed"),
        ),
        (
            "“We will not wait,” Mira Olsun was quoted as saying.",
            ("Mira Olsun", "asserts", "direct", "We will not wait"),
        ),
        (
            "“We will not wait,” the Harbour News quoted Mira Olsun as saying.",
            ("Mira Olsun", "asserts", "direct", "We will not wait"),
        ),
        (
            "Mira Olsun, a member of the council, today Friday called the toll a farce.",
            ("Mira Olsun, a member of the council", "asserts", "indirect", "the toll a farce"),
        ),
        (
            "Asked whether the strait would be closed, the envoy said: “It stays open.”",
            ("the envoy", "asserts", "direct", "It stays open"),
        ),
        (
            "Responding to the charge, “we mined nothing,” the envoy said.",
            ("the envoy", "asserts", "direct", "we mined nothing"),
        ),
        (
            "Oresia hit back on Monday by saying that the mines were sixty years old.",
            ("Oresia", "asserts", "indirect", "the mines were sixty years old"),
        ),
        (
            "Oresia has pushed back against the claim that it mined the strait.",
            ("Oresia", "denies", "indirect", "it mined the strait"),
        ),
        (
            "Oresia pushed back on the plan to close the strait.",
            ("Oresia", "asserts", "indirect", "the plan to close the strait"),
        ),
        (
            "Oresia denied claims by Norland and Tarn that it mined the strait.",
            ("Oresia", "denies", "indirect", "it mined the strait"),
        ),
        (
            "Oresia said that the strait was mined by accident, per the Harbour News.",
            ("Oresia", "asserts", "indirect", "the strait was mined by accident"),
        ),
        (
            "Oresia decried “another hysterical reaction,” per Radio Tarn.",
            ("Oresia", "asserts", "direct", "another hysterical reaction"),
        ),
        (
            "Oresia maintained over the weekend that the strait was open.",
            ("Oresia", "asserts", "indirect", "the strait was open"),
        ),
        (
            "The navy released a film on Tuesday, saying it had acted according to law.",
            ("The navy", "asserts", "indirect", "it had acted according to law"),
        ),
        (
            "The Oresian army and coast guard have accused the envoy of mining the strait.",
            ("The Oresian army and coast guard", "accuses", "indirect", "mining the strait"),
        ),
        (
            "The coast guard accused the government of Fendrel Tuke, Jr. of mining the strait.",
            ("The coast guard", "accuses", "indirect", "mining the strait"),
        ),
        (
            "Mira Olsun took to television to deny that the strait was mined.",
            ("Mira Olsun", "denies", "indirect", "the strait was mined"),
        ),
        (
            "“It will hold,” said Mira Olsun, acting president of Veldania.",
            ("Mira Olsun, acting president of Veldania", "asserts", "direct", "It will hold"),
        ),
        (
            "Ships left the strait according to schedule, according to the navy.",
            ("the navy", "asserts", "indirect", "Ships left the strait according to schedule"),
        ),
        (
            "The envoy called on Oresia to “open the strait.”",
            ("The envoy", "urges", "direct", "open the strait"),
        ),
        (
            "“The strait is open,” the envoy said, but did not elaborate.",
            ("the envoy", "asserts", "direct", "The strait is open"),
        ),
        (
            "Oresia dismissed that the agreement was void.",
            ("Oresia", "denies", "indirect", "that the agreement was void"),
        ),
        (
            "She noted, “The strait is open,” but did not disclose further details.",
            ("She", "asserts", "direct", "The strait is open"),
        ),
        (
            "The navy said that the strait was open but gave no details.",
            ("The navy", "asserts", "indirect", "the strait was open"),
        ),
        (
            "Veldania rejected the fishing deal.",
            ("Veldania", "asserts", "indirect", "the fishing deal"),
        ),
        (
            "Nancy Drew denied that the strait was mined.",
            ("Nancy Drew", "denies", "indirect", "the strait was mined"),
        ),
        (
            "“The strait is open,” Mira May told the harbour forum in Port Sella.",
            ("Mira May", "asserts", "direct", "The strait is open"),
        ),
        ("But May said that the strait was open.", ("May", "asserts", "indirect", "the strait was open")),
        ("On 5 May Veldania said that it was open.", ("Veldania", "asserts", "indirect", "it was open")),
        ("In May the navy said that it was open.", ("the navy", "asserts", "indirect", "it was open")),
        (
            "“The boats were left to the storm,” bemoaned Mira Olsun.",
            ("Mira Olsun", "asserts", "direct", "The boats were left to the storm"),
        ),
        (
            "The harbour council on Monday passed a resolution urging an end to the blockade.",
            ("The harbour council", "urges", "indirect", "an end to the blockade"),
        ),
        (
            "The harbour ministry later issued a statement saying that the strait was open.",
            ("The harbour ministry", "asserts", "indirect", "the strait was open"),
        ),
        (
            "Veldania has sent Oresia a letter demanding that the boats be returned.",
            ("Veldania", "urges", "indirect", "the boats be returned"),
        ),
        (
            "The navy said Messrs. Olsun and Brek had left.",
            ("The navy", "asserts", "indirect", "Messrs. Olsun and Brek had left"),
        ),
    ],
)
def test_one_sentence(text, expected):
    assert read(text) == [expected]


def test_two_reports_of_one_subject_are_two_statements():
    assert [
        (s, k, c) for s, k, _, c in read("Veldania denies that it mined the strait and claims its ships were elsewhere.")
    ] == [
        ("Veldania", "denies", "it mined the strait"),
        ("Veldania", "asserts", "its ships were elsewhere"),
    ]


def test_two_speakers_in_one_sentence():
    found = read("Oresia said the mines were new, while Veldania insisted they were sixty years old.")
    assert [(s, c) for s, _, _, c in found] == [
        ("Oresia", "the mines were new"),
        ("Veldania", "they were sixty years old"),
    ]


def test_participle_takes_the_subject_of_its_sentence():
    found = read("Oresia on Friday recalled its envoy, saying that Veldania had broken the treaty.")
    assert ("Oresia", "Veldania had broken the treaty") in [(s, c) for s, _, _, c in found]


def test_the_verb_after_a_participle_begins_words_of_its_own():
    found = read("Mira Olsun condemned the raid, saying it “cannot be justified,” but still said Oresia had provoked it.")
    assert [(s, c) for s, _, _, c in found] == [
        ("Mira Olsun", "the raid"),
        ("Mira Olsun", "cannot be justified"),
        ("Mira Olsun", "Oresia had provoked it"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Veldania rejected the deal, with the Veldanian cabinet stating that it was void.",
            [("Veldania", "the deal"), ("the Veldanian cabinet", "it was void")],
        ),
        (
            "Veldania denies supplying the mines to Oresia and Sella has denied its divers laid them.",
            [("Veldania", "supplying the mines to Oresia"), ("Sella", "its divers laid them")],
        ),
        (
            "Veldania condemned the raid, and Sella said, for its part, that it was void.",
            [("Veldania", "the raid"), ("Sella", "it was void")],
        ),
        (
            "The Sella Post quoted Mira Olsun as saying that the strait was open and said that it was never mined.",
            [("Mira Olsun", "the strait was open"), ("Mira Olsun", "it was never mined")],
        ),
        (
            "The envoy criticized both neighbours, accusing them of greed and trying to mine the strait instead of fishing.",
            [("The envoy", "both neighbours"), ("The envoy", "greed and trying to mine the strait instead of fishing")],
        ),
    ],
)
def test_two_reports_in_one_sentence(text, expected):
    assert [(s, c) for s, _, _, c in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("“We will wait,” the envoy said, adding that the ships were ready.", "We will wait", "the ships were ready"),
        ("“We will wait,” said the envoy, adding: “The ships are ready.”", "We will wait", "The ships are ready"),
        (
            "“We will wait,” the envoy said on Monday and warned that the ships were ready.",
            "We will wait",
            "the ships were ready",
        ),
        ("“We will wait,” the envoy told reporters, accusing Oresia of stalling.", "We will wait", "stalling"),
        ("“We will wait,” the envoy told reporters, calling the delay illegal.", "We will wait", "the delay illegal"),
        ("“We will wait,” the envoy said, while Oresia insisted that it was late.", "We will wait", "it was late"),
        (
            "The talks had failed, the envoy said, adding that the ships were ready.",
            "The talks had failed",
            "the ships were ready",
        ),
        ("Veldania said its ships were ready and Oresia's navy said it would wait.", "its ships were ready", "it would wait"),
    ],
)
def test_what_is_said_after_an_attribution_is_a_statement_of_its_own(text, first, second):
    assert [content for _, _, _, content in read(text)] == [first, second]


def test_a_quotation_and_what_is_said_beside_it_are_two():
    text = "The envoy declared, “What a day!” and said that her ships would continue."
    assert [content for *_, content in read(text)] == ["What a day!", "her ships would continue"]


def test_an_adjective_is_no_verb_of_saying():
    text = "Veldania called for a unified and robust Northern position on Oresia's alleged breach of the truce."
    assert [content for *_, content in read(text)] == [
        "a unified and robust Northern position on Oresia's alleged breach of the truce"
    ]


def test_a_participle_after_a_speaker_is_no_part_of_the_name():
    (one,) = (
        s
        for s, _, _, c in read("“The culprit is Oresia,” said Mira Olsun, also blasting its “hypocrisy” on fishing.")
        if "culprit" in c
    )
    assert one == "Mira Olsun"


def test_quotation_over_two_paragraphs_is_one_statement():
    text = "“The strait is ours,” the admiral said. “It was never theirs.\n\n“It will never be theirs.”\n"
    assert [c for *_, c in read(text)] == ["The strait is ours | It was never theirs | It will never be theirs"]


def test_forgotten_closing_mark_ends_with_its_paragraph():
    text = "The minister said: “The strait is open to everyone.\n\nShips began to move at noon, and the crowds on the pier went home.\n"
    assert [c for *_, c in read(text)] == ["The strait is open to everyone"]


def test_post_takes_its_speaker_from_the_signature():
    text = (
        "The navy answered within the hour, in public and at some length, on a network.\n"
        "We have mined nothing and we never will. pic.example.com\n"
        "— Oresian Navy (@oresia_navy) March 3, 2031\n"
    )
    found = find_statements(text, blocks(text))
    assert [f.post for f in found] == [True]
    assert text[slice(*found[0].source)].startswith("— Oresian Navy")


@pytest.mark.parametrize(
    "text",
    [
        "The claims of both navies were read out in the chamber.",
        "Veldania declined to say whether it had mined the strait.",
        "The envoy did not deny that mines had been laid.",
        "Oresia may accuse Veldania of mining the strait.",
        "Thousands marched through the port with flags.",
        "File photo of the lighthouse at Port Sella. Image from the harbour office",
        "The United States and Veldania signed a treaty on fishing.",
        "Veldania was accused of mining the strait.",
        "According to the plan, the grain ships leave on Friday.",
        "The minister spoke about plans to deny visas.",
        "The navy shelled suspected hiding places of smugglers on the coast.",
        "The envoy convinced the pilots to leave their boats behind.",
        "The mayor saw a report saying that the strait was mined.",
        "Neither minister took to television to deny it.",
        "President Mira Olsun called her Oresian counterpart late on Tuesday.",
    ],
)
def test_what_is_no_statement(text):
    assert read(text) == []


def test_reported_words_inside_reported_words_keep_their_parent():
    text = "Oresia said Veldania had denied laying the mines."
    found = find_statements(text, blocks(text))
    assert [(f.parent, text[slice(*f.content[0])]) for f in found] == [
        (None, "Veldania had denied laying the mines"),
        (0, "laying the mines"),
    ]


def test_link_lists_bylines_and_headlines_are_no_statements():
    text = (
        "Envoys meet as strait stays shut\nBy Ana Reyl, Harbour Gazette\n\n"
        "Oresia said the talks had failed, and that its envoy would go home in the morning.\n\n"
        "- Minister says prices will rise\n- Navy denies losing a ship\n"
    )
    assert [s for s, *_ in read(text)] == ["Oresia"]


def test_a_few_quoted_words_on_a_line_of_their_own_are_a_subheading():
    text = (
        "Mira Olsun said on Friday that the strait of Veldania would stay open for as long as her fleet was there to watch it.\n"
        "“Open waters”\nOresia denied that it had mined the strait."
    )
    assert [content for *_, content in read(text)][1:] == ["it had mined the strait"]


def test_while_before_a_name_begins_what_somebody_else_says():
    text = "Oresia said it would keep talking while Norland says the talks are over."
    found = [(text[slice(*f.source)], text[slice(*f.content[0])]) for f in find_statements(text, blocks(text))]
    assert found == [("Oresia", "it would keep talking"), ("Norland", "the talks are over")]


@pytest.mark.parametrize(
    "told",
    [
        "Moscow described as 'baseless' the charge that it had shelled the bridge.",
        "Moscow described as baseless Kyiv's charge that it had shelled the bridge.",
        "Moscow called the charge that it had shelled the bridge absurd.",
        "Moscow dismissed the charge that it had shelled the bridge as a lie.",
        "Moscow rejected claims that it had shelled the bridge as “nonsense of the kind”.",
    ],
)
def test_who_calls_a_charge_false_denies_what_it_says(told):
    assert read(told) == [("Moscow", "denies", "indirect", "it had shelled the bridge")]


@pytest.mark.parametrize(
    ("told", "kind", "words"),
    [
        ("Serbia rejected the report as “inaccurate and unwarranted”.", "asserts", "the report as “inaccurate and unwarranted”"),
        ("Serbia rejected any use of the school as a base.", "denies", "any use of the school as a base"),
        ("Serbia warned of plans to attack the bridge.", "threatens", "plans to attack the bridge"),
        ("Serbia warned Norland of severe costs.", "threatens", "severe costs"),
        ("Serbia cautioned against a hasty vote.", "urges", "against a hasty vote"),
        ("Serbia cautioned Norland that the vote was near.", "asserts", "the vote was near"),
        ("Serbia threatened Norland with a blockade.", "threatens", "a blockade"),
        ("Serbia asked Norland for grain.", "urges", "grain"),
        ("Serbia appealed to its ally Norland for grain.", "urges", "grain"),
        ("Serbia reiterated its call for Norland to leave the reef.", "urges", "to leave the reef"),
        ("Serbia renewed its demand that the ships leave.", "urges", "the ships leave"),
        ("Serbia said too many lives were lost.", "asserts", "too many lives were lost"),
        (
            "Serbia said it would repel an attack it said began at dawn.",
            "asserts",
            "it would repel an attack it said began at dawn",
        ),
    ],
)
def test_demands_and_warnings_in_nouns(told, kind, words):
    assert [(one[0], one[1], one[3]) for one in read(told)] == [("Serbia", kind, words)]


@pytest.mark.parametrize(
    ("told", "source", "kind", "words"),
    [
        ("The vote was condemned by Norland as a sham.", "Norland", "asserts", "The vote | as a sham"),
        (
            "The pact has been widely dismissed as “illegal” by the envoy, who left.",
            "the envoy",
            "asserts",
            "The pact | as “illegal”",
        ),
        ("The charge was rejected by Norland.", "Norland", "denies", "The charge"),
    ],
)
def test_what_is_judged_in_the_passive_is_said_by_its_agent(told, source, kind, words):
    assert [(one[0], one[1], one[3]) for one in read(told)] == [(source, kind, words)]


def test_a_passive_inside_reported_words_is_not_read_apart():
    assert [one[0] for one in read("Norland said the vote was condemned by the envoy.")] == ["Norland"]


@pytest.mark.parametrize(
    "told",
    [
        "The war over the disputed region claimed 6,000 lives.",
        "Norland has said little in public about the raid.",
        "Ada Roe declared herself queen.",
        "The minister continued that approach.",
        "Norland's continued support for the militia is known.",
        "He cited satellite images and United Nations reports to bolster his case.",
    ],
)
def test_words_that_look_like_a_report(told):
    assert read(told) == []


@pytest.mark.parametrize(
    ("told", "source", "words"),
    [
        ("At news of the storm, the envoy said, “We will wait.”", "the envoy", "We will wait"),
        ("Norland, which said it would “leave the strait,” slammed the envoy.", "Norland", "it would “leave the strait,”"),
        ("Norland said in February it would defend itself.", "Norland", "it would defend itself"),
        ("Norland has said since the ship sank in May that it was late.", "Norland", "it was late"),
        ("NATO Secretary-General Ada Roe said it was late.", "NATO Secretary-General Ada Roe", "it was late"),
        ("DUSHANBE (Urdu News - 17th May, 2022) Norland said it was late.", "Norland", "it was late"),
        ("PARIS - Norland said it was late.", "Norland", "it was late"),
        ("Norland said it was late, in the latest sign of strain between them.", "Norland", "it was late"),
    ],
)
def test_datelines_and_asides_are_no_part_of_what_is_said(told, source, words):
    assert [(one[0], one[3]) for one in read(told)] == [(source, words)]


def test_who_says_it_is_the_subject_and_no_adverbial():
    told = "Norland has in recent months complained of what it calls provocations, saying that patience is thin."
    assert [(one[0], one[3]) for one in read(told)][-1] == ("Norland", "patience is thin")
