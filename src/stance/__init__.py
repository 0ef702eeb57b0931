"""Claims and counterclaims in news text: who is reported to have said what, and who says the opposite.

>>> import stance
>>> study = stance.analyze(stance.document_from_text("Moscow denied that Russia plans an attack on Ukraine."),
...                        claims=["Russia plans to attack Ukraine"])
>>> study.statements[["actor", "cue_kind"]].values.tolist()
[['Russia', 'denies']]
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stance.claims import propose_claims, read_claims
    from stance.coding import adapt, agreement, apply_codings, code, disagreements, read_codings
    from stance.data import load_crisis, load_fiction
    from stance.errors import MissingExtraError, ModelFileError, StanceError
    from stance.figures import (
        contested_claim_table,
        plot_contested_claim,
        plot_stance_matrix,
        plot_stance_timeline,
        plot_statement_map,
        plot_topic_shares,
        stance_matrix_table,
        stance_timeline_table,
        statement_map_table,
        topic_shares_table,
    )
    from stance.links import find_links
    from stance.models import list_models
    from stance.pipeline import Options, analyze
    from stance.reproduction import read_study, reproduce
    from stance.sources import document_from_text, read_sources
    from stance.stances import score_stances, stance_cells
    from stance.statements import extract_statements
    from stance.statements.actors import load_actors, read_actors
    from stance.storage import read_table, write_tables
    from stance.study import Study
    from stance.topics import TopicClusterer, find_topics

__version__ = "0.1.0"

_WHERE = {
    "stance.claims": ("propose_claims", "read_claims"),
    "stance.coding": ("adapt", "agreement", "apply_codings", "code", "disagreements", "read_codings"),
    "stance.data": ("load_crisis", "load_fiction"),
    "stance.errors": ("MissingExtraError", "ModelFileError", "StanceError"),
    "stance.figures": (
        "contested_claim_table",
        "plot_contested_claim",
        "plot_stance_matrix",
        "plot_stance_timeline",
        "plot_statement_map",
        "plot_topic_shares",
        "stance_matrix_table",
        "stance_timeline_table",
        "statement_map_table",
        "topic_shares_table",
    ),
    "stance.links": ("find_links",),
    "stance.models": ("list_models",),
    "stance.pipeline": ("Options", "analyze"),
    "stance.reproduction": ("read_study", "reproduce"),
    "stance.sources": ("document_from_text", "read_sources"),
    "stance.stances": ("score_stances", "stance_cells"),
    "stance.statements": ("extract_statements",),
    "stance.statements.actors": ("load_actors", "read_actors"),
    "stance.study": ("Study",),
    "stance.storage": ("read_table", "write_tables"),
    "stance.topics": ("TopicClusterer", "find_topics"),
}
_HOME = {name: module for module, names in _WHERE.items() for name in names}

__all__ = [
    "MissingExtraError",
    "ModelFileError",
    "Options",
    "StanceError",
    "Study",
    "TopicClusterer",
    "adapt",
    "agreement",
    "analyze",
    "apply_codings",
    "code",
    "contested_claim_table",
    "disagreements",
    "document_from_text",
    "extract_statements",
    "find_links",
    "find_topics",
    "list_models",
    "load_actors",
    "load_crisis",
    "load_fiction",
    "plot_contested_claim",
    "plot_stance_matrix",
    "plot_stance_timeline",
    "plot_statement_map",
    "plot_topic_shares",
    "propose_claims",
    "read_actors",
    "read_claims",
    "read_codings",
    "read_sources",
    "read_study",
    "read_table",
    "reproduce",
    "score_stances",
    "stance_cells",
    "stance_matrix_table",
    "stance_timeline_table",
    "statement_map_table",
    "topic_shares_table",
    "write_tables",
]


def __getattr__(name: str) -> object:
    # Names are looked up when first used: importing stance loads neither torch, pandas nor plotly.
    if name not in _HOME:
        raise AttributeError(f"module 'stance' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
