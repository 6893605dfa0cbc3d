"""Measure how well documents are read.

    python -m tests.evaluation --layouts prose_letter --errors      what is wrong in one layout, field by field
    python -m tests.evaluation --split train --per-layout 5         scores on layouts that may be looked at
    python -m tests.evaluation --write /tmp/corpus --split train    the documents themselves, each with its truth

The corpus is drawn anew each time from a fixed seed (``tests/evaluation/corpus``). Layouts of the ``test`` split tell
how well documents are read that nobody has looked at: neither rules nor confidence may be worked out on them, and their
errors are not shown.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from freightwire.events.extraction import DocumentKind

from tests.evaluation.corpus.build import ALL_FORMS, LAYOUTS, TEXT, documents
from tests.evaluation.corpus.layouts import Split
from tests.evaluation.run import Result, Task, judged_of, read_all
from tests.evaluation.score import Outcome, by_field, calibration_error, reliability, score


def main() -> None:
    """Do what the arguments say."""
    options = _options()
    layouts = [
        layout
        for layout in LAYOUTS
        if (not options.split or layout.split == options.split)
        and (not options.kind or layout.kind in options.kind)
        and (not options.layouts or layout.name in options.layouts)
    ]
    if options.write:
        _write(options.write, [layout.name for layout in layouts], options.per_layout, options.form)
        return
    tasks = [Task(layout.name, number, options.form) for layout in layouts for number in range(options.per_layout)]
    results = list(read_all(tasks, processes=options.processes))
    _print(results, errors=options.errors)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--split", choices=[str(each) for each in Split])
    parser.add_argument("--kind", nargs="*", choices=[str(each) for each in DocumentKind])
    parser.add_argument("--layouts", nargs="*", choices=[layout.name for layout in LAYOUTS], metavar="LAYOUT")
    parser.add_argument("--form", default=TEXT, choices=ALL_FORMS)
    parser.add_argument("--per-layout", type=int, default=5, help="documents of each layout")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--errors", action="store_true", help="show what is wrong, for layouts of the train split")
    parser.add_argument(
        "--write", type=Path, metavar="FOLDER", help="write the documents and their truth, read nothing"
    )
    return parser.parse_args()


def _write(folder: Path, layouts: list[str], per_layout: int, form: str) -> None:
    for labelled in documents(per_layout=per_layout, layouts=layouts, form=form):
        path = folder / form / labelled.name
        path.parent.mkdir(parents=True, exist_ok=True)
        written = path.with_suffix(".jpg" if labelled.data.startswith(b"\xff\xd8") else ".pdf")
        written.write_bytes(labelled.data)
        truth = {name: asdict(expected) for name, expected in labelled.truth.items()}
        path.with_suffix(".json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n")
        print(written)


def _print(results: list[Result], *, errors: bool) -> None:
    if errors:
        for result in results:
            if result.split == Split.TRAIN:
                _print_errors(result)
    judged = judged_of(results)
    print(f"{'field':<28}{'asked':>7}{'prec.':>8}{'recall':>8}{'F1':>8}{'exact':>8}")
    for name, each in by_field(judged).items():
        print(f"{name:<28}{each.asked:>7}{each.precision:>8.3f}{each.recall:>8.3f}{each.f1:>8.3f}{each.exact:>8.3f}")
    whole = score(judged)
    print(f"{'all':<28}{whole.asked:>7}{whole.precision:>8.3f}{whole.recall:>8.3f}{whole.f1:>8.3f}{whole.exact:>8.3f}")
    for name in dict.fromkeys(result.name.rsplit("/", 1)[0] for result in results):
        of_layout = [result for result in results if result.name.rsplit("/", 1)[0] == name]
        wrong_kind = sum(result.kind != result.true_kind for result in of_layout)
        print(
            f"{name:<40} F1 {score(judged_of(of_layout)).f1:.3f}"
            + (f"  wrong kind: {wrong_kind}" if wrong_kind else "")
        )
    print(f"calibration error {calibration_error(reliability(judged)):.3f}")


def _print_errors(result: Result) -> None:
    print(f"{result.name}  {result.kind} {result.kind_confidence:.2f} {result.failure}")
    for each in result.judged:
        if each.outcome not in {Outcome.RIGHT, Outcome.BONUS}:
            said = "" if each.confidence is None else f"  {each.confidence:.2f} {','.join(each.reasons)}"
            print(f"   {each.outcome:<9}{each.path:<26}{each.expected!r} <- {each.found!r}{said}", file=sys.stdout)


if __name__ == "__main__":
    main()
