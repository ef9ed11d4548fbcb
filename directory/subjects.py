"""The fields of research and their words: OECD FORD, Frascati Manual 2015, codes as published."""

import csv
from functools import lru_cache
from pathlib import Path

from directory.models import Subject

FORD = Path(__file__).parent / "data" / "ford.csv"


@lru_cache(maxsize=1)
def ford() -> dict[str, dict[str, str]]:
    """Code → {"code", "parent", "en", "zh"}, in the order of the classification."""
    with FORD.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def with_parents(codes: list[str]) -> list[str]:
    """The codes and the broad fields above them, each once, in order."""
    return list(dict.fromkeys(code for own in codes for code in (own, ford()[own]["parent"]) if code and code in ford()))


def label(code: str, lang: str) -> str:
    """The field's name in `lang` ("en" or "zh-hans"); an unknown code is its own name."""
    row = ford().get(code)
    return row["zh" if lang.startswith("zh") else "en"] if row else code


def load() -> dict[str, int]:
    """Write the classification into the database where it is missing and return code → primary key. Safe to call again."""
    have = dict(Subject.objects.filter(scheme="FORD").values_list("code", "pk"))
    for row in ford().values():
        if row["code"] not in have:
            subject, _created = Subject.objects.get_or_create(
                scheme="FORD", code=row["code"],
                defaults={"label_en": row["en"], "label_zh": row["zh"], "parent_id": have.get(row["parent"])},
            )
            have[row["code"]] = subject.pk
    return have
