"""The encoder that all stages share and the adapters trained on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


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
    from stance.models.encoder import (
        CHECKSUMS,
        DEFAULT_ENCODER,
        ENCODER_LICENCE,
        LARGER_ENCODER,
        encoder_folder,
        sha256_file,
    )
    from stance.models.stance_model import ADAPTER, ADAPTER_LICENCE, LARGER_ADAPTER, read_adapter

    read_adapter(ADAPTER)
    read_adapter_file(LARGER_ADAPTER)
    attribution.load_tagger()
    return pd.DataFrame(
        [
            {
                "name": DEFAULT_ENCODER,
                "kind": "sentence encoder",
                "file": str(encoder_folder() / "model.safetensors"),
                "sha256": CHECKSUMS[DEFAULT_ENCODER]["model.safetensors"],
                "licence": ENCODER_LICENCE,
            },
            {
                "name": "embedded",
                "kind": "attribution tagger",
                "file": str(attribution.ADAPTER),
                "sha256": sha256_file(attribution.ADAPTER),
                "licence": attribution.ADAPTER_LICENCE,
            },
            {
                "name": "embedded",
                "kind": "stance adapter",
                "file": str(ADAPTER),
                "sha256": sha256_file(ADAPTER),
                "licence": ADAPTER_LICENCE,
            },
            {
                "name": LARGER_ENCODER,
                "kind": "stance adapter for that encoder, which comes from the hub",
                "file": str(LARGER_ADAPTER),
                "sha256": sha256_file(LARGER_ADAPTER),
                "licence": ADAPTER_LICENCE,
            },
        ]
    )
