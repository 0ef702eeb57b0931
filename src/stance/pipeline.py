"""`analyze`: the stages in their order, from texts to a study."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.statements import EXTRACTORS
from stance.study import STUDY_TABLES, Inputs, Study
from stance.tables import SCHEMA_VERSION, UNKNOWN, build, check, check_offsets, digest, text_digest

if TYPE_CHECKING:
    import pandas as pd

    from stance.models.attribution import Tagger
    from stance.models.encoder import Encoder
    from stance.models.stance_model import StanceModel
    from stance.sources import Reading
    from stance.statements import Extraction
    from stance.statements.actors import ActorTable

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


@dataclass(frozen=True)
class Options:
    """What can be set in an analysis.

    Attributes
    ----------
    n_topics : int, optional
        Number of topics; chosen from the data by default.
    n_claims : int
        Claims proposed at most, where none are given.
    threshold : float, optional
        Probability from which a stance is said and not abstained on; the model's own by default.
    seed : int
        Seed of everything in which there is chance.
    embedding_model : str, optional
        Another sentence encoder than the embedded one, by hub name or folder (`load_encoder`).
    stance_model : str, optional
        By default the best on this machine: "all-mpnet-base-v2" where its encoder is installed, else "embedded"; or another, by
        hub name or folder (`load_stance_model`). The study records which.
    extractor : {"combined", "rules", "tagger"}
        How statements are found: by the rules, by the learned tagger, or by the rules with what only the tagger finds.
    max_pairs : int
        Pairs of statement and claim scored at most; above it each statement meets its nearest claims, one at least.
    """

    n_topics: int | None = None
    n_claims: int = 12
    threshold: float | None = None
    seed: int = 0
    embedding_model: str | None = None
    stance_model: str | None = None
    extractor: str = "combined"
    max_pairs: int = 20_000


def analyze(
    source: Paths | pd.DataFrame | Reading,
    *,
    claims: Any = None,
    actors: ActorTable | str | os.PathLike[str] | None = None,
    options: Options | None = None,
    **settings: Any,
) -> Study:
    """Analyze texts: who says what, who says the opposite, and how sure that is.

    Parameters
    ----------
    source : path, sequence of paths, pandas.DataFrame or Reading
        Files or folders (text, HTML, CSV, JSONL, Parquet), a table of documents or statements, or what `read_sources`
        returned.
    claims : path, sequence of str or pandas.DataFrame, optional
        The claims to score; without it they are proposed from the statements.
    actors : ActorTable or path, optional
        A table of actors, or a CSV file that extends the bundled one.
    options : Options, optional
        Everything else that can be set.
    **settings
        Single options by name, such as ``threshold=0.8``.

    Returns
    -------
    Study

    Raises
    ------
    StanceError
        When nothing can be read, or an option or claim is wrong.
    """
    options = _resolved(_options(options, settings))
    reading = _read(source, [file for file in (claims, actors) if isinstance(file, (str, os.PathLike))])
    table = _actors(actors)
    given_claims = None
    if claims is not None:
        from stance.claims import read_claims

        given_claims = read_claims(claims)
    encoder, model = _models(options)
    tagger = _tagger(options)
    extraction = _extract(reading, table, options.extractor, tagger)
    statements, topics, claim_table, embeddings = _topics_and_claims(extraction, given_claims, encoder, options, table)
    from stance.links import find_links
    from stance.stances import score_stances, stance_cells

    stances = score_stances(
        statements,
        claim_table,
        model=model,
        encode=encoder.encode,
        threshold=options.threshold,
        max_pairs=options.max_pairs,
        actors=table,
    )
    cells = stance_cells(stances, statements, claim_table, mentions=extraction.mentions, random_state=options.seed)
    links = find_links(stances, statements, mentions=extraction.mentions, embeddings=embeddings)
    tables = {
        "documents": reading.documents,
        "statements": statements,
        "spans": extraction.spans,
        "mentions": extraction.mentions,
        "actors": _actor_rows(table, statements, extraction.mentions),
        "topics": topics,
        "claims": claim_table,
        "stances": stances,
        "cells": cells,
        "links": links,
        "problems": _problems(reading.problems, extraction.problems),
        "codings": build("codings", []),
    }
    tables = {name: check(name, tables[name], **{k: v for k, v in tables.items() if k != name}) for name in STUDY_TABLES}
    check_offsets(tables["documents"], tables["statements"], tables["spans"])
    return Study(
        **tables,
        embeddings=embeddings,
        provenance=_provenance(tables, options, encoder, tagger, model, table)
        | {"besides": list(reading.besides), "columns": dict(reading.columns), "as_statements": reading.as_statements},
        inputs=Inputs(None if actors is None else table, reading.given),
    )


def _options(options: Options | None, settings: dict[str, Any]) -> Options:
    base = options or Options()
    unknown = sorted(set(settings) - set(asdict(base)))
    if unknown:
        raise StanceError(f"analyze: unknown option {unknown[0]!r}; there are {', '.join(asdict(base))}")
    chosen = replace(base, **settings)
    if chosen.extractor not in EXTRACTORS:
        raise StanceError(f"analyze: extractor {chosen.extractor!r} is not known; expected one of {', '.join(EXTRACTORS)}")
    if chosen.threshold is not None and not 0 < chosen.threshold < 1:
        raise StanceError(f"analyze: threshold {chosen.threshold!r} should be a probability between 0 and 1, such as 0.7")
    if not 0 <= chosen.seed < 2**32:
        raise StanceError(f"analyze: seed {chosen.seed!r} should be a whole number from 0 to 4294967295")
    if chosen.n_topics is not None and chosen.n_topics < 1:
        raise StanceError(f"analyze: n_topics {chosen.n_topics!r} should be 1 or more")
    return chosen


def _read(source: Paths | pd.DataFrame | Reading, besides: list[str | os.PathLike[str]]) -> Reading:
    from stance.sources import Reading, read_sources

    return source if isinstance(source, Reading) else read_sources(source, besides=besides)


def _actors(actors: ActorTable | str | os.PathLike[str] | None) -> ActorTable:
    from stance.statements.actors import ActorTable, load_actors, read_actors

    if actors is None:
        return load_actors()
    return actors if isinstance(actors, ActorTable) else read_actors(actors)


def _resolved(options: Options) -> Options:
    """The options with the stance model by its name, so that whoever makes the study again is not given another."""
    from stance.models.stance_model import default_stance_model

    return options if options.stance_model else replace(options, stance_model=default_stance_model())


def _models(options: Options) -> tuple[Encoder, StanceModel]:
    from stance.models.encoder import load_encoder
    from stance.models.stance_model import load_stance_model

    return load_encoder(options.embedding_model), load_stance_model(str(options.stance_model))


def _tagger(options: Options) -> Tagger | None:
    from stance.models.attribution import load_tagger

    return None if options.extractor == "rules" else load_tagger()


def _extract(reading: Reading, table: ActorTable, extractor: str, tagger: Tagger | None) -> Extraction:
    from stance.statements import Extraction, extract_statements, given_statements

    if reading.given is None:
        return extract_statements(reading.documents, actors=table, extractor=extractor, tagger=tagger)
    ready = reading.documents["doc_id"].isin(set(reading.given["doc_id"]))
    given = given_statements(reading.documents[ready], reading.given, actors=table)
    read = extract_statements(reading.documents[~ready], actors=table, extractor=extractor, tagger=tagger)
    return Extraction(
        build("statements", _rows(given.statements, read.statements)),
        build("spans", _rows(given.spans, read.spans)),
        build("mentions", _rows(given.mentions, read.mentions)),
        build("problems", _rows(given.problems, read.problems)),
    )


def _rows(*frames: pd.DataFrame) -> list[dict[str, object]]:
    return [row for frame in frames for row in frame.to_dict("records")]


def _topics_and_claims(
    extraction: Extraction, given: pd.DataFrame | None, encoder: Encoder, options: Options, actors: ActorTable
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Any]:
    from stance.claims import propose_claims
    from stance.topics import find_topics

    statements = extraction.statements
    embeddings = encoder.encode(statements["text"].tolist())
    statements, topics = find_topics(statements, embeddings, n_topics=options.n_topics, random_state=options.seed, actors=actors)
    if given is None:
        given = propose_claims(statements, embeddings, n=options.n_claims, encode=encoder.encode)
    return statements, topics, given, embeddings


def _actor_rows(table: ActorTable, statements: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """The actors that occur; one that only a file of statements names is a group."""
    seen = (set(statements["actor"]) | set(mentions["actor"])) - {UNKNOWN}
    known = table.actors[table.actors["actor"].isin(seen)]
    new = sorted(seen - set(known["actor"]))
    rows = [*known.to_dict("records"), *({"actor": a, "name": a, "kind": "group"} for a in new)]
    return build("actors", sorted(rows, key=lambda row: str(row["actor"])))


def _problems(*frames: pd.DataFrame) -> pd.DataFrame:
    return build("problems", _rows(*frames))


def _provenance(
    tables: dict[str, pd.DataFrame],
    options: Options,
    encoder: Encoder,
    tagger: Tagger | None,
    model: StanceModel,
    table: ActorTable,
) -> dict[str, Any]:
    import stance

    packages = {}
    for name in (
        "numpy",
        "pandas",
        "plotly",
        "scikit-learn",
        "sentence-transformers",
        "torch",
        "trafilatura",
        "transformers",
    ):
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = "not installed"
    documents = tables["documents"]
    return {
        "stance": stance.__version__,
        "schema": SCHEMA_VERSION,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "packages": packages,
        "encoder": {"name": encoder.name, "sha256": encoder.checksum},
        "extractor": {"name": options.extractor, "sha256": tagger.checksum if tagger else ""},
        "stance_model": {
            "name": model.name,
            "sha256": model.checksum,
            "threshold": options.threshold or model.threshold,
        }
        | ({"first": model.first.name, "first_sha256": model.first.checksum} if model.first else {}),
        "precision": "float32",
        "options": asdict(options),
        "actors": digest(table.aliases),
        "input": [
            {
                "doc_id": d.doc_id,
                "source": d.source if isinstance(d.source, str) else None,
                "sha256": d.sha256,
                "text_sha256": text_digest(d.text),
            }
            for d in documents.itertuples()
        ],
        "digests": {name: digest(frame) for name, frame in tables.items()},
    }
