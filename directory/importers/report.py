"""What an import did, counted and listed: the same report as text for a person and as JSON for a program."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

KEPT_LINES = 10_000  # lines a section keeps in JSON; beyond that only their number
SHOWN_LINES = 15  # lines a section shows in text
COUNTS = {
    "read": "records read",
    "created": "created",
    "changed": "changed",
    "unchanged": "unchanged",
    "new": "new",
    "matched": "matched",
    "conflicting": "conflicting",
    "wrong": "wrong",
    "skipped": "skipped",
    "withdrawn": "not active at the source (not listed)",
    "redirected": "addresses that lead to a successor now",
    "connected": "links connected with their other end",
    "recarded": "list rows renewed because they quote a changed organisation",
    "affiliations": "affiliations",
    "undone": "profiles put back",
    "taken_back": "profiles taken back",
}
SECTIONS = {
    "file": "The file",
    "skipped": "Skipped",
    "wrong": "Wrong rows",
    "conflicts": "Identifiers claimed twice",
    "new": "New",
    "matched": "Already in the directory",
    "conflicting": "Rows that contradict the directory",
    "similar": "Possibly the same person (not joined)",
    "kept": "Kept, because a person set it",
    "warnings": "Imported with a remark",
    "dangling": "Links whose other end isn't in the directory yet",
    "unmatched": "Organisations kept as written: not found",
    "ambiguous": "Organisations kept as written: more than one fits",
    "matched_by": "Organisations matched",
    "notes": "Notes",
}


@dataclass
class Report:
    """`counts` by key of COUNTS; `sections` by key of SECTIONS hold lines of {"where", "what", …}; `totals` their full number."""

    importer: str
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    sections: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    totals: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    dry_run: bool = False

    def count(self, key: str, number: int = 1) -> None:
        self.counts[key] += number

    def note(self, section: str, where: str, what: str, **more: Any) -> None:
        """One line of a section: where in the file (line, ROR ID …), what about it."""
        self.totals[section] += 1
        lines = self.sections.setdefault(section, [])
        if len(lines) < KEPT_LINES:
            lines.append({"where": where, "what": what, **more})

    def skip(self, where: str, reason: str, detail: str = "", **more: Any) -> None:
        """A record left out; `reason` is counted, `detail` says what exactly."""
        self.count("skipped")
        self.reasons[reason] += 1
        self.note("skipped", where, f"{reason}: {detail}" if detail else reason, reason=reason, **more)

    def as_json(self) -> dict[str, Any]:
        return {
            "importer": self.importer, "dry_run": self.dry_run, "seconds": round(self.seconds, 1), "counts": dict(self.counts),
            "skipped_reasons": dict(self.reasons), "totals": dict(self.totals), "sections": self.sections,
        }

    def as_text(self, shown_lines: int = SHOWN_LINES) -> str:
        """Counts first, then each section with its first lines."""
        lines = ["Dry run: nothing was written." if self.dry_run else "Done.", ""]
        known = [key for key in COUNTS if key in self.counts] + sorted(self.counts.keys() - COUNTS.keys())
        lines += [f"{self.counts[key]:>9,}  {COUNTS.get(key, key)}" for key in known]
        if self.reasons:
            lines += ["", "Skipped, by reason", *(f"{number:>9,}  {reason}" for reason, number in self.reasons.most_common())]
        for section in sorted(self.sections, key=lambda key: list(SECTIONS).index(key) if key in SECTIONS else len(SECTIONS)):
            shown = self.sections[section][:shown_lines]
            lines += ["", f"{SECTIONS.get(section, section)} ({self.totals[section]:,})", *(f"  {line['where']}: {line['what']}" for line in shown)]
            if self.totals[section] > len(shown):
                lines.append(f"  … and {self.totals[section] - len(shown):,} more (--report-json FILE has them)")
        lines += ["", f"{self.seconds:.1f} s"]
        return "\n".join(lines)
