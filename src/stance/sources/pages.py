"""HTML pages: the article without the furniture around it, and what the page says about itself."""

from __future__ import annotations

import re
from typing import Any

from stance.errors import StanceError
from stance.sources.dates import find_date

_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_PUBLISHED = (
    "//meta[@property='article:published_time' or @name='article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='datePublished' or @name='date' or @name='pubdate']/@content",
    "//*[@itemprop='datePublished']/@datetime",
)
_FEWEST_WORDS = 5  # of a page without an article a link or a heading is left
_WRAPPERS = ("div", "figure", "section", "aside", "center", "span")
_LINKED_DATA = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')


def is_page(text: str) -> bool:
    """Return whether a text starts as an HTML page does.

    >>> is_page("<!DOCTYPE html><p>Hello"), is_page("The <html> tag")
    (True, False)
    """
    return bool(_START.match(text.removeprefix("\ufeff")[:5000]))


def is_own_page(text: str) -> bool:
    """Return whether a page was written by this package: a report, a coding sheet.

    >>> is_own_page('<!DOCTYPE html><meta name="generator" content="stance 0.1.0">'), is_own_page("<!DOCTYPE html>")
    (True, False)
    """
    return bool(re.search(r'<meta name="generator" content="stance[ "]', text[:5000]))


def declared_charset(raw: bytes) -> str | None:
    """Return the encoding that the first bytes of a page name."""
    match = _CHARSET.search(raw[:2048])
    return match[1].decode("ascii") if match else None


def read_page(html: str) -> dict[str, object]:
    """Return text, title, publisher, published, published_tz and url of a page.

    The article is found by trafilatura; comments are left out, embedded posts stay with their signature.

    Raises
    ------
    StanceError
        When there is no article in it.
    """
    import trafilatura

    tree = trafilatura.load_html(html)
    if tree is None:
        raise StanceError("no HTML could be read in it; save the article as plain text")
    _unwrap_posts(tree)
    printed = [value for path in _PUBLISHED for value in tree.xpath(path)] + _LINKED_DATA.findall(html)
    article = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        # A thorough search takes any number on the page for its date, the year of the copyright line included.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if article is None or isinstance(article, dict) or len((article.text or "").split()) < _FEWEST_WORDS:
        raise StanceError("no article text was found in the page; save the article as plain text")
    dated = next(filter(None, map(find_date, [*printed, article.date or ""])), None)
    return {
        "text": article.text,
        "title": article.title or None,
        "publisher": article.sitename or None,
        "published": dated.value if dated else None,
        "published_tz": dated.zone if dated else None,
        "url": article.url or None,
    }


def _unwrap_posts(tree: Any) -> None:
    """Put embedded posts, known by a signature with a handle, in the place of boxes that hold nothing else.

    Such boxes are dropped by their names, "embed" or "figure", and the post with them.
    """
    for post in list(tree.iter("blockquote")):
        words = _words(post)
        box = post.getparent()
        while "(@" in words and box is not None and box.tag in _WRAPPERS and _words(box) == words:
            outer = box.getparent()
            if outer is None:
                break
            post.tail = box.tail
            outer.replace(box, post)
            box = outer


def _words(element: Any) -> str:
    texts = element.xpath(".//text()[not(ancestor::script or ancestor::noscript or ancestor::style)]")
    return " ".join(" ".join(texts).split())
