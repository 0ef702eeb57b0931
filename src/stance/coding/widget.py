"""The coding sheet in a notebook."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from stance.html import asset
from stance.storage import json_line
from stance.tables import build

if TYPE_CHECKING:
    import pandas as pd


class CodingSheet(anywidget.AnyWidget):
    """The sheet as a widget.

    Parameters
    ----------
    data : dict
        What `stance.coding.sheet.sheet_data` returns.
    records : sequence of mapping
        The judgements so far.
    keep : callable
        Is handed every judgement when it is made.
    """

    _esm = asset("stance.coding", "sheet.js")
    _css = asset("stance.coding", "sheet.css")
    data: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    records: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)

    def __init__(
        self, data: dict[str, Any], records: Sequence[Mapping[str, Any]], keep: Callable[[Mapping[str, Any]], object]
    ) -> None:
        super().__init__(data=data, records=[json.loads(json_line(row)) for row in records])
        self._keep = keep
        self.on_msg(self._receive)

    def _receive(self, widget: object, content: Any, buffers: object) -> None:
        self._keep(content)
        self.records = [*self.records, content]

    def codings(self) -> pd.DataFrame:
        """Return the judgements made so far, as the table codings."""
        return build("codings", self.records)
