"""The encoder that all stages share and the adapters trained on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def better_model(name: str) -> str | None:
    """Return the command that installs a better stance model than the one named; None where there is none or it is installed."""
    from stance.models.larger import INSTALL, larger_encoder_is_here
    from stance.models.stance_model import EMBEDDED

    return INSTALL if name == EMBEDDED and not larger_encoder_is_here() else None


def list_models() -> pd.DataFrame:
    """Return what is installed: one row per embedded model with its kind, file, SHA-256 and licence.

    The files are checked while listing.

    Raises
    ------
    ModelFileError
        When a file is missing or damaged.
    """
    import pandas as pd

    from stance.models import attribution
    from stance.models.adapter import read_adapter_file
    from stance.models.encoder import DEFAULT_ENCODER, ENCODER_LICENCE, LARGER_ENCODER, encoder_folder, sha256_file, verify
    from stance.models.larger import unpacked_encoder
    from stance.models.stance_model import ADAPTER, ADAPTER_LICENCE, LARGER_ADAPTER, read_adapter

    read_adapter(ADAPTER)
    read_adapter_file(LARGER_ADAPTER)
    attribution.load_tagger()
    rows = [
        (DEFAULT_ENCODER, "sentence encoder", encoder_folder() / "model.safetensors", ENCODER_LICENCE),
        ("embedded", "attribution tagger", attribution.ADAPTER, attribution.ADAPTER_LICENCE),
        ("embedded", "stance adapter", ADAPTER, ADAPTER_LICENCE),
        (
            LARGER_ENCODER,
            "stance adapter for that encoder, which is installed apart",
            LARGER_ADAPTER,
            ADAPTER_LICENCE,
        ),
    ]
    larger = unpacked_encoder()
    if larger:
        verify(str(larger), LARGER_ENCODER)
        rows.append((LARGER_ENCODER, "encoder of the larger stance model", larger / "model.safetensors", ENCODER_LICENCE))
    return pd.DataFrame(
        [(name, kind, str(file), sha256_file(file), licence) for name, kind, file, licence in rows],
        columns=["name", "kind", "file", "sha256", "licence"],
    )
