"""The sample data that come with the package, read offline: `load_crisis` and `load_fiction`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stance.errors import StanceError

if TYPE_CHECKING:
    import pandas as pd

    from stance.statements.actors import ActorTable

# In an installed package the samples stand beside this file, in a checkout at the top level.
_PLACES = (Path(__file__).parent / "data", Path(__file__).parents[2] / "data")


@dataclass(frozen=True)
class Sample:
    """A sample: its documents and what readers coded by hand.

    Attributes
    ----------
    documents : pandas.DataFrame
        The table documents.
    claims : pandas.DataFrame
        The table claims.
    statements_gold, stances_gold, sources : pandas.DataFrame
        The coding of statements and stances, and the public sources by file.
    actors : ActorTable
        Who can speak in these texts.
    """

    documents: pd.DataFrame
    claims: pd.DataFrame
    statements_gold: pd.DataFrame
    stances_gold: pd.DataFrame
    sources: pd.DataFrame
    actors: ActorTable


def sample_folder(name: str) -> Path:
    """Return the folder of a sample.

    Raises
    ------
    StanceError
        When there is no sample of that name.
    """
    for place in _PLACES:
        if (place / name).is_dir():
            return place / name
    raise StanceError(f"sample {name!r}: not there; expected 'crisis' or 'fiction', in an installation with its data")


def _load(name: str) -> Sample:
    import pandas as pd

    from stance.claims import read_claims
    from stance.sources import read_sources
    from stance.statements.actors import load_actors, read_actors

    folder = sample_folder(name)
    own_actors = folder / "actors.csv"
    return Sample(
        documents=read_sources(sorted(folder.glob("*.txt"))).documents,
        claims=read_claims(folder / "claims.csv"),
        statements_gold=pd.read_csv(folder / "statements_gold.csv"),
        stances_gold=pd.read_csv(folder / "stances_gold.csv"),
        sources=pd.read_csv(folder / "sources.csv") if (folder / "sources.csv").is_file() else pd.DataFrame(),
        actors=read_actors(own_actors) if own_actors.is_file() else load_actors(),
    )


def load_crisis() -> Sample:
    """Return briefs on the diplomacy around Ukraine, 3 December 2021 to 24 February 2022, in reported speech.

    The texts are our own, true to the public record, and name their public sources.

    Examples
    --------
    >>> len(load_crisis().documents) >= 8
    True
    """
    return _load("crisis")


def load_fiction() -> Sample:
    """Return texts on an openly invented dispute, full of direct quotations and hard cases.

    Examples
    --------
    >>> len(load_fiction().documents) >= 5
    True
    """
    return _load("fiction")
