"""What a reader of a study must be told of how it was made: a paragraph on the method and the references to cite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.report import words
from stance.tables import UNKNOWN, counted

if TYPE_CHECKING:
    from stance.study import Study

_FOUND_BY = {
    "rules": "rules over quotation marks and reporting verbs",
    "tagger": "a tagger trained on news (Newell et al. 2018)",
    "combined": "rules over quotation marks and reporting verbs and by a tagger trained on news (Newell et al. 2018)",
}

_REFERENCES = {
    "reimers2019": """@inproceedings{reimers2019,
  author    = {Reimers, Nils and Gurevych, Iryna},
  title     = {Sentence-{BERT}: Sentence Embeddings using {Siamese} {BERT}-Networks},
  booktitle = {Proceedings of EMNLP-IJCNLP},
  year      = {2019}
}""",
    "newell2018": """@inproceedings{newell2018,
  author    = {Newell, Edward and Margolin, Drew and Ruths, Derek},
  title     = {An Attribution Relations Corpus for Political News},
  booktitle = {Proceedings of LREC},
  year      = {2018}
}""",
    "guo2017": """@inproceedings{guo2017,
  author    = {Guo, Chuan and Pleiss, Geoff and Sun, Yu and Weinberger, Kilian Q.},
  title     = {On Calibration of Modern Neural Networks},
  booktitle = {Proceedings of ICML},
  year      = {2017}
}""",
    "leifeld2012": """@article{leifeld2012,
  author  = {Leifeld, Philip and Haunss, Sebastian},
  title   = {Political discourse networks and the conflict over software patents in {Europe}},
  journal = {European Journal of Political Research},
  volume  = {51},
  year    = {2012}
}""",
    "krippendorff2011": """@techreport{krippendorff2011,
  author      = {Krippendorff, Klaus},
  title       = {Computing {Krippendorff}'s Alpha-Reliability},
  institution = {University of Pennsylvania},
  year        = {2011}
}""",
}


def methods_paragraph(study: Study) -> str:
    """Return a paragraph on how a study was made, to stand in a paper; every number in it is that of the study."""
    made, told, n = study.provenance, counted(study.statements), words.plural
    all_told = study.statements[study.statements["parent_id"].isna()]
    unknown = int((all_told["actor"] == UNKNOWN).sum())
    given = int((study.claims["origin"] == "given").sum())
    claims = f"{n(given, 'claim')} given beforehand" if given else f"{n(len(study.claims), 'claim')} proposed from the texts"
    abstained = int((study.stances["label"] == "abstain").sum())
    sentences = [
        f"We analyzed {n(len(study.documents), 'text')} with stance {made['stance']}.",
        f"Reported statements were found by {_FOUND_BY[made['options']['extractor']]}",
        "and tied to actors by names, offices with their dates and pronouns:",
        f"{n(len(all_told), 'statement')}, {len(told)} of them distinct and by {n(told['actor'].nunique(), 'known actor')},",
        f"{unknown} by speakers who could not be identified.",
        f"Each was set against {claims} by the stance model {made['stance_model']['name']}{words.first_reader(made)},",
        f"with cosines of the sentence encoder {made['encoder']['name']} (Reimers and Gurevych 2019);",
        f"its calibrated probabilities (Guo et al. 2017) give favor or against from {made['stance_model']['threshold']:.2f} on;",
        f"on {abstained} of {n(len(study.stances), 'pair')} it abstained.",
        "Actors counter each other where one is in favor of a claim and the other against it, as in discourse network analysis",
        "(Leifeld and Haunss 2012).",
    ]
    if len(study.codings):
        of = made["codings"]
        who = f"{n(len(of['coders']), 'coder')} ({n(of['n'], 'judgement')})"
        sentences += [f"The model's answers were corrected by {who}, whose majority stands over them"]
        sentences[-1] += f"; {of['adjudicator']} adjudicated." if of["adjudicator"] else "."
    sentences.append(f"Seed {made['options']['seed']}, precision {made['precision']}; digests of all tables are with the study.")
    return " ".join(sentences)


def bibliography(study: Study) -> str:
    """Return the references of `methods_paragraph` as BibTeX."""
    made = study.provenance
    own = f"""@software{{stance,
  author  = {{{{The stance developers}}}},
  title   = {{stance: claims and counterclaims in news text}},
  version = {{{made["stance"]}}},
  year    = {{2026}},
  note    = {{stance model {made["stance_model"]["sha256"][:16]}, encoder {made["encoder"]["sha256"][:16]}}}
}}"""
    used = ["reimers2019", "guo2017", "leifeld2012"]
    used += ["newell2018"] if made["options"]["extractor"] != "rules" else []
    used += ["krippendorff2011"] if len(study.codings) else []
    return "\n\n".join([own, *(_REFERENCES[key] for key in sorted(used))]) + "\n"
