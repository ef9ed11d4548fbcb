"""The centre's own lists: read in every dress, looked through, applied; and everything that can be wrong with a row."""


import pytest

from directory import changes, tables
from directory.importers import profiles
from directory.importers.batch import ImportFileError
from directory.models import Affiliation, Change, Identifier, ImportBatch, Place, Profile, Subject
from tests import make
from tests.directory.importers.lists import IRIS, JUN, PEOPLE, apply, body, person, run, sheet, written, wrong

pytestmark = pytest.mark.django_db


def test_without_apply_nothing_is_written(tmp_path):
    report = run(PEOPLE, tmp_path)
    assert (report.counts["new"], report.dry_run) == (2, True)
    assert [line["where"] for line in report.sections["new"]] == ["line 2", "line 3"]
    assert not any(model.objects.exists() for model in (Profile, Place, Subject, ImportBatch, Change))


def test_applied_rows_become_profiles(tmp_path):
    home = make.institute("Bridgeford University")
    apply(PEOPLE, tmp_path)
    iris = body(person())
    assert iris["name"] == {"en": "Iris Marsh", "zh": "马艾丽"}
    assert iris["affiliations"][0]["organisation"]["uid"] == home.uid
    assert iris["affiliations"][0]["role"]["en"] == "Reader"
    assert (iris["subjects"], iris["keywords"]["en"]) == (["1.2", "2.2"], ["soft robots", "bridges"])
    assert [(one["direction"], one["type"]) for one in iris["interests"]] == [("offering", "host"), ("offering", "joint-research")]
    firm = body(person("uscc", "91350100M000100Y43"))
    assert (firm["kind"], firm["staff"], firm["website"]) == ("company", 120, "https://qiao.example")
    assert (firm["place"]["subdivision"], firm["place"]["city"]) == ("CN-JS", {"en": "Nanjing", "zh": "南京"})


@pytest.mark.parametrize("dress", [
    {"encoding": "utf-8"}, {"encoding": "utf-8-sig"}, {"encoding": "gb18030"}, {"encoding": "utf-16"}, {"delimiter": ";"}, {"delimiter": "\t"},
])
def test_every_dress_of_a_csv_is_read_alike(tmp_path, dress):
    report = profiles.import_file(written(PEOPLE, tmp_path / "list.csv", **dress), apply=True)
    assert report.counts["new"] == 2
    assert {one.value for one in person().names.all()} == {"Iris Marsh", "马艾丽"}


def test_an_xlsx_is_read_alike_and_a_formula_is_text(tmp_path):
    rows = [*PEOPLE, {"kind": "company", "name_en": "=1+1", "country": "GB", "staff": 7.0, "until": make.LATER, "seeking": "solve"}]
    profiles.import_file(sheet(rows, tmp_path / "list.xlsx"), apply=True)
    odd = Profile.objects.get(names__value="=1+1")
    assert odd.company.staff == 7
    assert odd.interests.get().expires_on == make.LATER


def test_chinese_headers_are_understood(tmp_path):
    row = {"类型": "研究人员", "姓": "欧阳", "名": "骏", "单位": "无名大学", "职务": "教授", "国家/地区": "中国", "学科": "计算机与信息科学"}
    row["关键词"] = "机器人、控制"
    apply([row], tmp_path)
    found = Profile.objects.get()
    name = found.names.get()
    assert (name.value, name.lang, name.family, name.given, name.order) == ("欧阳骏", "zh", "欧阳", "骏", "family-first")
    assert found.keywords_zh == ["机器人", "控制"]
    assert found.profile_subjects.get().subject.code == "1.2"
    assert found.affiliations.get().role_zh == "教授"


def test_a_list_applied_twice_changes_nothing(tmp_path):
    rows = [*PEOPLE, {"kind": "researcher", "name_en": "No Identifier"}]
    apply(rows, tmp_path)
    before = changes.last_seq()
    report = apply(rows, tmp_path)
    assert (report.counts["unchanged"], changes.last_seq(), Profile.objects.count()) == (3, before, 3)


def test_a_row_is_matched_by_identifier_and_only_adds(tmp_path):
    there = make.person("Iris Marsh", identifiers=[{"scheme": "orcid", "value": IRIS}], keywords_en=["tides"], source="import")
    report = apply([PEOPLE[0]], tmp_path)
    assert f"by orcid {IRIS}" in report.sections["matched"][0]["what"]
    assert Profile.objects.filter(kind="researcher").get() == there
    assert body(there)["keywords"]["en"] == ["tides", "soft robots", "bridges"]
    assert body(there)["name"]["zh"] == "马艾丽"


def test_a_person_is_matched_by_exact_name_and_organisation(tmp_path):
    home = make.institute("Bridgeford University")
    there = make.person("Iris Marsh", affiliations=[{"organisation_id": home.pk}])
    report = run([{"kind": "researcher", "name_en": "iris MARSH", "organisation": "Bridgeford university"}], tmp_path)
    assert report.sections["matched"][0]["uid"] == there.uid


def test_the_same_name_alone_is_never_joined(tmp_path):
    there = make.person("Wei Zhang", "张伟")
    report = apply([{"kind": "researcher", "name_zh": "张伟", "organisation": "Elsewhere"}, {"kind": "researcher", "name_en": "Wei Zhang"}], tmp_path)
    assert report.counts["new"] == 2
    assert [line["uids"] for line in report.sections["similar"]] == [[there.uid], [there.uid]]
    assert Profile.objects.count() == 3


def test_two_new_people_of_one_name_are_pointed_out(tmp_path):
    report = run([{"kind": "researcher", "name_zh": "张伟", "organisation": place} for place in ("A", "B")], tmp_path)
    assert report.counts["new"] == 2
    assert report.sections["similar"][0]["what"].endswith("line 2")


def test_another_orcid_id_is_another_person(tmp_path):
    home = make.institute("Bridgeford University")
    make.person("Iris Marsh", affiliations=[{"organisation_id": home.pk}], identifiers=[{"scheme": "orcid", "value": JUN}])
    assert run([PEOPLE[0]], tmp_path).counts["new"] == 1


def test_rows_that_contradict_the_directory_are_left_out(tmp_path):
    make.person("Iris Marsh", identifiers=[{"scheme": "orcid", "value": IRIS}])
    make.person("Other Marsh", identifiers=[{"scheme": "isni", "value": "0000000121032683"}])
    make.person("Third Marsh", identifiers=[{"scheme": "orcid", "value": JUN}])
    make.institute("Old", identifiers=[{"scheme": "uscc", "value": "91350100M000100Y43"}])
    for _time in range(2):
        make.institute("Twin Institute", place={"country": "GB"})
    report = apply([
        {"kind": "researcher", "name_en": "Iris Marsh", "orcid": IRIS, "isni": "0000 0001 2103 2683"},
        {"kind": "researcher", "name_en": "Jun Ouyang", "orcid": JUN},
        {"kind": "company", "name_en": "Old", "uscc": "91350100M000100Y43"},
        {"kind": "institute", "name_en": "Twin Institute", "country": "GB"},
    ], tmp_path)
    said = [line["what"] for line in report.sections["conflicting"]]
    for what, part in zip(said, ("different profiles", "another name", "another kind", "several organisations"), strict=True):
        assert part in what
    assert Profile.objects.count() == 6


def test_an_organisation_of_two_names_is_kept_as_written(tmp_path):
    for _time in range(2):
        make.institute("Bridgeford University")
    report = apply([PEOPLE[0]], tmp_path)
    assert len(report.sections["ambiguous"][0]["candidates"]) == 2
    assert Affiliation.objects.get().organisation_text == "Bridgeford University"


def test_what_a_person_set_stays(tmp_path):
    there = make.person("Iris Marsh", identifiers=[{"scheme": "orcid", "value": IRIS}], summary_en="Mine.", source="self")
    report = apply([PEOPLE[0] | {"summary_en": "Theirs."}], tmp_path)
    there.refresh_from_db()
    assert there.summary_en == "Mine."
    assert "line 2" in {line["where"] for line in report.sections["kept"]}


PERSON, COMPANY = {"kind": "researcher", "name_en": "X"}, {"kind": "company", "name_en": "X"}


@pytest.mark.parametrize(("row", "said"), [
    ({"name_en": "X"}, "kind is missing"),
    ({"kind": "resercher", "name_en": "X"}, "is researcher meant?"),
    ({"kind": "company"}, "a name is missing"),
    ({"kind": "researcher", "given": "Iris"}, "go together"),
    (PERSON | {"orcid": "0000-0002-1825-0098"}, "mistyped"),
    (COMPANY | {"uscc": "123"}, "18 characters"),
    (COMPANY | {"country": "Chnia"}, "is CN meant?"),
    (PERSON | {"subjects": "9.9"}, "not a FORD code"),
    (PERSON | {"offering": "host"}, "until"),
    (PERSON | {"offering": "hosst", "until": "2020-01-01"}, "past"),
    (PERSON | {"offering": "hosst", "until": "soon"}, "is host meant?"),
    (COMPANY | {"orcid": IRIS}, "is kind right?"),
    (COMPANY | {"established": "long ago"}, "not a year"),
    (COMPANY | {"website": "javascript:alert(1)"}, "not an address"),
    (COMPANY | {"name_en": "X" * 301}, "longer than"),
    (COMPANY | {"types": "factory"}, "not a type"),
    (COMPANY | {"staff": "many"}, "not a number"),
    (PERSON | {"start": "May"}, "2021-09"),
    (PERSON | {"career_stage": "senor"}, "is senior meant?"),
])
def test_a_wrong_row_is_told_with_its_line_and_what_may_be_meant(tmp_path, row, said):
    assert said in wrong(row, tmp_path)


def test_a_row_with_too_many_cells_is_wrong(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('kind,name_en\ncompany,Bridge, Ltd\n\n"company","Two\nlines"\ncompany,Third\n')
    report = profiles.import_file(path)
    assert "3 cells where the header has 2" in report.sections["wrong"][0]["what"]
    assert [line["where"] for line in report.sections["new"]] == ["line 4", "line 6"]


def test_a_list_that_names_somebody_twice_says_where(tmp_path):
    report = run([PEOPLE[0], PEOPLE[0] | {"name_en": "I. Marsh"}], tmp_path)
    assert "the same as line 2" in report.sections["wrong"][0]["what"]


def test_misspelt_columns_get_a_suggestion_and_stop_applying(tmp_path):
    path = written([{"kind": "company", "name_en": "X", "contry": "GB", "favourite colour": "red", "email": "x@example.org"}], tmp_path / "x.csv")
    lines = {line["where"]: line["what"] for line in profiles.import_file(path).sections["file"]}
    assert lines["column 'contry'"] == "unknown; is country meant?"
    assert lines["column 'favourite colour'"] == "unknown, left out"
    assert "not part of a profile" in lines["column 'email'"]
    with pytest.raises(ImportFileError, match="is country meant"):
        profiles.import_file(path, apply=True)


def test_a_failed_credit_code_check_is_a_remark(tmp_path):
    report = apply([PEOPLE[1] | {"uscc": "91350100M000100Y44"}], tmp_path)
    assert "fails its check digit" in report.sections["warnings"][0]["what"]
    assert Identifier.objects.get(scheme="uscc").checksum_ok is False


@pytest.mark.parametrize("name", ["=1+1", "+44 Bridges", "@home", "-Minus", "＝1", "'quoted'"])
def test_a_cell_that_our_exports_made_safe_comes_back_as_it_was(tmp_path, name):
    apply([{"kind": "company", "name_en": tables.safe(name), "country": "GB"}], tmp_path)
    assert Profile.objects.get().names.get().value == name


@pytest.mark.parametrize(("content", "said"), [
    (b"", "empty"), (b"kind,name_en\n", "no rows"), (b"colour\nred\n", "no known column"), (b"kind,Type of profile\nx,y\n", "stands twice"),
    (b"\xd0\xcf\x11\xe0xxx", "old Excel"), (b"PK\x03\x04xxxx", "not a whole XLSX"), (b"kind,name_en\ncompany,\x00\x01\n", "neither UTF-8"),
    (b"kind,name_en\ncompany,\xff\xff\xff\n", "neither UTF-8"), ("kind,name_en\ncompany,桥".encode()[:-1], "cut off"),
    (b'kind,name_en\ncompany,"open\n', "quotation mark"), (b"kind,name_en\ncompany," + b"x" * 200_000 + b"\n", "can't be read from line 2"),
])
def test_a_file_that_is_no_list_is_refused_in_one_sentence(tmp_path, content, said):
    path = tmp_path / "list"
    path.write_bytes(content)
    with pytest.raises(ImportFileError, match=said):
        profiles.import_file(path)


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.95])
def test_a_cut_xlsx_is_refused(tmp_path, keep):
    path = sheet(PEOPLE, tmp_path / "list.xlsx")
    path.write_bytes(path.read_bytes()[:int(path.stat().st_size * keep)])
    with pytest.raises(ImportFileError, match="not a whole XLSX"):
        profiles.import_file(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ImportFileError, match="no file"):
        profiles.import_file(tmp_path / "none.csv")
