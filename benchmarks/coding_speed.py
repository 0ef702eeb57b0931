"""How long a class takes: 30 coders, 60 statements, merging, agreement with intervals and laying the codings over the study.

python benchmarks/coding_speed.py               a JSON line of seconds
python benchmarks/coding_speed.py --browser     also the slowest key of a whole sheet in a Chromium, in milliseconds
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import stance
from stance.coding import append_codings, coding, merge_codings, write_sheet
from stance.coding.sheet import sheet_data

CODERS, STATEMENTS = 30, 60


def recorded(study: stance.Study, folder: Path) -> int:
    """Write the codings of a made-up class: the model's answer three times in four."""
    chance = random.Random(0)
    by_id = {s.statement_id: s for s in study.statements.itertuples()}
    items = sheet_data(study, statements=STATEMENTS, blind=False)["items"]
    n = 0
    for number in range(CODERS):
        rows = []
        for item in items:
            s = by_id[item["statement_id"]]
            said: list[dict[str, Any]] = [{"field": "actor", "value": s.actor}, {"field": "cue_kind", "value": s.cue_kind}]
            said += [
                {"field": "stance", "claim_id": c, "value": chance.choice(("favor", "against", "none", "none"))}
                for c in item["claims"]
            ]
            rows += [coding(s, "set", coder=f"c{number:02d}", **one) for one in said if chance.random() < 0.9]
        append_codings(folder, rows)
        n += len(rows)
    return n


def slowest_key(page_file: Path) -> float:
    """The longest that any key of a whole sheet took, from the key to the page drawn, in milliseconds."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    timer = """(key) => { const t = performance.now();
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
      document.body.offsetHeight; return performance.now() - t; }"""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(page_file.as_uri())
        times = [page.evaluate(timer, key) for _ in range(STATEMENTS) for key in "y11fan"]
        browser.close()
    return max(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", action="store_true")
    args = parser.parse_args()
    sample = stance.load_fiction()
    study = stance.analyze(sample.documents, claims=sample.claims, actors=sample.actors)
    out: dict[str, float] = {"coders": CODERS, "statements": STATEMENTS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        out["judgements"] = recorded(study, folder / "handed in")
        start = time.perf_counter()
        codings, _ = merge_codings(folder / "handed in", folder / "codings")
        out["merging"] = time.perf_counter() - start
        start = time.perf_counter()
        stance.agreement(study, codings)
        out["agreement with intervals"] = time.perf_counter() - start
        start = time.perf_counter()
        stance.agreement(study, codings, by="claim", pairs=True)
        out["the same for every claim and every two coders"] = time.perf_counter() - start
        start = time.perf_counter()
        stance.apply_codings(study, codings)
        out["laying them over the study"] = time.perf_counter() - start
        if args.browser:
            page = write_sheet(study, folder / "sheet.html", coder="c00", statements=STATEMENTS)
            out["slowest key, ms"] = slowest_key(page)
    print(json.dumps({name: round(value, 2) for name, value in out.items()}))


if __name__ == "__main__":
    main()
