"""From bytes to text: the encoding, the newlines, and mojibake repaired where its bytes are still there."""

from __future__ import annotations

import codecs
import re

from stance.errors import StanceError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FORMATS = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a DOCX, ODT or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a compressed file"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# A closing quotation mark is E2 80 9D in UTF-8; what reads it as Windows-1252 drops the 9D, which is nothing there.
_LOST_QUOTE = re.compile(r"â€(?:\ufffd|(?=[\s.,;:!?)\]]|$))")
_TYPOGRAPHY = re.compile("[“”‘’–—…]")
# Accents and a modifier letter that are typed for the apostrophe ("China´s").
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[´ʼ`′](?=[^\W\d_])")
_SHOWN = 24
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(raw: bytes, *, declared: str | None = None) -> tuple[str, str | None]:
    """Return the text of a file and a note on its encoding where that was not stated or not clean.

    Parameters
    ----------
    raw : bytes
        The file.
    declared : str, optional
        The encoding that the file itself names, believed only where the bytes are not UTF-8.

    Raises
    ------
    StanceError
        When the file is empty or not text.

    Notes
    -----
    Statistical detectors take short English texts in Windows-1252 for Chinese or Central European ones. Only English is
    read here, so what is not Unicode is Windows-1252 or Mac Roman, whichever makes more
    of the bytes quotation marks and dashes.
    """
    if not raw.strip():
        raise StanceError("the file is empty: there is nothing to read in it")
    for magic, kind in _FORMATS:
        if raw.startswith(magic):
            raise StanceError(f"is {kind}, not text; export it as plain text or HTML")
    for bom, name in _BOMS:
        if raw.startswith(bom):
            text = raw.decode(name, errors="replace")
            return text, None
    if b"\0" in raw or len(_CONTROLS.findall(raw[:4096])) > 0.02 * len(raw[:4096]):
        raise StanceError("is a binary file (or UTF-16 without a mark at its start); export it as plain text in UTF-8")
    try:
        return raw.decode("utf-8"), None
    except UnicodeDecodeError:
        text = raw.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    if sum(character > "\x7f" for character in text) - wrong > wrong:
        return text, "the bytes are not clean UTF-8"
    return _decode_legacy(raw, declared)


def _decode_legacy(raw: bytes, declared: str | None) -> tuple[str, str]:
    names = [declared] if declared and _known(declared) else ["cp1252", "mac_roman"]
    texts = {name: raw.decode(name, errors="replace") for name in names}
    best = max(names, key=lambda name: len(_TYPOGRAPHY.findall(texts[name])))
    return texts[best], f"read as {best}"


def _known(encoding: str) -> bool:
    try:
        info = codecs.lookup(encoding)
    except LookupError:
        return False
    return info.name not in ("utf-8", "utf-16", "utf-32") and getattr(info, "_is_text_encoding", True)


def clean(text: str) -> tuple[str, list[str]]:
    """Return the text with Unix newlines, mojibake repaired by ftfy, and notes on what could not be.

    Quotation marks, ligatures and emoji stay as they are; what is typed for an apostrophe inside a word
    becomes one. A place in a note is an offset into the text returned.

    Examples
    --------
    >>> clean("It â€œwonâ€™t doâ€ , she said")
    ('It “won’t do” , she said', [])
    >>> clean("Rome´s envoy")
    ('Rome’s envoy', [])
    >>> clean("Thanks â—ï¸ all")
    ('Thanks â—ï¸ all', ["damaged characters 'â—ï¸' at 7"])
    """
    import ftfy
    from ftfy.badness import BADNESS_RE

    text = _SURROGATES.sub("\ufffd", text.removeprefix("\ufeff")).replace("\0", "\ufffd")
    text = re.sub(r"\r\n?|[\u2028\u2029]", "\n", text)
    if not text.isascii():
        settings = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False, fix_latin_ligatures=False)
        lines = (_LOST_QUOTE.sub("â€\x9d", line) for line in text.split("\n"))
        text = "\n".join(ftfy.fix_encoding(line, settings) for line in lines)
        # The repair itself may bring a line separator to light.
        text = re.sub(r"\r\n?|[\u2028\u2029]", "\n", text)
    text = _APOSTROPHE.sub("’", text).strip()
    notes: list[str] = []
    for token in () if text.isascii() else re.finditer(r"\S+", text):
        word = token.group()
        damage = None if word.isascii() else re.search("\ufffd", word) or BADNESS_RE.search(word)
        if damage:
            lead = 0 if len(word) <= _SHOWN else max(0, damage.start() - _SHOWN // 2)
            notes.append(f"damaged characters {word[lead : lead + _SHOWN]!r} at {token.start() + lead}")
    if len(notes) > 5:
        notes[5:] = [f"and damaged characters at {len(notes) - 5} more places"]
    return text, notes
