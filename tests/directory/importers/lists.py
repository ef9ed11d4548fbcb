"""Lists as the centre keeps them, as files; and what an import made of them."""

import csv
import json

from openpyxl import Workbook

from directory.importers import profiles
from directory.models import Card, Profile
from tests import make

IRIS, JUN = "0000-0002-1825-0097", "0000-0002-1694-233X"
PEOPLE = [
    {"kind": "researcher", "name_en": "Iris Marsh", "name_zh": "马艾丽", "orcid": IRIS, "organisation": "Bridgeford University", "role": "Reader",
     "country": "GB", "city": "Leeds", "subjects": "1.2; 2.2", "keywords_en": "soft robots, bridges", "offering": "host;Joint research",
     "until": make.LATER.isoformat()},
    {"kind": "企业", "name_zh": "南京桥科技有限公司", "country": "中国", "city": "南京", "uscc": "91350100M000100Y43", "staff": "120",
     "website": "qiao.example"},
]


def written(rows, path, *, delimiter=",", encoding="utf-8"):
    header = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, header, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def sheet(rows, path):
    header = list(dict.fromkeys(column for row in rows for column in row))
    book = Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append([row.get(column) for column in header])
    book.save(path)
    return path


def run(rows, tmp_path, **options):
    return profiles.import_file(written(rows, tmp_path / "list.csv"), **options)


def apply(rows, tmp_path):
    return run(rows, tmp_path, apply=True)


def wrong(row, tmp_path):
    report = run([row], tmp_path)
    assert report.counts["wrong"] == 1, report.as_text()
    assert report.sections["wrong"][0]["where"] == "line 2"
    return report.sections["wrong"][0]["what"]


def person(scheme="orcid", value=IRIS):
    return Profile.objects.get(identifiers__scheme=scheme, identifiers__value=value)


def body(profile):
    return json.loads(Card.objects.get(profile=profile, tier=0).body)
