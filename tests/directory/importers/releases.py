"""Invented ROR records with right checksums that have the oddities of the real release, and files made of them."""

import gzip
import json
import zipfile

from directory.identifiers import BASE32, mod_11_2, ror_check


def ror(number: int) -> str:
    """The ROR ID of an invented organisation."""
    body = "0zz" + "".join(BASE32[number // 32**place % 32] for place in (3, 2, 1, 0))
    return body + ror_check(body)


def isni(number: int) -> str:
    body = f"{number:015d}"
    digits = body + mod_11_2(body)
    return " ".join(digits[i:i + 4] for i in range(0, 16, 4))


def name(value, *types, lang=None):
    return {"value": value, "types": list(types), "lang": lang}


def place(country="GB", city="Leeds", number=2644688, **more):
    details = {"country_code": country, "country_name": country, "name": city, "lat": 53.79, "lng": -1.54, **more}
    return {"geonames_id": number, "geonames_details": details}


def link(kind, number, label="?"):
    return {"id": f"https://ror.org/{ror(number)}", "label": label, "type": kind}


def record(number, *names, **more):
    """A whole record of schema 2.1; `more` replaces top-level keys."""
    return {
        "admin": {"created": {"date": "2020-01-01", "schema_version": "1.0"}, "last_modified": {"date": "2026-02-24", "schema_version": "2.1"}},
        "domains": [], "established": 1900, "external_ids": [], "id": f"https://ror.org/{ror(number)}", "links": [],
        "locations": [place()], "names": list(names) or [name(f"Invented Institute {number}", "ror_display", "label", lang="en")],
        "relationships": [], "status": "active", "types": ["facility"],
    } | more


def nanjing(**more):
    return place("CN", "Nanjing", 1799962, country_subdivision_code="JS", country_subdivision_name="Jiangsu", **more)


def release():
    """Twenty-five records, each with its own oddity."""
    return [
        record(1, name("Qinhuai University", "ror_display", "label", lang="en"), name("秦淮大学", "label", lang="zh"), name("QU", "acronym"),
               name("Qínhuái Dàxué", "alias", lang="zh"), locations=[nanjing()], types=["education", "funder"], domains=["qhu.example"],
               external_ids=[{"type": "wikidata", "all": ["Q900001", "Q900002"], "preferred": "Q900001"},
                             {"type": "isni", "all": [isni(77)], "preferred": None}, {"type": "fundref", "all": ["501100099991"], "preferred": None}],
               links=[{"type": "website", "value": "http://www.qhu.example"}, {"type": "wikipedia", "value": "https://en.wikipedia.org/wiki/Qinhuai"}],
               relationships=[link("child", 2, "School of Bridges"), link("related", 3)]),
        record(2, name("School of Bridges", "label", "ror_display", lang="en"), locations=[nanjing()], relationships=[link("parent", 1)]),
        record(3, name("Leeds Bridge Works (United Kingdom)", "ror_display", "label"), types=["company"], established=None,
               locations=[{"geonames_id": 2644688, "geonames_details": {"country_code": "GB", "lat": 53.8, "lng": -1.5, "name": "Leeds"}}],
               external_ids=[{"type": "grid", "all": ["grid.999999.1"], "preferred": "grid.999999.1"}],
               admin={"created": {"date": None, "schema_version": "1.0"}, "last_modified": {"date": "2024-02-13", "schema_version": "1.0"}}),
        record(4, name("Old Bridge Office", "ror_display", "label", lang="en"), status="withdrawn", relationships=[link("successor", 1)],
               external_ids=[{"type": "wikidata", "all": ["Q900001"], "preferred": None}]),
        record(5, name("Bridge Bureau", "ror_display", "label", lang="en"), status="inactive"),
        record(6, name("水研究所", "ror_display", "label"), locations=[place("JP", "Tokyo", 1850147)]),  # kanji without a language: not Chinese
        record(7, name("桥梁实验室", "label"), name("Bridge Lab", "ror_display", "label", lang="en"), locations=[nanjing()]),
        record(8, name("東南橋大學", "label", lang="zh"), name("东南桥大学", "label", lang="zh"),
               name("Southeast Bridge", "ror_display", "label", lang="en"), locations=[place("TW", "Taipei", 1668341)]),
        record(9, name("NAS", "acronym", "label", "ror_display", lang="en")),
        record(10, name("Alias And Label", "alias", "label", "ror_display")),
        record(11, name("Only Displayed", "ror_display", lang="en"), name("Only Displayed", "alias", lang="en")),
        record(12, name("  Xi’an\u00a0Bridge\u200b  College ", "ror_display", "label", lang="en"), name("Ecole\u0301", "alias", lang="fr")),
        record(13, established=12,
               external_ids=[{"type": "fundref", "all": ["10"], "preferred": None}, {"type": "grid", "all": ["501"], "preferred": None}]),
        record(14, external_ids=[{"type": "wikidata", "all": ["Q900002"], "preferred": None}]),  # record 1 has it
        record(15, relationships=[link("parent", 16), link("parent", 15)]),  # a circle of parents, and itself
        record(16, relationships=[link("parent", 15), link("child", 9999, "Not In The File")]),
        record(17, locations=[place(), place("GB", "Leeds", 2644688), place("CN", "Nanjing", 1799962)]),
        record(18, status="withdrawn", relationships=[link("successor", 19)]),  # a chain
        record(19, status="withdrawn", relationships=[link("successor", 1)]),
        record(20, status="withdrawn", relationships=[link("successor", 21)]),  # a chain that loops
        record(21, status="withdrawn", relationships=[link("successor", 20)]),
        record(22, links=[{"type": "website", "value": "javascript:alert(1)"}, {"type": "website", "value": "https://a.example/" + "x" * 600}]),
        record(23, name("X" * 310, "ror_display", "label", lang="en")),
        record(24, locations=[place("US", "Springfield", 4409896)]),  # 2.0: no subdivision
        record(25, locations=[place("US", "Springfield", 4409896, country_subdivision_code="MO", country_subdivision_name="Missouri")]),
    ]


def as_jsonl(records, path):
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")
    return path


def as_gz(records, path):
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
    return path


def as_json(records, path):
    path.write_text(json.dumps(records, ensure_ascii=False, indent=2), encoding="utf-8")
    return path


def as_zip(records, path, member="v2.1-2026-06-23-ror-data.json"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("v1.9-ror-data_schema_v1.json", json.dumps([{"id": one["id"], "name": "old"} for one in records] * 40))
        archive.writestr("v2.1-2026-06-23-ror-data.csv", "id,name\n" * 1000)
        archive.writestr("__MACOSX/._x.json", "{}")
        archive.writestr(member.replace(".json", "_schema_v2.json"), json.dumps(records, ensure_ascii=False, indent=2))
    return path
