"""Whole runs of import_ror: created, run again, changed, withdrawn, connected, interrupted; and files that are refused."""

import copy
import json

import pytest

from directory import cards, changes, services
from directory.importers import ror as importer
from directory.models import Assertion, Card, Change, Identifier, Name, OrganisationLink, Place, Profile
from directory.vocabulary import Source
from tests import make
from tests.directory.importers.releases import as_gz, as_json, as_zip, link, name, place, record, release, ror
from tests.directory.importers.ror_runs import card, profile, run

pytestmark = pytest.mark.django_db


def test_a_release_becomes_profiles(tmp_path):
    report = run(release(), tmp_path)
    assert report.counts["created"] == 25
    assert Profile.objects.published().count() == 19
    one = profile(1)
    assert (one.kind, one.status, one.verification, one.website) == ("institute", "published", "registry", "http://www.qhu.example")
    assert card(1)["name"] == {"en": "Qinhuai University", "zh": "秦淮大学"}
    assert card(1)["place"]["subdivision"] == "CN-JS"
    assert card(1)["types"] == ["education", "funder"]
    assertion = Assertion.objects.get(profile=one)
    assert (assertion.source, assertion.source_ref, assertion.licence) == ("ror", ror(1), "CC0-1.0")
    assert assertion.asserted_at.date().isoformat() == "2026-02-24"
    assert set(one.names.values_list("assertion", flat=True)) == {assertion.pk}
    assert profile(3).kind == "company"
    assert profile(3).company.staff is None
    assert changes.last_seq() == Change.objects.count()


@pytest.mark.parametrize("write", [as_gz, as_json, as_zip])
def test_every_form_of_the_file_is_the_same_release(tmp_path, write):
    run(release(), tmp_path)
    before = changes.last_seq()
    report = importer.import_file(write(release(), tmp_path / "again"))
    assert report.counts["unchanged"] == 25
    assert changes.last_seq() == before


def test_a_second_run_changes_nothing(tmp_path):
    run(release(), tmp_path)
    before = list(Change.objects.values_list("seq", flat=True)), list(Card.objects.order_by("pk").values_list("pk", "body", "extra"))
    report = run(release(), tmp_path)
    assert report.counts["unchanged"] == 25
    assert not report.counts["created"] + report.counts["changed"] + report.counts["connected"] + report.counts["redirected"]
    assert before == (list(Change.objects.values_list("seq", flat=True)), list(Card.objects.order_by("pk").values_list("pk", "body", "extra")))


def test_a_second_run_that_compares_everything_finds_nothing_either(tmp_path):
    """Not only the digest says so: the comparison of rows finds no difference with what was written."""
    run(release(), tmp_path)
    before = changes.last_seq()
    Assertion.objects.update(digest="old")
    report = run(release(), tmp_path)
    assert report.counts["unchanged"] == 25
    assert changes.last_seq() == before


def test_withdrawn_records_are_not_listed_and_lead_to_their_successor(tmp_path):
    run(release(), tmp_path)
    assert profile(4).status == "withdrawn"
    assert profile(4).merged_into == profile(1)
    assert profile(5).merged_into is None  # nothing continues it
    assert not Card.objects.filter(profile__in=[profile(4), profile(5)]).exists()


def test_a_chain_of_successors_leads_to_its_end_and_a_loop_nowhere(tmp_path):
    run(release(), tmp_path)
    assert profile(18).merged_into == profile(1)
    assert profile(19).merged_into == profile(1)
    assert profile(20).merged_into is None
    assert profile(21).merged_into is None


def test_a_successor_that_arrives_later_is_connected_later(tmp_path):
    records = release()
    run([one for one in records if one["id"][-9:] != ror(1)], tmp_path)
    assert profile(18).merged_into is None
    report = run(records, tmp_path)
    assert report.counts["redirected"] == 3
    assert profile(18).merged_into == profile(1)


def test_dangling_links_are_kept_and_connect_when_the_other_end_arrives(tmp_path):
    report = run(release(), tmp_path)
    assert [(line["where"], line["to"]) for line in report.sections["dangling"]] == [(ror(16), ror(9999))]
    waiting = OrganisationLink.objects.get(to_ror=ror(9999))
    assert (waiting.to, waiting.to_label) == (None, "Not In The File")
    before = changes.last_seq()
    run([record(9999)], tmp_path)
    waiting.refresh_from_db()
    assert waiting.to == profile(9999)
    assert json.loads(Card.objects.get(profile=profile(9999)).extra)["ancestors"] == [profile(n).uid for n in (9999, 16, 15)]
    assert changes.last_seq() == before + 2  # it arrived, and then had a line above it


def test_a_parent_later_in_the_file_stands_in_the_cards_of_what_is_below(tmp_path):
    records = [record(1, relationships=[link("parent", 2)]), record(2, relationships=[link("parent", 3)]), record(3)]
    run(records, tmp_path, size=1)
    assert json.loads(Card.objects.get(profile=profile(1)).extra)["ancestors"] == [profile(n).uid for n in (1, 2, 3)]


def test_an_identifier_of_two_active_organisations_is_conflicting_with_the_second(tmp_path):
    report = run(release(), tmp_path)
    assert Identifier.objects.get(profile=profile(14), scheme="wikidata").status == "conflicting"
    assert Identifier.objects.get(profile=profile(1), value="Q900002").status == "active"
    assert [line["where"] for line in report.sections["conflicts"]] == [ror(14)]


def test_what_a_closed_organisation_had_is_out_of_use(tmp_path):
    run(release(), tmp_path)
    assert Identifier.objects.get(profile=profile(4), value="Q900001").status == "deprecated"
    assert Identifier.objects.get(profile=profile(4), scheme="ror").status == "active"


def test_a_place_gets_its_fullest_description(tmp_path):
    run(release(), tmp_path)
    assert Place.objects.get(geonames_id=4409896).subdivision == "US-MO"
    assert Place.objects.filter(city_en="Nanjing").count() == 1


def test_a_change_at_ror_is_written_with_both_sides(tmp_path):
    records = release()
    run(records, tmp_path)
    seq = changes.last_seq()
    records[0] = copy.deepcopy(records[0])
    records[0]["names"][0]["value"] = "Qinhuai University of Bridges"
    records[0]["established"] = 1901
    report = run(records, tmp_path)
    assert (report.counts["changed"], report.counts["unchanged"]) == (1, 24)
    change = Change.objects.get(seq__gt=seq)
    assert sorted(change.fields) == ["established", "names"]
    assert (change.before["established"], change.after["established"]) == (1900, 1901)
    assert card(1)["name"]["en"] == "Qinhuai University of Bridges"


def test_an_organisation_that_closes_leaves_the_lists_and_one_that_reopens_returns(tmp_path):
    run([record(1)], tmp_path)
    run([record(1, status="inactive")], tmp_path)
    assert profile(1).status == "withdrawn"
    assert Change.objects.latest("seq").reason == "inactive at ROR"
    assert not Card.objects.exists()
    run([record(1)], tmp_path)
    assert profile(1).status == "published"
    assert Card.objects.exists()


def test_what_a_person_withdrew_stays_withdrawn(tmp_path):
    run([record(1)], tmp_path)
    services.withdraw(profile(1), by=make.staff())
    report = run([record(1, established=1950)], tmp_path)
    assert profile(1).status == "withdrawn"
    assert report.sections["kept"][0]["field"] == "status"


def test_what_a_person_edited_stays_and_every_report_says_so(tmp_path):
    run([record(1, locations=[place("CN", "Shanxi", 7076747, country_subdivision_code="LN")])], tmp_path)
    services.revise(profile(1), by=make.staff(), place={"country": "CN", "subdivision": "CN-SX", "city": "Yuncheng"})
    for established in (1900, 1950):  # once unchanged, once changed elsewhere
        report = run([record(1, established=established, locations=[place("CN", "Shanxi", 7076747, country_subdivision_code="LN")])], tmp_path)
        assert card(1)["place"]["subdivision"] == "CN-SX"
        assert [(line["where"], line["field"]) for line in report.sections["kept"]] == [(ror(1), "place")]
    assert card(1)["established"] == 1950


def test_rows_from_elsewhere_stay_beside_those_of_ror(tmp_path):
    run([record(1)], tmp_path)
    Name.objects.create(profile=profile(1), value="桥梁研究所", lang="zh", script="Hans", is_preferred=True)
    cards.refresh([profile(1).pk])
    run([record(1, name("New Name", "ror_display", "label", lang="en"), name("另一个名字", "label", lang="zh"))], tmp_path)
    assert card(1)["name"] == {"en": "New Name", "zh": "桥梁研究所"}


def test_a_profile_made_by_hand_with_the_ror_id_is_taken_up(tmp_path):
    made = make.institute("Bridge Place", "桥所", identifiers=[{"scheme": "ror", "value": ror(1)}], source=Source.IMPORT)
    report = run([record(1, name("Bridge Place", "ror_display", "label", lang="en"), name("BP", "acronym"))], tmp_path)
    assert report.counts["changed"] == 1
    assert profile(1) == made
    assert card(1)["name"] == {"en": "Bridge Place", "zh": "桥所"}
    assert "BP" in {one["value"] for one in card(1)["names"]}


def test_people_of_a_renamed_organisation_have_new_cards(tmp_path):
    run([record(1)], tmp_path)
    person = make.person(affiliations=[{"organisation_id": profile(1).pk}])
    run([record(1, name("Renamed", "ror_display", "label", lang="en"))], tmp_path)
    body = json.loads(Card.objects.get(profile=person).body)
    assert body["affiliations"][0]["organisation"]["name"]["en"] == "Renamed"


def test_merged_and_erased_profiles_are_left_alone(tmp_path):
    run([record(1), record(2)], tmp_path)
    services.merge(profile(1), into=profile(2), by=make.staff())
    report = run([record(1, established=1950)], tmp_path)
    assert report.reasons == {"merged in the directory": 1}
