"""Pages of one file: a template, its styles, data and scripts put into HTML that asks for nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any


def render_page(package: str, name: str, *, scripts: list[str], filters: dict[str, Any] | None = None, **values: Any) -> str:
    """Return a page as text.

    Parameters
    ----------
    package, name : str
        Where the template stands: one in the folder templates of a package. It extends ``page.html``.
    scripts : list of str
        All that the page may run; its content security policy admits nothing else.
    filters : dict, optional
        Filters that the template calls, by name.
    **values
        What the template shows; all of it is escaped. A name that is missing is an error.
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    env = Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates"), PackageLoader("stance.html", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= filters or {}
    return env.get_template(name).render(policy=_policy(scripts), scripts=scripts, **values)


def asset(package: str, name: str) -> str:
    """Return a script or style sheet that stands beside the templates of a package."""
    return files(package).joinpath("templates", name).read_text(encoding="utf-8")


def inert(value: object) -> str:
    r"""Return JSON for a script element: "<" is written as an escape, so that no text can end the element.

    >>> inert("</script>")
    '"\\u003c/script>"'
    """
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _policy(scripts: list[str]) -> str:
    """The content security policy of a page that may run these scripts and ask for nothing from anywhere."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode('utf-8')).digest()).decode()}'" for s in scripts)
    rest = "style-src 'unsafe-inline'; img-src data: blob:; form-action 'none'; base-uri 'none'"
    return f"default-src 'none'; script-src {hashes}; {rest}"
