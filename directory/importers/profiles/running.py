"""A whole list: looked through first (nothing written), or applied, a hundred rows a transaction."""

from pathlib import Path

from accounts.models import User
from directory.importers.batch import ImportFileError, Run, chunks, running
from directory.importers.profiles import tables
from directory.importers.profiles.columns import Header, understand
from directory.importers.profiles.planning import Decision, Planner
from directory.importers.profiles.proposals import named, propose
from directory.importers.profiles.rows import ListRow, read
from directory.importers.proposing import CHUNK, Proposal, settle, write_all
from directory.importers.report import Report
from directory.models import Subject
from directory.places import Gazetteer
from directory.subjects import ford
from directory.subjects import load as load_subjects
from directory.vocabulary import Status


def import_file(path: Path, *, by: User | None = None, apply: bool = False, publish: bool = True, progress: bool = False) -> Report:
    """Look through the list, or with `apply` write it. Wrong and conflicting rows are left out and reported, the others go on.
    Raises ImportFileError when the file or its header can't be read, and with `apply` when a column is probably misspelt."""
    table = tables.read(path)
    header = understand(table.header)
    misspelt = {cell: column for cell, column in header.unknown.items() if column}
    if apply and misspelt:
        said = "; ".join(f"{cell!r} (is {column} meant?)" for cell, column in misspelt.items())
        raise ImportFileError(f"Unknown columns: {said}. Rename them or take them out.")
    with running("profiles", path, by=by, dry_run=not apply, progress=progress) as run:
        _report_header(header, table, run)
        rows = [read(line, header.places, len(table.header)) for line in table.lines]
        _write(rows, run, filename=path.name, status=Status.PUBLISHED if publish else Status.PENDING)
        if run.batch is not None:
            run.report.note("notes", "undo", f"This is batch {run.batch.pk}: manage.py import_profiles --undo {run.batch.pk} takes it back.")
        return run.report


def _report_header(header: Header, table: tables.Table, run: Run) -> None:
    if table.encoding not in {"utf-8-sig", "xlsx"}:
        run.report.note("file", "encoding", f"read as {table.encoding.upper()}; check a name or two")
    for cell, column in header.unknown.items():
        said = f"unknown; is {column} meant?" if column else "unknown, left out"
        run.report.note("file", f"column {cell!r}", said, suggestion=column)
    for cell, reason in header.left_out.items():
        run.report.note("file", f"column {cell!r}", f"left out: {reason}")


def _write(rows: list[ListRow], run: Run, *, filename: str, status: str) -> None:
    planner, gazetteer, dry_run = Planner(), Gazetteer(), run.batch is None
    subjects = dict.fromkeys(ford(), 0) | dict(Subject.objects.values_list("code", "pk")) if dry_run else load_subjects()
    line, done = run.progress("Looking through" if dry_run else "Importing", len(rows)), 0
    for chunk in chunks(rows, CHUNK):
        proposals: list[Proposal] = []
        for row in chunk:
            decision = _sorted_out(row, planner, run.report)
            if decision is not None:
                proposal = propose(row, decision, gazetteer, subjects, filename=filename, status=status, dry_run=dry_run)
                settle(proposal)
                _report(row, decision, proposal, run.report)
                proposals.append(proposal)
        if not dry_run:
            write_all(proposals, run=run, reason=f"list {filename}"[:200])
        done += len(chunk)
        line.at(done)
    line.over()


def _sorted_out(row: ListRow, planner: Planner, report: Report) -> Decision | None:
    """The decision, or None for a row that can't be applied (then it is reported)."""
    report.count("read")
    for remark in row.remarks:
        report.note("warnings", row.where, f"{row.shown}: {remark}")
    decision = planner.decide(row) if not row.wrong else Decision()
    earlier = planner.twice(row, decision) if not row.wrong else None
    if earlier:
        row.wrong.append(f"the same as line {earlier}")
    if row.wrong:
        report.count("wrong")
        report.note("wrong", row.where, f"{row.shown}: {'; '.join(row.wrong)}", faults=row.wrong)
        return None
    if decision.conflict:
        report.count("conflicting")
        report.note("conflicting", row.where, f"{row.shown}: {decision.conflict}")
        return None
    return decision


def _report(row: ListRow, decision: Decision, proposal: Proposal, report: Report) -> None:
    if decision.profile is None:
        report.count("new")
        report.note("new", row.where, f"{row.kind} {row.shown}")
    else:
        report.count("matched")
        report.count("changed" if proposal.changed else "unchanged")
        what = f"gets {', '.join(proposal.changed)}" if proposal.changed else "nothing new"
        report.note("matched", row.where, f"{row.shown} is {named(decision.profile)} by {decision.by}; {what}", uid=decision.profile.uid)
    for name in proposal.kept:
        report.note("kept", row.where, f"{row.shown}: {name}")
    if decision.similar and decision.profile is None:
        report.note("similar", row.where, f"{row.shown}: {', '.join(decision.similar)}", uids=decision.similar)
    organisation = row.cells.get("organisation") or ", ".join(f"{scheme}:{value}" for scheme, value in row.at)
    if organisation and row.kind == "researcher":
        employer = decision.employer
        if employer.profile:
            report.note("matched_by", row.where, f"{organisation} by {employer.by}", by=employer.by)
        elif employer.candidates:
            report.note("ambiguous", row.where, f"{organisation}: {', '.join(employer.candidates)}", candidates=list(employer.candidates))
        else:
            report.note("unmatched", row.where, organisation)
