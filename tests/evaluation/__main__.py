"""Measure how well documents are read.

    make eval                                   the full run; ARGS=--keep writes docs/evaluation.md
    make eval ARGS=--quick                      a small one
    make eval ARGS="--layouts prose_letter --errors"    what is wrong in one layout of the train split, field by field
    make eval ARGS="--write /tmp/corpus --split train"  the documents themselves, each with its truth
    make calibrate                              fit the confidence anew (services/ai-processor/…/calibration.json)

The corpus is drawn anew each time from a fixed seed (``tests/evaluation/corpus``). Layouts of the splits
``calibration`` and ``test`` stand for what nobody has looked at: no rule is worked out on them, and their errors are
not shown.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import asdict
from pathlib import Path

from ai_processor.confidence import SAID, evidence_of
from ai_processor.ocr.languages import find_tessdata
from freightwire.events.extraction import DocumentKind

from tests.bench.machine import machine
from tests.evaluation import real
from tests.evaluation.calibrate import Sample, fit
from tests.evaluation.corpus.build import ALL_FORMS, LAYOUTS, SEED, TEXT, documents
from tests.evaluation.corpus.layouts import Split
from tests.evaluation.plans import FULL, QUICK, calibration_tasks, tasks
from tests.evaluation.report import markdown
from tests.evaluation.run import Result, Task, in_processes, judged_of, read_all
from tests.evaluation.score import Outcome, by_field, score
from tests.evaluation.speed import speeds

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "docs" / "evaluation.md"
CALIBRATION = ROOT / "services" / "ai-processor" / "ai_processor" / "calibration.json"
FIGURES_BEGIN = "<!-- What follows is written by `make eval ARGS=--keep`. -->"


def main() -> None:
    """Do what the arguments say."""
    options = _options()
    if options.write:
        _write(options)
    elif options.calibrate:
        _calibrate(options.processes)
    elif options.errors or options.layouts or options.split or options.kind:
        _look(options)
    else:
        _evaluate(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true", help="a few documents of each layout")
    parser.add_argument("--keep", action="store_true", help=f"write the figures into {REPORT.relative_to(ROOT)}")
    parser.add_argument("--calibrate", action="store_true", help=f"fit {CALIBRATION.relative_to(ROOT)} anew")
    parser.add_argument("--samples", type=Path, help="folder of real documents (default: shared/samples above here)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    few = parser.add_argument_group("a part of the corpus, to look at")
    few.add_argument("--split", choices=[str(each) for each in Split])
    few.add_argument("--kind", nargs="*", choices=[str(each) for each in DocumentKind])
    few.add_argument("--layouts", nargs="*", choices=[layout.name for layout in LAYOUTS], metavar="LAYOUT")
    few.add_argument("--form", default=TEXT, choices=ALL_FORMS)
    few.add_argument("--per-layout", type=int, default=5, help="documents of each layout")
    few.add_argument("--errors", action="store_true", help="show what is wrong, for layouts of the train split")
    few.add_argument("--write", type=Path, metavar="FOLDER", help="write the documents and their truth, read nothing")
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> list[str]:
    return [
        layout.name
        for layout in LAYOUTS
        if (not options.split or layout.split == options.split)
        and (not options.kind or layout.kind in options.kind)
        and (not options.layouts or layout.name in options.layouts)
    ]


def _evaluate(options: argparse.Namespace) -> None:
    started = time.monotonic()
    results = list(read_all(list(tasks(QUICK if options.quick else FULL)), processes=options.processes))
    samples = options.samples or real.samples_beside_the_checkout()
    found = list(in_processes(real.read, real.documents(samples), processes=options.processes)) if samples else None
    spent = time.monotonic() - started
    tessdata = find_tessdata()
    parts = [
        f"Measured on {machine()}, {options.processes} processes, {spent:.0f} s for {len(results)} documents"
        f" of {len(LAYOUTS)} layouts; seed {SEED}.\n",
        markdown(results, found, speeds(tessdata) if tessdata else (), all_fields=not options.quick),
    ]
    report = "\n".join(parts)
    print(report)
    if options.keep:
        text, _, _ = REPORT.read_text().partition(FIGURES_BEGIN)
        REPORT.write_text(f"{text}{FIGURES_BEGIN}\n\n{report}")


def _calibrate(processes: int) -> None:
    samples = [
        Sample(evidence_of(each.path, each.reasons), each.is_right, result.layout)
        for result in read_all(calibration_tasks(), processes=processes)
        for each in result.judged
        if any(reason.startswith(SAID) for reason in each.reasons)
    ]
    fitted = fit(samples, version=f"seed {SEED}, {len(samples)} values")
    lines = [f'  "version": {json.dumps(fitted["version"])},', '  "links": {']
    curves = [f"    {json.dumps(name)}: {json.dumps(points)}" for name, points in fitted["links"].items()]
    lines += [",\n".join(curves), "  },", f'  "read": {json.dumps(fitted["read"])}']
    CALIBRATION.write_text("{\n" + "\n".join(lines) + "\n}\n")
    print(f"{CALIBRATION.relative_to(ROOT)}: {len(fitted['links'])} curves from {len(samples)} values")


def _look(options: argparse.Namespace) -> None:
    wanted = [Task(name, number, options.form) for name in _chosen(options) for number in range(options.per_layout)]
    results = list(read_all(wanted, processes=options.processes))
    if options.errors:
        for result in results:
            if result.split == Split.TRAIN:
                _print_errors(result)
    judged = judged_of(results)
    print(f"{'field':<34}{'asked':>7}{'prec.':>8}{'recall':>8}{'F1':>8}{'exact':>8}")
    for name, each in {**by_field(judged), "all": score(judged)}.items():
        print(f"{name:<34}{each.asked:>7}{each.precision:>8.3f}{each.recall:>8.3f}{each.f1:>8.3f}{each.exact:>8.3f}")
    for name in dict.fromkeys(result.layout for result in results):
        of_layout = [result for result in results if result.layout == name]
        wrong = sum(result.kind not in result.kinds_allowed for result in of_layout)
        print(f"{name:<34} F1 {score(judged_of(of_layout)).f1:.3f}" + (f"  wrong kind: {wrong}" if wrong else ""))


def _print_errors(result: Result) -> None:
    print(f"{result.name}  {result.kind} {result.kind_confidence:.2f} {result.failure}")
    for each in result.judged:
        if each.outcome not in {Outcome.RIGHT, Outcome.BONUS}:
            said = "" if each.confidence is None else f"  {each.confidence:.2f} {','.join(each.reasons)}"
            print(f"   {each.outcome:<9}{each.path:<26}{each.expected!r} <- {each.found!r}{said}")


def _write(options: argparse.Namespace) -> None:
    for labelled in documents(per_layout=options.per_layout, layouts=_chosen(options), form=options.form):
        path = options.write / labelled.form / labelled.name
        path.parent.mkdir(parents=True, exist_ok=True)
        written = path.with_suffix(".jpg" if labelled.data.startswith(b"\xff\xd8") else ".pdf")
        written.write_bytes(labelled.data)
        truth = {name: asdict(expected) for name, expected in labelled.truth.items()}
        path.with_suffix(".json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n")
        print(written)


if __name__ == "__main__":
    main()
