"""What a study looks like when a notebook shows it: counts, actors, contradictions, and where to go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from stance.report import words
from stance.tables import counted

if TYPE_CHECKING:
    from stance.study import Study


@dataclass(frozen=True)
class Explorer:
    """A page of linked figures, as a notebook shows it.

    Attributes
    ----------
    html : str
        The page, which needs nothing but itself.
    height : int
        Pixels that it takes in a notebook.
    """

    html: str = field(repr=False)
    height: int = 900

    def _repr_html_(self) -> str:
        frame = '<iframe title="Linked figures" srcdoc="{}" style="width:100%;height:{}px;border:0"></iframe>'
        return str(Markup(frame).format(self.html, self.height))


def render_summary(study: Study) -> str:
    """Return a short HTML summary of a study; every text from the sources is escaped."""
    told = study.statements[study.statements["parent_id"].isna()]
    head = Markup("<p><strong>{}</strong> from {}, {}, {}</p>").format(
        words.plural(len(told), "reported statement"),
        words.plural(len(study.documents), "document"),
        words.plural(counted(study.statements)["actor"].nunique(), "actor"),
        words.plural(len(study.claims), "claim"),
    )
    rows = Markup("").join(
        Markup("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>").format(
            entry["actor"],
            entry["n"],
            _claims(entry["sided"], "favor"),
            _claims(entry["sided"], "against"),
        )
        for entry in words.actor_words(study, {})
    )
    table = Markup(
        '<table><thead><tr><th scope="col">Actor</th><th scope="col">Statements</th><th scope="col">In favor of</th>'
        '<th scope="col">Against</th></tr></thead><tbody>{}</tbody></table>'
    ).format(rows)
    contested = words.contested(study, {})
    if contested:
        items = Markup("").join(
            Markup("<li>{}: {} in favor, {} against</li>").format(
                c["claim"], words.listed(c["favor"] + c["mixed"]) or "nobody", words.listed(c["against"]) or "nobody"
            )
            for c in contested[:5]
        )
        found = Markup("<p>Contradictions:</p><ul>{}</ul>").format(items)
    else:
        labels = study.stances["label"].value_counts()
        note = Markup(", as far as the model could read them (no side found in {} of {}, not sure enough on {})").format(
            labels.get("none", 0), words.plural(len(study.stances), "pair"), labels.get("abstain", 0)
        )
        found = Markup("<p>No actor contradicts another on these claims{}.</p>").format(note if len(study.claims) else "")
    silent = words.not_quoted(study)
    quiet = Markup("<p>Spoken of, not quoted: {}</p>").format(", ".join(r["actor"] for r in silent[:8])) if silent else ""
    note = Markup("<p><em>As reported in these texts; nothing here says what is true.</em></p>")
    return str(head + table + found + quiet + note)


def _claims(positions: list[dict[str, object]], state: str) -> Markup:
    chosen = [f"{p['claim']} (n={p['n']})" for p in positions if p["state"] == state]
    return Markup("<br>").join(escape(text) for text in chosen) if chosen else Markup("–")
