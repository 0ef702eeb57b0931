import datetime as dt
import hashlib
import json
import time
from pathlib import Path

import pandas as pd
import pytest

from stance.errors import StanceError
from stance.sources import document_from_text, read_sources
from stance.sources.dates import find_date, read_date
from stance.sources.decode import clean, decode
from stance.sources.heads import read_head
from stance.storage import write_tables
from stance.tables import check, check_offsets

BODY = "The ministry said on Tuesday that the harbour would stay closed until the inspectors had finished their work."
PAGE = """<!doctype html><html lang="en"><head><title>Talks end | Harbour Times</title>
<meta property="og:site_name" content="Harbour Times"><meta property="og:title" content="Talks end without a deal">
<meta property="article:published_time" content="2022-02-12T14:46:00+05:30">
<link rel="canonical" href="https://harbour.example/a/1"></head><body><nav><a href="/">Home</a><a href="/w">World</a></nav>
<article><h1>Talks end without a deal</h1>
<p>The ministry said that the harbour would stay closed until the inspectors had finished, and that the fee stays.</p>
<blockquote class="twitter-tweet"><p lang="en">We regard this as collusion between the port and the press.
<a href="https://t.co/x">pic.twitter.com/abc</a></p>&mdash; Harbour Office (@harbour_office)
<a href="https://twitter.com/x/status/1">February 12, 2022</a></blockquote>
<p>The union denies that it plans a strike, according to a statement that it released late in the evening.</p></article>
<div id="comments"><h3>Comments</h3><p>I think this is rubbish and everybody in the town knows it.</p></div>
<footer>Copyright 2024 Harbour Times</footer></body></html>"""


@pytest.fixture
def write(tmp_path):
    def save(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return save


def test_plain_text_keeps_its_text_and_hashes_its_bytes(write):
    raw = f"\ufeffHarbour stays closed\r\n\r\n{BODY}\r\n".encode()
    documents = read_sources(write("a.txt", raw)).documents
    row = documents.iloc[0]
    assert row["text"] == f"Harbour stays closed\n\n{BODY}"
    assert row["title"] == "Harbour stays closed"
    assert row["sha256"] == hashlib.sha256(raw).hexdigest()
    assert row["language"] == "en"
    check("documents", documents)


def test_a_page_gives_article_metadata_and_embedded_posts(write):
    row = read_sources(write("a.html", PAGE)).documents.iloc[0]
    assert row["title"] == "Talks end without a deal"
    assert row["publisher"] == "Harbour Times"
    assert row["url"] == "https://harbour.example/a/1"
    assert row["published"] == pd.Timestamp("2022-02-12 14:46")
    assert row["published_tz"] == "+05:30"
    assert "— Harbour Office (@harbour_office) February 12, 2022" in row["text"].split("\n")
    assert "We regard this as collusion" in row["text"]
    for furniture in ("rubbish", "Copyright", "Home"):
        assert furniture not in row["text"]


@pytest.mark.parametrize("box", ["figure class='wp-block-embed'", "div class='social-embed'", "aside", "section class='x'"])
def test_posts_in_boxes_that_are_dropped_stay(write, box):
    start = PAGE.index("<blockquote")
    end = PAGE.index("</blockquote>") + len("</blockquote>")
    page = f"{PAGE[:start]}<{box}><div>{PAGE[start:end]}<script>x()</script></div></{box.split()[0]}>{PAGE[end:]}"
    texts = [read_sources(write("a.html", html)).documents["text"].iloc[0] for html in (PAGE, page)]
    assert texts[0] == texts[1]


def test_a_page_is_recognised_by_its_start(write):
    assert read_sources(write("a.txt", PAGE)).documents["publisher"].tolist() == ["Harbour Times"]


def test_a_page_believes_its_declared_encoding(write):
    page = PAGE.replace("<head>", '<head><meta charset="windows-1251">').replace("collusion", "a “deal”")
    assert "a “deal” between" in read_sources(write("a.html", page.encode("cp1251"))).documents["text"].iloc[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_encodings(encoding):
    text = f"“It’s the ministry’s view” – not ours. {BODY}"
    assert clean(decode(text.encode(encoding))[0]) == (text, [])


def test_mixed_encodings_are_flagged_where_bytes_are_lost(write):
    raw = f"{BODY} “It’s” – fine.\n".encode() + "It’s not.".encode("cp1252")
    row = read_sources(write("a.txt", raw)).documents.iloc[0]
    place = row["text"].index("It\ufffds")
    assert "“It’s” – fine." in row["text"]
    assert row["notes"] == f"the bytes are not clean UTF-8; damaged characters 'It\ufffds' at {place}"


@pytest.mark.parametrize("errors", ["ignore", "replace"])
def test_mojibake_is_repaired(errors):
    text = "“It’s the ministry’s “view” that”, said the Élysée 👉 “now”"
    broken = (
        text.replace("”", "\x00").encode().decode("cp1252", "ignore").replace("\x00", "â€" + "\ufffd" * (errors == "replace"))
    )
    assert clean(broken)[0].replace("\x9d", "") == text


def test_what_is_right_stays_as_it_is():
    text = "“Curly” ‘quotes’, ﬁne ligatures, full width ＡＢＣ, &amp; 👉 🇷🇺 it's"
    assert clean(text) == (text, [])


def test_hostile_texts_are_read_in_linear_time():
    for text in ("a" * 200_000 + "é", "x\n" + " " * 200_000 + "\ny", "1 " * 100_000, "(" * 100_000, "â€" * 50_000):
        began = time.perf_counter()
        read_head(clean(text)[0])
        assert time.perf_counter() - began < 2


def test_a_lone_surrogate_can_be_written(write):
    documents = read_sources(write("a.jsonl", '{"text": "' + BODY + ' \\ud83d"}')).documents
    assert documents["text"].iloc[0].endswith("\ufffd")
    documents["text"].iloc[0].encode("utf-8")


def test_the_real_article(shared):
    row = read_sources(shared / "articles" / "000_f28817352efe0b87.txt").documents.iloc[0]
    assert row["publisher"] == "Just Earth News"
    assert row["published"] == pd.Timestamp("2022-02-12 14:46")
    assert pd.isna(row["published_tz"])
    assert pd.isna(row["title"])
    place = row["text"].index(" We regard this as") - 4
    assert row["notes"] == f"damaged characters {row['text'][place : place + 4]!r} at {place}"


@pytest.mark.parametrize(
    ("head", "title", "publisher", "published", "zone"),
    [
        ("Talks fail\nHarbour Times, 3 May 2023", "Talks fail", "Harbour Times", "2023-05-03", None),
        ("Talks fail\nSample briefs | 12 February 2022", "Talks fail", "Sample briefs", "2022-02-12 00:00", None),
        ("Sample briefs | 12 February 2022\n\nTalks fail", "Talks fail", "Sample briefs", "2022-02-12 00:00", None),
        ("Talks fail\nBy Jane Doe, Reuters, March 3, 2021", "Talks fail", "Reuters", "2021-03-03 00:00", None),
        ("By Jane Doe, Staff Writer, Harbour Post - 3 March 2021 at 4:05 p.m. ET", None, "Harbour Post", "2021-03-03 16:05", "ET"),
        ("Harbour News | @harbournews | 12 Feb 2022, 02:46 pm Print", None, "Harbour News", "2022-02-12 14:46", None),
        ("Published: 2023-05-01 10:00 GMT", None, None, "2023-05-01 10:00", "GMT"),
        ("Updated 2:46 PM EST, Sat February 12, 2022", None, None, "2022-02-12 14:46", "EST"),
        ("5 May 2020 | 3 min read | The Guardian", None, "The Guardian", "2020-05-05 00:00", None),
        ("MOSCOW, Feb 12 (Agency) - The talks failed.", None, "Agency", None, None),
        ("Washington, DC/Moscow (JEN): The talks failed.", None, "JEN", None, None),
        ("A headline that is a full sentence.", None, None, None, None),
        ("By the end of March 3, 2021, the mayor will go", "By the end of March 3, 2021, the mayor will go", None, None, None),
        ("Image: somebody", None, None, None, None),
        (" date 2024-04-08 QUITO - It was raided.", None, None, "2024-04-08", None),
        ("\n".join(["• Live"] * 9) + "\nPublished 15 April 2024", None, None, "2024-04-15", None),
        ("\n".join(["• Live"] * 9) + "\nPublished 15 April 2024 in Rome", None, None, None, None),
    ],
)  # fmt: skip
def test_head_lines(head, title, publisher, published, zone):
    found = read_head(f"{head}\n\n{BODY} It began on 5 May 1999.\nMore of it.")
    assert (found.title, found.publisher) == (title, publisher)
    assert (found.dated and found.dated.value) == (published and dt.datetime.fromisoformat(published))
    assert (found.dated and found.dated.zone) == zone


def test_a_date_needs_day_month_and_year():
    for text in ("Saturday", "yesterday", "12 Feb", "February 2022", "31 February 2022", "03/04/2022", "at 10:30"):
        assert find_date(text) is None, text
    assert find_date("25/04/2022").value == dt.datetime(2022, 4, 25)
    assert read_date(pd.Timestamp("2022-02-12 14:46", tz="Asia/Kolkata")) == (dt.datetime(2022, 2, 12, 14, 46), "+05:30")


def test_the_date_of_today_plays_no_part():
    documents = document_from_text(f"Harbour News | @harbour | Saturday\n\n{BODY}")
    assert documents["published"].isna().all()


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "json", "parquet"])
def test_tables_of_documents_keep_own_columns(write, tmp_path, suffix):
    frame = pd.DataFrame({"body": [BODY, BODY + " More."], "outlet": "Harbour News", "date": "12 Feb 2022", "desk": "a"})
    path = tmp_path / f"a.{suffix}"
    if suffix == "parquet":
        frame.to_parquet(path)
    elif suffix in ("csv", "tsv"):
        frame.to_csv(path, index=False, sep="," if suffix == "csv" else "\t")
    else:
        frame.to_json(path, orient="records", lines=suffix == "jsonl")
    for columns in (None, {"text": "body", "publisher": "outlet"}):
        reading = read_sources(path, columns=columns)
        assert reading.given is None
        assert reading.problems.empty
        assert reading.documents["text"].tolist() == frame["body"].tolist()
        assert reading.documents["published"].eq(pd.Timestamp("2022-02-12")).all()
        assert reading.documents["desk"].tolist() == ["a", "a"]
        assert reading.documents["source"].iloc[1] == f"{path}, row 2"


def test_a_csv_from_another_country(write):
    rows = "".join(f'"{BODY} {day}";{day}/04/2022\n' for day in ("03", "25"))
    documents = read_sources(write("a.csv", "text;published\n" + rows)).documents
    assert documents["published"].tolist() == [pd.Timestamp("2022-04-03"), pd.Timestamp("2022-04-25")]


def test_a_long_article_in_a_csv(write):
    text = " ".join([BODY] * 3000)
    assert read_sources(write("a.csv", f'text\n"{text}"\n')).documents["text"].iloc[0] == text


def test_bad_rows_are_reported_and_the_rest_kept(write):
    rows = [f'"{BODY} {i}",2022-02-12' for i in range(1000)]
    rows[2] = ",2022-02-12"
    rows[9] = "a,b,c,d"
    rows[19] = f'"{BODY} 19",Saturday'
    rows[29] = '"he "said" it",2022-02-12'
    reading = read_sources(write("a.csv", "text,date\n" + "\n".join(rows)))
    assert len(reading.documents) == 997
    assert sorted(reading.problems["where"]) == ["row 10", "row 20", "row 3", "row 30 (lines 31 to 31)"]
    assert reading.documents["source"].iloc[-1].endswith("row 1000")


def test_columns_that_are_not_there_are_an_error_even_among_several(write):
    good, bad = write("a.txt", BODY), write("a.csv", "story,paper\nx,y\n")
    with pytest.raises(StanceError, match=r"a\.csv: no column 'body' for text; it has 'story', 'paper'"):
        read_sources([good, bad], columns={"text": "body"})
    with pytest.raises(StanceError, match="no column for the text; it has 'story', 'paper'"):
        read_sources([good, bad])
    with pytest.raises(StanceError, match="'txt' is none that can be mapped; there are text"):
        read_sources(good, columns={"txt": "body"})


def test_statements_by_document(write):
    table = pd.DataFrame(
        {
            "statement": ["The fleet stays.", "It is a lie.", "Peace is possible.", "Peace is possible."],
            "speaker": ["Moscow", "the Kremlin", None, "Paris"],
            "actor": [None, "Russia", "France", None],
            "article_id": ["A", "A", "B", None],
            "date": ["2022-02-12", "2022-02-12", None, None],
            "kind": ["direct", None, None, None],
            "topic": "peace",
            "predicate": "said",
            "mine": [1, 2, 3, 4],
        }
    )
    reading = read_sources(table)
    documents = reading.documents.set_index("doc_id")
    assert documents["text"].tolist() == ["The fleet stays.\n\nIt is a lie.", "Peace is possible."]
    assert documents["published"].tolist() == [pd.Timestamp("2022-02-12"), pd.NaT]
    assert documents["document"].tolist() == ["A", "B"]
    given = reading.given
    assert list(given.columns[:6]) == ["doc_id", "text", "start", "end", "speaker", "actor"]
    for row in given.itertuples():
        assert documents["text"][row.doc_id][row.start : row.end] == row.text
    assert given["kind"].tolist() == ["direct", "indirect", "indirect", "indirect"]
    assert given["topic_given"].tolist() == ["peace"] * 4
    assert given["predicate_given"].tolist() == ["said"] * 4
    assert given["mine"].tolist() == [1, 2, 3, 4]
    assert given["actor"].isna().tolist() == [True, False, False, True]


def test_given_statements_become_statements(write):
    from stance.statements import given_statements

    path = write("s.csv", "text,actor,cue_kind\nThe fleet stays,Russia,denies\nPeace is possible,France,\n")
    reading = read_sources(path)
    found = given_statements(reading.documents, reading.given)
    check("statements", found.statements, documents=reading.documents)
    check_offsets(reading.documents, found.statements, found.spans)
    assert found.statements[["actor", "cue_kind"]].values.tolist() == [["Russia", "denies"], ["France", "asserts"]]


def test_whether_a_table_holds_statements_can_be_said(write):
    path = write("a.csv", f'text,speaker\n"{BODY}",The mayor\n')
    assert len(read_sources(path).given) == 1
    reading = read_sources(path, as_statements=False)
    assert reading.given is None
    assert reading.documents["speaker"].tolist() == ["The mayor"]
    with pytest.raises(StanceError, match="no column for who speaks"):
        read_sources(write("b.csv", "text\nx\n"), as_statements=True)
    with pytest.raises(StanceError, match="kind is 'shouted'; expected one of direct"):
        read_sources(write("c.csv", "text,speaker,kind\nx,y,shouted\n"))


def test_articles_and_statements_together(write):
    reading = read_sources([write("a.txt", BODY), write("s.csv", "text,speaker\nThe fleet stays,Moscow\n")])
    assert len(reading.documents) == 2
    assert reading.given["doc_id"].tolist() == [reading.documents["doc_id"].iloc[1]]


def test_documents_come_back_unchanged(tmp_path):
    documents = document_from_text(f"Talks fail\n\n{BODY}", publisher="Harbour News", published="3 May 2023 10:00 GMT")
    write_tables({"documents": documents}, tmp_path, formats=("parquet", "csv"))
    for source in (documents, tmp_path / "documents.parquet", tmp_path / "documents.csv"):
        pd.testing.assert_frame_equal(read_sources(source).documents, documents)


def test_ids_depend_on_what_is_told_and_not_where_it_lies(write):
    one, same = read_sources(write("a.txt", BODY)).documents, read_sources(write("b.txt", BODY + "\r\n")).documents
    assert one["doc_id"].tolist() == same["doc_id"].tolist()
    other = document_from_text(BODY, publisher="Harbour News")
    assert other["doc_id"].tolist() != one["doc_id"].tolist()


def test_duplicates_are_kept_once_and_reported(write):
    reading = read_sources([write("a.txt", BODY), write("b.txt", BODY)])
    assert len(reading.documents) == 1
    assert "is the same document as" in reading.problems["problem"].iloc[0]


def test_a_text_that_prints_no_date_has_that_of_its_file_name(write):
    texts = "The mayor said the pier will be closed."
    named, bare = write("2024-01-17_pier.txt", texts), write("pier.txt", texts)
    both = [read_sources(path).documents.iloc[0] for path in (named, bare)]
    assert both[0]["published"] == pd.Timestamp("2024-01-17") and pd.isna(both[1]["published"])
    assert both[0]["notes"] == "dated by the name of its file" and both[0]["doc_id"] == both[1]["doc_id"]
    printed = read_sources(write("2024-02-02.txt", f"Pier closed\n\nPublished: 17 January 2024\n\n{texts}")).documents.iloc[0]
    assert printed["published"] == pd.Timestamp("2024-01-17")


def test_files_that_are_no_texts_are_left_out(write, tmp_path):
    write("a.txt", "The mayor said the pier will be closed.")
    claims = write("claims.txt", "The pier will be closed")
    assert read_sources(tmp_path, besides=[claims]).documents["source"].tolist() == ["a.txt"]
    with pytest.raises(StanceError, match=r"claims\.txt: is named as the file of claims"):
        read_sources(claims, besides=[claims])


def test_a_report_in_the_folder_is_no_text(write, tmp_path):
    write("a.txt", "The mayor said the pier will be closed.")
    words = "<p>The mayor said the pier will be closed for the whole of the winter, the council was told on Monday.</p>"
    write(
        "report.html",
        f'<!DOCTYPE html><html><head><meta name="generator" content="stance 0.1.0"></head><body>{words}</body></html>',
    )
    read = read_sources(tmp_path)
    assert read.documents["source"].tolist() == ["a.txt"]
    assert read.problems["problem"].tolist() == ["is a page that stance wrote, no text to read; keep reports in another folder"]


def test_what_a_folder_holds_and_is_not_read_is_named(write, tmp_path):
    (tmp_path / "texts/older").mkdir(parents=True)
    for name in ("texts/a.txt", "texts/older/b.txt", "texts/paper.pdf", "texts/rows.csv", "texts/claims.csv", "texts/photo.png"):
        (tmp_path / name).write_text("The mayor said that the pier will be closed.")
    read = read_sources(tmp_path / "texts", besides=[tmp_path / "texts/claims.csv"])
    assert len(read.documents) == 1
    told = {Path(row.source).name: row.problem for row in read.problems.itertuples()}
    assert sorted(told) == ["older", "paper.pdf", "rows.csv"]
    assert "its 1 text(s) were not read" in told["older"] and "save its text" in told["paper.pdf"] and "table" in told["rows.csv"]


def test_a_folder_is_read_in_order(write, tmp_path):
    for name in ("b.txt", "a.htm", "c.md"):
        write(name, PAGE if name == "a.htm" else f"{BODY} {name}")
    assert [source[-5:] for source in read_sources(tmp_path).documents["source"]] == ["a.htm", "b.txt"]
    (tmp_path / "none").mkdir()
    with pytest.raises(StanceError, match="the folder holds no"):
        read_sources(tmp_path / "none")


BAD = {
    "empty.txt": (b" \n", "is empty"),
    "a.pdf": (b"%PDF-1.7 x", "a PDF file, not text; export"),
    "a.docx": (b"PK\x03\x04xx", "a DOCX"),
    "a.bin": (bytes(range(256)), "binary"),
    "a.xml": (b'<?xml version="1.0"?><rss/>', "XML"),
    "a.html": (b"<html><body><nav>Home</nav></body></html>", "no article text"),
    "a.json": (b'"x"', "no list of objects"),
    "b.json": (b"{", "not JSON"),
    "a.csv": (b"text,title\n", "no rows; its columns are text, title"),
    "a.parquet": (b"PAR1xx", "not a readable Parquet"),
    "de.txt": ("Das Ministerium sagte, dass der Hafen geschlossen bleibt und nicht öffnet.".encode(), "English"),
    "ru.txt": ("Москва заявила, что не планирует нападения.".encode(), "English"),
    "ru1251.txt": (("Москва заявила, что не планирует нападения. " * 8).encode("cp1251"), "English"),
    "tr.txt": (("Bakanlık limanın kapalı kalacağını söyledi. " * 8).encode(), "English"),
    "lang.csv": (f'text,language\n"{BODY}",de\n'.encode(), "its language is 'de'"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_alone_and_among_others(write, name):
    content, message = BAD[name]
    path = write(name, content)
    with pytest.raises(StanceError, match=message) as caught:
        read_sources(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)
    reading = read_sources([path, write("good.txt", BODY)])
    assert len(reading.documents) == 1
    assert reading.problems["problem"].str.contains(message).any()


def test_a_path_that_is_not_there(write, tmp_path):
    with pytest.raises(StanceError, match=r"nowhere\.txt: no such file"):
        read_sources([write("a.txt", BODY), tmp_path / "nowhere.txt"])
    with pytest.raises(StanceError, match="no file was named"):
        read_sources([])


def test_short_texts_are_not_judged_by_their_language():
    assert pd.isna(document_from_text("Moscow denies planning attack.")["language"].iloc[0])
    assert document_from_text("Los Angeles and Los Alamos are closed, said the mayor.")["language"].tolist() == ["en"]


def test_document_from_text_says_what_is_wrong():
    for text, message in ((" ", "the text is empty"), (3, "text is int"), ("Das ist nicht der Fall.", "English")):
        with pytest.raises(StanceError, match=message):
            document_from_text(text)
    with pytest.raises(StanceError, match="published is 'Saturday'"):
        document_from_text(BODY, published="Saturday")


def test_json_cells_that_are_lists_can_be_stored(write, tmp_path):
    documents = read_sources(write("a.json", json.dumps([{"text": BODY, "tags": ["a", "b"]}]))).documents
    assert documents["tags"].tolist() == ['["a", "b"]']
    write_tables({"documents": documents}, tmp_path)


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("RT, 12 Jan, 2024", "RT"),
        ("Reuters (12 January 2024)", "Reuters"),
        ("BBC, January 12, 2024", "BBC"),
        ("MOSCOW, 12 January 2024", None),
    ],
)
def test_a_line_of_one_word_and_a_date_dates_the_text(line, publisher):
    head = read_head(f"Talks fail\n{line}\n\n{BODY}")
    assert (head.title, head.publisher) == ("Talks fail", publisher)
    assert head.dated.value.date().isoformat() == "2024-01-12"
