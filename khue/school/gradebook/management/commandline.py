"""The gradebook's commands: `khue assess`."""

from __future__ import annotations

import argparse
import json

from khue.school.gradebook.management.assess.circulars import CIRCULARS
from khue.school.gradebook.management.assess.console import Progress, answer, say
from khue.school.gradebook.management.assess.paths import check_paths
from khue.school.gradebook.management.assess.problems import WHOLE, Problems
from khue.school.gradebook.management.assess.publish import publish
from khue.school.gradebook.management.assess.secondary import Assessment, Inputs

_DONE, _UNUSABLE = 0, 2

_DESCRIPTION = """\
Compute term and year averages, learning and conduct results, titles and decisions from CSV files, by the law's own
formulas. Needs no database.

Every error of the inputs is reported on stderr as FILE:LINE:COLUMN: text (100 are shown, then a count; line 0 means
the whole file, column * the whole line). With any error the exit code is 2 and nothing is written."""

_EPILOG = """\
files (CSV, UTF-8, commas, header on line 1, columns in any order, others ignored):
  M  pupil,subject,assessed,term,regular,midterm,final
     assessed score or comment; term 1 or 2; regular marks 8;9;7.5 (or D;CD); an empty cell is a missing mark;
     marks 0 to 10 with at most one decimal; a decimal comma needs quotation marks: "8,5"
  C  pupil,term1,term2,absences
     TOT, KHA, DAT or CHUA_DAT; absences in sessions; an empty cell is a missing fact
  R  pupil,learning_term1,learning_term2,learning_year,conduct_year,title,decision
  S  pupil,subject,term1,term2,year

A learning result exists only when every subject of the pupil has its value. Nothing is printed on stdout, unless
--json asks for a summary with the counts."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the gradebook's commands to the command line."""
    parser = subparsers.add_parser(
        "assess",
        help="compute results from CSV files of marks and conduct, without a database",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    known = sorted(CIRCULARS)
    parser.add_argument(
        "--circular", required=True, choices=known, help="the circular to apply: 22 is TT 22/2021"
    )
    parser.add_argument("--marks", required=True, metavar="M.csv", help="marks to read")
    parser.add_argument("--conduct", required=True, metavar="C.csv", help="conduct and absences to read")
    parser.add_argument("--out", required=True, metavar="R.csv", help="results by pupil to write")
    parser.add_argument("--subjects-out", required=True, metavar="S.csv", help="averages by subject to write")
    parser.add_argument("--json", action="store_true", help="print a summary with the counts on stdout")
    parser.set_defaults(run=run, needs_database=False)


def run(args: argparse.Namespace) -> int:
    """`khue assess`: 0 when both outputs are written, 2 when neither is."""
    problems = Problems()
    check_paths((args.marks, args.conduct), (args.out, args.subjects_out), problems)
    assessment = None
    if not problems:
        inputs = Inputs(marks=args.marks, conduct=args.conduct)
        assessment = CIRCULARS[args.circular](inputs, problems, Progress())
    if assessment is None or not _published(args, assessment, problems):
        for line in problems.report():
            say(line)
        return _UNUSABLE
    summary = assessment.summary
    if args.json:
        answer(json.dumps({"schema": 1, "circular": args.circular, **summary}))
    else:
        say("pupils: {pupils:,}, subject results: {subjects:,}, rules: {rules}".format_map(summary))
    return _DONE


def _published(args: argparse.Namespace, assessment: Assessment, problems: Problems) -> bool:
    try:
        publish({args.out: assessment.results, args.subjects_out: assessment.subjects})
    except OSError as error:
        problems.add(args.out, 0, WHOLE, f"cannot be written, nor {args.subjects_out}: {error.strerror}")
    return not problems
