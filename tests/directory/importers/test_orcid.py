"""ORCID's public records: what becomes of a person, how posts are matched, and records that are broken, hostile or no records."""

import io
import tarfile

import pytest
from django.core.management import call_command

from directory import changes, services
from directory.importers import orcid
from directory.importers.batch import ImportFileError
from directory.importers.orcid.records import BadRecord, read
from directory.models import Affiliation, Change, Identifier, Profile
from tests import make

IRIS, JUN = "0000-0002-1825-0097", "0000-0002-1694-233X"
NAMESPACES = " ".join(f'xmlns:{word}="http://www.orcid.org/ns/{word}"' for word in (
    "record", "common", "person", "personal-details", "other-name", "keyword", "address", "researcher-url", "activities", "employment", "education",
    "history", "error",
))


def post(name="Bridgeford University", *, kind="employment", source="", value="", country="GB", start="2021", month="", end="", visibility="public"):
    register = "disambiguated-organization"
    where = f"""<common:{register}><common:{register}-identifier>{value}</common:{register}-identifier>
        <common:disambiguation-source>{source}</common:disambiguation-source></common:{register}>""" if source else ""
    month = f"<common:month>{month}</common:month>" if month else ""
    until = f"<common:end-date><common:year>{end}</common:year></common:end-date>" if end else ""
    return f"""<activities:affiliation-group><{kind}:{kind}-summary put-code="1" visibility="{visibility}">
        <common:source><common:source-name>Somebody Else</common:source-name></common:source>
        <common:department-name>Bridges</common:department-name><common:role-title>Lecturer</common:role-title>
        <common:start-date><common:year>{start}</common:year>{month}</common:start-date>{until}
        <common:organization><common:name>{name}</common:name><common:address><common:city>X</common:city><common:country>{country}</common:country>
        </common:address>{where}</common:organization></{kind}:{kind}-summary></activities:affiliation-group>"""


def entries(noun, texts):
    return "".join(f'<{noun}:{noun} put-code="1" visibility="public"><{noun}:content>{one}</{noun}:content></{noun}:{noun}>' for one in texts)


def person(iri=IRIS, *posts, given="Iris", family="Marsh", credit="", other=(), keywords=("soft robots, bridges",), visibility="public"):
    credit = f"<personal-details:credit-name>{credit}</personal-details:credit-name>" if credit else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?><record:record {NAMESPACES} path="/{iri}">
      <common:orcid-identifier><common:path>{iri}</common:path></common:orcid-identifier>
      <history:history><common:last-modified-date>2026-01-02T03:04:05.678Z</common:last-modified-date></history:history>
      <person:person><person:name visibility="{visibility}"><personal-details:given-names>{given}</personal-details:given-names>
        <personal-details:family-name>{family}</personal-details:family-name>{credit}</person:name>
        <other-name:other-names>{entries("other-name", other)}</other-name:other-names>
        <keyword:keywords>{entries("keyword", keywords)}</keyword:keywords>
        <researcher-url:researcher-urls><researcher-url:researcher-url put-code="3" visibility="public">
          <researcher-url:url-name>Lab</researcher-url:url-name><researcher-url:url>https://lab.example/</researcher-url:url></researcher-url:researcher-url></researcher-url:researcher-urls>
        <address:addresses><address:address put-code="4" visibility="public"><address:country>GB</address:country></address:address>
        </address:addresses></person:person>
      <activities:activities-summary>{"".join(posts)}</activities:activities-summary></record:record>""".encode()


def folder(tmp_path, *records):
    for number, raw in enumerate(records):
        (tmp_path / "records" / str(number)).mkdir(parents=True, exist_ok=True)
        (tmp_path / "records" / str(number) / "x.xml").write_bytes(raw)
    return tmp_path / "records"


def profile(iri=IRIS):
    return Profile.objects.get(identifiers__scheme="orcid", identifiers__value=iri)


def names(one):
    return {(name.value, name.lang, name.type, name.is_preferred) for name in one.names.all()}


@pytest.mark.django_db
def test_a_record_becomes_a_person_who_waits_for_a_check(tmp_path):
    report = orcid.import_path(folder(tmp_path, person(IRIS, post(), credit="I. Marsh", other=["Iris van Marsh"])))
    one = profile()
    assert (one.kind, one.status, one.keywords_en, one.website) == ("researcher", "pending", ["soft robots", "bridges"], "https://lab.example/")
    assert names(one) == {
        ("Iris Marsh", "en", "label", True), ("I. Marsh", "en", "label", False), ("Iris van Marsh", "en", "alias", False),
    }
    assert (one.names.first().given, one.names.first().family) == ("Iris", "Marsh")
    assert one.locations.get().place.country == "GB"
    assert one.identifiers.get().verified_by == "orcid"
    assert one.assertions.get().asserted_at.isoformat() == "2026-01-02T03:04:05.678000+00:00"
    assert "wait for a check" in report.sections["notes"][0]["what"]


@pytest.mark.django_db
def test_people_are_listed_at_once_only_when_asked_for(tmp_path):
    orcid.import_path(folder(tmp_path, person()), publish=True)
    assert profile().status == "published"


@pytest.mark.django_db
def test_a_han_name_is_written_family_first(tmp_path):
    orcid.import_path(folder(tmp_path, person(JUN, given="骏", family="欧阳", other=["Jun Ouyang"], keywords=["机器人；控制"])))
    assert names(profile(JUN)) == {("欧阳骏", "zh", "label", True), ("Jun Ouyang", "en", "alias", False)}
    assert profile(JUN).keywords_zh == ["机器人", "控制"]


@pytest.mark.django_db
@pytest.mark.parametrize(("source", "value", "scheme", "stored"), [
    ("ROR", "https://ror.org/013meh722", "ror", "013meh722"), ("GRID", "grid.5335.0", "grid", "grid.5335.0"),
    ("FUNDREF", "http://dx.doi.org/10.13039/501100000735", "fundref", "501100000735"),
])
def test_a_post_is_matched_by_identifier(tmp_path, source, value, scheme, stored):
    home = make.institute("Quite Another Name", identifiers=[{"scheme": scheme, "value": stored}])
    report = orcid.import_path(folder(tmp_path, person(IRIS, post(source=source, value=value, month="9"))))
    found = Affiliation.objects.get()
    assert (found.organisation, found.organisation_text, found.start, found.is_primary) == (home, "", "2021-09", True)
    assert report.sections["matched_by"][0]["by"] == scheme


@pytest.mark.django_db
def test_a_post_at_a_closed_organisation_goes_to_its_successor(tmp_path):
    new = make.institute("New")
    old = make.institute("Old", identifiers=[{"scheme": "grid", "value": "grid.1.1", "status": "deprecated"}])
    services.withdraw(old, by=None, successor=new)
    orcid.import_path(folder(tmp_path, person(IRIS, post(source="GRID", value="grid.1.1"))))
    assert Affiliation.objects.get().organisation == new


@pytest.mark.django_db
def test_a_post_is_matched_by_exact_name_in_the_same_country_only(tmp_path):
    british = make.institute("Bridgeford University", place={"country": "GB"})
    make.institute("Bridgeford University", place={"country": "US"})
    orcid.import_path(folder(tmp_path, person(IRIS, post("BRIDGEFORD university"), post(country="FR", start="2019"))))
    assert list(Affiliation.objects.order_by("start").values_list("organisation", "organisation_text")) == [
        (None, "Bridgeford University"), (british.pk, ""),
    ]


@pytest.mark.django_db
def test_two_that_fit_are_never_guessed(tmp_path):
    for _time in range(2):
        make.institute("Bridgeford University", place={"country": "GB"})
    report = orcid.import_path(folder(tmp_path, person(IRIS, post(), post("Nowhere", source="RINGGOLD", value="1"))))
    assert set(Affiliation.objects.values_list("organisation", flat=True)) == {None}
    assert len(report.sections["ambiguous"][0]["candidates"]) == 2
    assert [line["what"] for line in report.sections["unmatched"]] == ["Nowhere (GB)"]


@pytest.mark.django_db
def test_the_same_records_again_change_nothing(tmp_path):
    path = folder(tmp_path, person(IRIS, post(), post()), person(JUN, post(kind="education", end="2019")))
    orcid.import_path(path)
    before = changes.last_seq()
    report = orcid.import_path(path)
    assert (report.counts["unchanged"], changes.last_seq()) == (2, before)


@pytest.mark.django_db
def test_a_post_finds_its_organisation_when_that_arrives(tmp_path):
    path = folder(tmp_path, person(IRIS, post()))
    orcid.import_path(path)
    home = make.institute("Bridgeford University", place={"country": "GB"})
    assert orcid.import_path(path).counts["changed"] == 1
    assert Affiliation.objects.get().organisation == home


@pytest.mark.django_db
def test_what_the_person_set_stays(tmp_path):
    orcid.import_path(folder(tmp_path, person()))
    services.revise(profile(), by=None, source="self", keywords_en=["my own"])
    report = orcid.import_path(folder(tmp_path, person(keywords=["theirs"])))
    assert profile().keywords_en == ["my own"]
    assert report.sections["kept"] == [{"where": IRIS, "what": "keywords"}]


@pytest.mark.django_db
def test_what_is_not_public_is_not_read(tmp_path):
    orcid.import_path(folder(tmp_path, person(IRIS, post(visibility="limited"))))
    assert not Affiliation.objects.exists()
    with pytest.raises(BadRecord, match="no public name"):
        read(person(visibility="private"))


@pytest.mark.django_db
def test_broken_records_are_lines_of_the_report_and_the_others_go_on(tmp_path):
    locked = f"<error:error {NAMESPACES}><error:developer-message>409 The record is locked.</error:developer-message></error:error>".encode()
    odd = person().replace(b"UTF-8", b"x-none")
    path = folder(tmp_path, person(), person()[:400], b"", locked, person(), person("0000-0002-1825-0098"), b"<x/>", odd)
    report = orcid.import_path(path)
    assert report.counts["created"] == 1
    assert report.counts["skipped"] == 7
    said = " ".join(line["what"] for line in report.sections["skipped"])
    for words in ("broken XML", "409 The record is locked", "duplicate ORCID iD", "bad ORCID iD", "was expected", "encoding"):
        assert words in said


@pytest.mark.parametrize("hostile", [
    b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', b"\x00\x01", b"<x>" * 5000,
])
def test_hostile_xml_is_refused(hostile):
    with pytest.raises(BadRecord):
        read(hostile)


@pytest.mark.django_db
def test_an_archive_is_read_and_a_cut_one_refused(tmp_path):
    path = tmp_path / "x.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, raw in (("a/1.xml", person()), ("a/2.xml", person(JUN)), ("a/readme.txt", b"hello")):
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    assert orcid.import_path(path, dry_run=True).counts["created"] == 2
    assert not Profile.objects.exists()
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(ImportFileError, match="cut off"):
        orcid.import_path(path)
    assert not Profile.objects.exists()


@pytest.mark.django_db
def test_an_empty_folder_and_a_missing_path_are_told(tmp_path):
    with pytest.raises(ImportFileError, match=r"no \.xml file"):
        orcid.import_path(tmp_path)
    with pytest.raises(ImportFileError, match="no file or folder"):
        orcid.import_path(tmp_path / "none")


@pytest.mark.django_db
def test_an_orcid_id_on_an_organisation_or_a_withdrawn_person_is_left_alone(tmp_path):
    make.institute(identifiers=[{"scheme": "orcid", "value": IRIS}])
    services.withdraw(make.person(identifiers=[{"scheme": "orcid", "value": JUN}]), by=None)
    report = orcid.import_path(folder(tmp_path, person(), person(JUN)))
    assert report.counts["skipped"] == 2
    assert Identifier.objects.count() == 2


@pytest.mark.django_db
def test_the_real_sample_is_read(shared_data, capsys):
    call_command("import_orcid", str(shared_data / "orcid-sample"), "--no-index", verbosity=0)
    assert "7  created" in capsys.readouterr().out
    assert Change.objects.count() == 7
    assert set(Profile.objects.values_list("status", flat=True)) == {"pending"}
