"""Words of closed lists as people write them in either language, turned into their codes; what is near gives a suggestion."""

import re
from datetime import date, timedelta
from functools import lru_cache

from rapidfuzz import fuzz, process

from directory import labels, places
from directory.importers.profiles.columns import NEAR, plain
from directory.search.text import fold
from directory.vocabulary import CareerStage

# Other words for a value, beside its code and its labels in both languages.
ALSO: dict[str, dict[str, str]] = {
    "kind": {
        "person": "researcher", "people": "researcher", "academic": "researcher", "scholar": "researcher", "expert": "researcher",
        "talent": "researcher",
        "研究人员": "researcher", "研究者": "researcher", "学者": "researcher", "专家": "researcher", "人才": "researcher", "科研人员": "researcher",
        "institution": "institute", "university": "institute", "organisation": "institute", "organization": "institute",
        "机构": "institute", "高校": "institute", "大学": "institute", "研究所": "institute", "科研机构": "institute",
        "enterprise": "company", "firm": "company", "business": "company", "企业": "company", "公司": "company",
    },
    "country": {**labels.COUNTRY_ALIASES, "中国大陆": "CN", "香港": "HK", "澳门": "MO", "台湾": "TW", "英格兰": "GB", "苏格兰": "GB"},
}
SEPARATORS = re.compile(r"[;；、\n|]+|,(?!\s)|，")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class BadWord(ValueError):
    """A value that isn't of the list; `suggestion` is what may be meant."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        self.suggestion = suggestion
        super().__init__(f"{message}; is {suggestion} meant?" if suggestion else message)


@lru_cache(maxsize=16)
def _spellings(field: str) -> dict[str, str]:
    if field == "career_stage":
        words = {stage.value: labels.both(stage.label) for stage in CareerStage}
    else:
        words = labels.closed(field)
    known = {plain(word): code for code, both in words.items() for word in (both["en"], both["zh"], code)}
    return known | {plain(word): code for word, code in ALSO.get(field, {}).items()}


def code(field: str, written: str) -> str:
    """The value of a closed list (a filter's field, or career_stage). Raises BadWord."""
    known = _spellings(field)
    found = known.get(plain(written))
    if found:
        return found
    near = process.extractOne(plain(written), list(known), scorer=fuzz.ratio, score_cutoff=NEAR - 10) if written else None
    raise BadWord(f"{written[:60]!r} is not a {field.replace('_', ' ')}", known[near[0]] if near else "")


def several(written: str) -> list[str]:
    """A cell with several values: semicolons, Chinese list commas, bars, new lines, commas without a space after them."""
    return list(dict.fromkeys(part.strip() for part in SEPARATORS.split(written) if part.strip()))


def subjects(written: str) -> list[str]:
    """FORD codes. The fields' own names have commas in them, of both kinds."""
    return list(dict.fromkeys(subject(part.strip()) for part in re.split(r"[;；\n|]+|,(?!\s)", written) if part.strip()))


def keywords(written: str) -> list[str]:
    """Keywords may stand between commas with spaces as well."""
    return list(dict.fromkeys(word.strip()[:100] for part in several(written) for word in part.split(",") if word.strip()))[:30]


def subject(written: str) -> str:
    """A FORD code from a code or a field's name. A spreadsheet may have made the number 2.1 of 2.10, which nobody can know."""
    if re.fullmatch(r"\d(\.\d{1,2})?", written):
        if written in labels.subjects():
            return written
        raise BadWord(f"{written} is not a FORD code")
    return code("subject", written)


def until(written: str) -> date:
    """The last day of an offer. Raises BadWord for what is no date, lies in the past, or is more than five years away."""
    found = DAY.search(written)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise BadWord(f"{written[:40]!r} is not a day; write 2027-06-30")
    today = date.today()  # noqa: DTZ011 - a day of the calendar, not an instant
    if day < today or day > today + timedelta(days=5 * 366):
        raise BadWord(f"{day.isoformat()} is past or more than five years away")
    return day


def year(written: str) -> int:
    """A year of establishment."""
    found = re.fullmatch(r"(\d{3,4})年?", written)
    if not found or not 500 <= int(found[1]) <= 2100:
        raise BadWord(f"{written[:20]!r} is not a year")
    return int(found[1])


@lru_cache(maxsize=2048)
def city(country: str, written: str) -> tuple[str, str, str]:
    """(English name, subdivision, Chinese name) of a city written in either language; an unknown city stays as written."""
    bare = re.sub(r"市$", "", written)
    for subdivision, english, chinese in places.cities():
        if subdivision[:2] == country and (fold(english) == fold(written) or chinese in {written, bare}):
            return english, subdivision, chinese
    return written, "", ""
