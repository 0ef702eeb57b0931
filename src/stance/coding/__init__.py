"""What people say of a study's statements: their codings, how they are laid over it, how far they agree."""

from __future__ import annotations

from stance.coding.adaptation import Adaptation, adapt
from stance.coding.agreement_page import write_agreement
from stance.coding.compare import agreement, disagreements
from stance.coding.files import append_codings, coding, merge_codings, read_coding_table, read_codings, write_coding_table
from stance.coding.orphans import find_orphans
from stance.coding.overlay import apply_codings
from stance.coding.reliability import cohen_kappa, krippendorff_alpha, pairwise_f1, percent_agreement, unitizing_alpha
from stance.coding.sheet import code, write_sheet

__all__ = [
    "Adaptation",
    "adapt",
    "agreement",
    "append_codings",
    "apply_codings",
    "code",
    "coding",
    "cohen_kappa",
    "disagreements",
    "find_orphans",
    "krippendorff_alpha",
    "merge_codings",
    "pairwise_f1",
    "percent_agreement",
    "read_coding_table",
    "read_codings",
    "unitizing_alpha",
    "write_agreement",
    "write_coding_table",
    "write_sheet",
]
