"""The page: words, figures and sources put into one HTML file that runs nothing but its own two scripts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.html import asset, inert, render_page
from stance.report import words
from stance.report.coded import table_coded, ties
from stance.report.context import day, marked_documents
from stance.report.methods import bibliography, methods_paragraph
from stance.standalone import named
from stance.tables import UNKNOWN, counted

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from stance.study import Study

TEMPLATES = ("research", "brief", "class")
CONTESTED_SHOWN = 6
TABLE_ROWS = 200
UNTITLED = "Who is reported to say what"
UNFOLDED = 40
"""Up to this many statements their list stands open."""


def render_report(study: Study, *, title: str | None = None, template: str = "research") -> str:
    """Return the report of a study as one self-contained HTML page.

    Parameters
    ----------
    study : Study
        What `stance.analyze` returned.
    title : str, optional
        The page's title; made from the documents by default.
    template : {"research", "brief", "class"}
        What the report is for.

    Returns
    -------
    str
        HTML that asks for nothing from anywhere: scripts, styles and figures are inside, and its content security policy
        admits only these scripts. The same study gives the same bytes.

    Raises
    ------
    StanceError
        When there is no such template.
    """
    if template not in TEMPLATES:
        raise StanceError(f"report: template {template!r}; expected one of {', '.join(TEMPLATES)}")
    evidence = words.evidence_by_cell(study)
    contested, split = words.contested(study, evidence), ties(study)
    actors, quiet = words.actor_words(study, evidence), words.not_quoted(study)
    anchors = cell_anchors(study, actors, quiet)
    return _page(
        "report.html",
        study,
        # Who speaks is for the class to find, and topics of a few words mean nothing to it.
        title or (UNTITLED if template == "class" and len(study.documents) > 1 else _title(study)),
        _figures(study, [c["claim_id"] for c in contested[:CONTESTED_SHOWN]], with_map=template == "research"),
        template=template,
        coded=len(study.codings) > 0,
        methods=methods_paragraph(study),
        bibliography=bibliography(study),
        provenance=study.provenance,
        actors=actors,
        contested=contested,
        one_sided=words.one_sided(study),
        abstained=words.abstained(study),
        not_quoted=quiet,
        SIDES=words.SIDES,
        anchors=anchors,
        anchors_json=inert(
            {f"{actor}\x1f{claim}": anchor for (actor, claim), anchor in anchors.items()}
            | {a["actor"]: a["anchor"] for a in actors}
            | {UNKNOWN: "unknown"}
        ),
        disputes=words.disputes(study),
        ties=split[0],
        problems=split[1],
        agreements=_agreements(study),
        documents=marked_documents(study),
        counts=_counts(study),
        shown=words.SHOWN,
        brief=words.BRIEF,
        unfolded=UNFOLDED,
        unknown_speakers=words.unknown_speakers(study),
        unknown_sides=words.sides_of_unknown(study),
        unknown=study.statements[(study.statements["actor"] == UNKNOWN) & study.statements["parent_id"].isna()],
    )


def render_explorer(study: Study) -> str:
    """Return the figures of a study, linked, and its statements as one HTML page.

    Choosing an actor, a topic or a claim fades every other mark in all figures and leaves its statements in the list.
    """
    sided = study.stances[study.stances["label"].isin(("favor", "against"))]["claim_id"].value_counts()
    claims = sorted(sided.index, key=lambda c: (-sided[c], c))[:CONTESTED_SHOWN]
    made = _figures(study, claims, with_map=True)
    figures = {name: figure for name, figure in made.items() if not name.startswith("claim-")}
    return _page("explore.html", study, _title(study), figures)


def _page(name: str, study: Study, title: str, figures: dict[str, dict[str, Any]], **more: Any) -> str:
    from plotly.offline import get_plotlyjs

    return render_page(
        "stance.report",
        name,
        scripts=[get_plotlyjs(), asset("stance.report", "report.js")],
        filters={
            "plural": words.plural,
            "first_reader": words.first_reader,
            "listed": words.listed,
            # A page that is passed on names no folders.
            "filename": lambda source: re.split(r"[/\\]", source)[-1],
        },
        study=study,
        title=title,
        style=asset("stance.report", "report.css"),
        cards=words.statement_cards(study),
        figures=figures,
        facets=_facets(study),
        **more,
    )


def _facets(study: Study) -> dict[str, Any]:
    """What can be chosen, and of each statement its actor, its topic and the claims it takes a side on or is abstained on."""
    told = study.statements
    claims = study.stances[study.stances["label"] != "none"].groupby("statement_id")["claim_id"].agg(list).to_dict()
    about = {
        s.statement_id: {
            "actor": s.actor,
            "topic": s.topic if isinstance(s.topic, str) else "",
            "claim": claims.get(s.statement_id, []),
        }
        for s in told.itertuples()
    }
    return {
        "actors": sorted(set(told["actor"]), key=lambda a: (a == UNKNOWN, a)),
        "topics": list(zip(study.topics["topic"], study.topics["label"], strict=True)),
        "claims": list(zip(study.claims["claim_id"], study.claims["text"], strict=True)),
        "json": inert(about),
    }


def cell_anchors(study: Study, actors: list[dict[str, Any]], quiet: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Return where the mark of every cell leads, by actor and claim.

    A position or an abstention has a place of its own; any other cell of a quoted actor leads to what is said of the actor,
    and one of an actor not quoted to the list of the silent.
    """
    claims = {c: i for i, c in enumerate(study.claims["claim_id"])}
    numbers = {entry["actor"]: i for i, entry in enumerate(actors, 1)}
    placed = {(entry["actor"], p["claim_id"]) for entry in actors for p in entry["sided"] + entry["unsure"]}
    elsewhere = {r["actor"]: f"quiet-{i}" for i, r in enumerate(quiet[: words.SHOWN], 1)}
    elsewhere |= {entry["actor"]: entry["anchor"] for entry in actors}
    return {
        (a, c): f"cell-{numbers[a]}-{claims[c]}" if (a, c) in placed else elsewhere.get(a, "silent")
        for a, c in zip(study.cells["actor"], study.cells["claim_id"], strict=True)
    }


def _title(study: Study) -> str:
    titles = study.documents["title"].dropna()
    if len(study.documents) == 1 and len(titles) == 1:
        return str(titles.iloc[0])
    actors = list(counted(study.statements)["actor"].value_counts().index[:4])
    if len(actors) < 2:
        return UNTITLED
    return f"What {words.listed([named(actor) for actor in actors])} are reported to say"


def _counts(study: Study) -> dict[str, Any]:
    told = study.statements[study.statements["parent_id"].isna()]
    dates = study.documents["published"].dropna()
    return {
        "documents": len(study.documents),
        "statements": len(told),
        "nested": len(study.statements) - len(told),
        "repeats": int(told["repeats"].notna().sum()),
        "unknown": int((told["actor"] == UNKNOWN).sum()),
        "actors": counted(study.statements)["actor"].nunique(),
        "claims": len(study.claims),
        "given": int((study.claims["origin"] == "given").sum()),
        "pairs": len(study.stances),
        "possible": int(len(told) * len(study.claims)),
        "abstained": int((study.stances["label"] == "abstain").sum()),
        "sideless": int((study.stances["label"] == "none").sum()),
        "first": "" if dates.empty else day(dates.min()),
        "last": "" if dates.empty else day(dates.max()),
    }


def _agreements(study: Study) -> list[dict[str, str]]:
    """The surest agreement of every two actors on every claim."""
    actor = dict(zip(study.statements["statement_id"], study.statements["actor"], strict=True))
    claim = dict(zip(study.claims["claim_id"], study.claims["text"], strict=True))
    side = {(row.statement_id, row.claim_id): row.label for row in study.stances.itertuples()}
    seen: set[tuple[str, ...]] = set()
    out = []
    for row in study.links[study.links["relation"] == "agrees"].itertuples():
        pair = tuple(sorted((actor[row.left_id], actor[row.right_id])))
        if (*pair, row.claim_id) in seen:
            continue
        seen.add((*pair, row.claim_id))
        out.append(
            {"left": row.left_id, "right": row.right_id, "claim": claim[row.claim_id], "side": side[row.left_id, row.claim_id]}
        )
    return out


def _figures(study: Study, contested: list[str], *, with_map: bool) -> dict[str, dict[str, Any]]:
    from stance import figures

    seed = study.provenance["options"]["seed"]
    tables = study.stances, study.statements, study.claims
    matrix = figures.stance_matrix_table(*tables, mentions=study.mentions, random_state=seed)
    made = {"matrix": _figure(study.plot_stance_matrix(), matrix, "actor,claim")}
    if with_map:
        places = figures.statement_map_table(study.statements, study.embeddings, study.topics, random_state=seed)
        made["map"] = _figure(study.plot_statement_map(random_state=seed), places)
        shares = figures.topic_shares_table(study.statements, study.topics)
        made["shares"] = _figure(study.plot_topic_shares(), shares, "actor,topic")
    for claim_id in contested:
        tables = study.stances, study.statements, study.claims
        sides = figures.contested_claim_table(claim_id, *tables, links=study.links)
        made[f"claim-{claim_id}"] = _figure(study.plot_contested_claim(claim_id), table_coded(sides))
        days = figures.stance_timeline_table(claim_id, *tables, study.documents)
        if days["published"].nunique() > 1:
            made[f"time-{claim_id}"] = _figure(study.plot_stance_timeline(claim_id), table_coded(days))
    return made


def _figure(figure: go.Figure, table: pd.DataFrame, facets: str = "statement") -> dict[str, Any]:
    """A figure for the page; `facets` says what the customdata of its marks are."""
    spec = json.loads(figure.to_json())
    meta = spec.get("layout", {}).get("meta") or {}
    height = spec.get("layout", {}).get("height") or 450
    data = inert({"data": spec["data"], "layout": spec["layout"]})
    return {
        "json": data,
        "alt": meta.get("alt", ""),
        "height": height,
        "min_width": int(meta.get("min_width", 0)),
        "table": _table(table),
        "facets": facets,
    }


def _table(table: pd.DataFrame) -> dict[str, Any]:
    shown = table.head(TABLE_ROWS)
    rows = [[_cell(value) for value in row] for row in shown.itertuples(index=False)]
    return {"columns": [str(c) for c in table.columns], "rows": rows, "left_out": len(table) - len(shown)}


def _cell(value: object) -> str:
    if value is None or value != value:
        return ""
    return f"{value:.2f}" if isinstance(value, float) else str(value)
