"""The demo: true where it speaks of real bodies, invented and marked elsewhere, the same on every machine, loaded once."""

import gzip
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.actor import Tier, actor_for
from accounts.models import User
from directory.demo import companies, institutes
from directory.demo.cast import cast
from directory.demo.fields import fields
from directory.demo.load import Report, load, make_users
from directory.models import Affiliation, Assertion, Card, Change, Identifier, Interest, Name, OrganisationLink, Profile
from directory.vocabulary import Kind, Scheme, Status

TODAY = timezone.now().date()


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Report]:
    """The demo loaded once for this module; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(today=TODAY)
        transaction.set_rollback(True)


@pytest.fixture
def researchers(demo: Report, db: None) -> list[Profile]:
    return list(Profile.objects.filter(kind=Kind.RESEARCHER, is_demo=True))


def test_the_demo_is_as_large_as_promised(demo: Report, db: None) -> None:
    shown = Counter(Profile.objects.published().values_list("kind", flat=True))
    assert shown["institute"] >= 70
    assert shown["company"] >= 70
    assert shown["researcher"] >= 450
    assert len(fields()) >= 25
    assert all(len(field.topics) >= 6 for field in fields().values())


def test_institutes_are_true_to_ror(shared_data: Path) -> None:
    wanted = {record["ror"]: record for record in institutes.records()}
    with gzip.open(shared_data / "ror-cn-gb.jsonl.gz", "rt", encoding="utf-8") as lines:
        real = {row["id"][-9:]: row for row in map(json.loads, lines) if row["id"][-9:] in wanted}
    assert real.keys() == wanted.keys()
    for ror, ours in wanted.items():
        row, place = real[ror], real[ror]["locations"][0]
        details = place["geonames_details"]
        assert row["status"] == "active", ror
        assert ours["names"][0][0] == next(name["value"] for name in row["names"] if "ror_display" in name["types"])
        assert {name[0] for name in ours["names"] if len(name) == 3} <= {name["value"] for name in row["names"]}
        assert (ours["country"], ours["city"][0], ours["geonames"]) == (details["country_code"], details["name"], place["geonames_id"])
        assert (ours["lat"], ours["lng"]) == (details["lat"], details["lng"])
        assert (ours["established"], ours["types"], ours["domains"]) == (row["established"], row["types"], row["domains"])
        assert ours["website"] in [link["value"] for link in row["links"]]
        assert {(kind, target) for kind, target in ours["links"]} <= {(link["type"], link["id"][-9:]) for link in row["relationships"]}
        for scheme, value in ours["identifiers"].items():
            theirs = next(one for one in row["external_ids"] if one["type"] == scheme)["all"]
            assert value in [one.replace(" ", "") if scheme == "isni" else one for one in theirs]


def test_half_of_the_institutes_are_british_and_half_chinese() -> None:
    countries = Counter(record["country"] for record in institutes.records())
    assert min(countries["GB"], countries["CN"]) >= 35
    assert len({tuple(record["city"]) for record in institutes.records()}) >= 40


def test_real_bodies_are_not_marked_and_offer_nothing_while_invented_ones_are_marked(demo: Report, db: None) -> None:
    assert not Profile.objects.filter(kind=Kind.INSTITUTE, is_demo=True).exists()
    assert not Profile.objects.exclude(kind=Kind.INSTITUTE).filter(is_demo=False).exists()
    assert not Interest.objects.filter(profile__kind=Kind.INSTITUTE).exists()
    assert not Identifier.objects.exclude(profile__kind=Kind.INSTITUTE).exists(), "an invented number could be somebody's"


def test_a_campus_abroad_hangs_below_its_university(demo: Report, db: None) -> None:
    ningbo = Profile.objects.get(identifiers__scheme=Scheme.ROR, identifiers__value="03y4dt428")
    assert OrganisationLink.objects.filter(organisation=ningbo, type="parent", to__identifiers__value="01ee9ar58").exists()


def test_a_second_load_adds_nothing(demo: Report, db: None) -> None:
    before = Change.objects.count(), Card.objects.count(), Name.objects.count()
    again = load(today=TODAY + timedelta(days=3))
    assert not again.created
    assert again.kept == sum(demo.created.values())
    assert (Change.objects.count(), Card.objects.count(), Name.objects.count()) == before


def test_an_institute_that_an_import_brought_is_not_doubled(demo: Report, db: None) -> None:
    cambridge = Profile.objects.get(identifiers__scheme="ror", identifiers__value="013meh722")
    Profile.objects.filter(pk=cambridge.pk).update(uid="brought")
    person = Affiliation.objects.filter(organisation=cambridge, is_primary=True, person__is_demo=True)[0].person
    person.delete()
    report = load(today=TODAY)
    assert dict(report.created) == {"researcher": 1}
    assert Identifier.objects.filter(scheme="ror", value="013meh722").count() == 1
    assert Affiliation.objects.filter(organisation=cambridge, person__uid=person.uid).exists()


def test_every_machine_gets_the_same_people() -> None:
    code = "import django; django.setup(); from directory.demo.cast import cast; print([repr(p) for p in cast()])"
    env = os.environ | {"PYTHONHASHSEED": "4711", "DJANGO_SETTINGS_MODULE": "config.settings"}
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True).stdout
    assert said.strip() == str([repr(person) for person in cast()])


def test_different_people_bear_the_same_name(demo: Report, db: None) -> None:
    same = Name.objects.filter(value="王伟", profile__status=Status.PUBLISHED)
    assert same.count() >= 3
    assert len({name.profile.locations.get().place_id for name in same}) >= 3
    assert Name.objects.filter(value="张伟").count() >= 2


def test_no_two_summaries_are_alike(researchers: list[Profile]) -> None:
    for column in ("summary_en", "summary_zh"):
        written = [text for text in (getattr(person, column) for person in researchers) if text]
        assert len(written) >= 150
        assert len(set(written)) == len(written), column


def test_summaries_are_well_set(researchers: list[Profile]) -> None:
    for person in researchers:
        english, chinese = person.summary_en, person.summary_zh
        assert english or chinese
        if english:
            assert re.fullmatch(r"[A-Z][^{}]*\.", english), english
            assert not re.search(r"  |\.\.| \.|\bthe the\b|\ba the\b|s’s|[\u4e00-\u9fff]", english), english
            assert re.search(r"(?:^|[.?] )(?:I|My|We|In my|For my|The|Dr|Professor|If|What|[A-Z])", english)
        if chinese:
            assert chinese.endswith("。"), chinese
            assert not re.search(r"[{}]|,(?!\d{3})|[;!?]|。。|，，|\s[\u4e00-\u9fff]|[\u4e00-\u9fff]\s", chinese), chinese


def test_careers_run_in_order(demo: Report, db: None) -> None:
    counts: Counter[int] = Counter()
    for row in Affiliation.objects.filter(person__is_demo=True).select_related("organisation__organisation"):
        counts[row.person_id] += 1
        assert not row.end or row.start[:4] <= row.end[:4]
        assert row.is_primary == (row.type == "employment" and not row.end)
        founded = row.organisation.organisation.established
        assert not founded or not row.is_primary or int(row.start[:4]) >= founded
        assert int(row.start[:4]) <= date.today().year  # noqa: DTZ011
    assert set(counts.values()) <= {2, 3, 4}
    assert counts.total() / len(counts) > 2.4


def test_offers_run_out_within_the_promised_days(demo: Report, db: None) -> None:
    days = [(expires - TODAY).days for expires in Interest.objects.values_list("expires_on", flat=True)]
    assert len(days) >= 250
    assert min(days) >= 60
    assert max(days) <= 400


def test_some_values_are_for_members_and_partners_only(demo: Report, db: None) -> None:
    tiers = Counter(Card.objects.values_list("tier", flat=True))
    assert tiers[1] >= 20
    assert tiers[2] >= 5
    hidden = Interest.objects.filter(tier=1, profile__status=Status.PUBLISHED).exclude(title_en="").first()
    assert hidden
    public = Card.objects.get(profile=hidden.profile, tier=0).body
    assert hidden.title_en not in json.dumps(json.loads(public)["interests"])
    assert Profile.objects.filter(is_demo=True, status=Status.DRAFT).exists()


def test_every_fact_has_its_source(demo: Report, db: None) -> None:
    assert not Profile.objects.filter(assertions=None).exists()
    assert Assertion.objects.filter(source="ror", licence="CC0").count() == len(institutes.records())
    assert not Name.objects.filter(assertion=None).exists()


def test_company_names_are_written_out_and_each_stands_in_a_known_city() -> None:
    assert all(record["city"] in companies.cities() for record in companies.records())
    assert len({record["en"] for record in companies.records()}) == len(companies.records())


def test_the_sign_ins_work_and_are_made_once(demo: Report, db: None) -> None:
    users = make_users("over-the-bridge")
    again = make_users("another")
    assert [user.email for user in users] == [user.email for user in again]
    for user in users:
        assert User.objects.get(email=user.email).check_password("over-the-bridge")
        assert EmailAddress.objects.get(email=user.email).verified
        assert user.email.endswith("@example.org")
    assert User.objects.get(email="staff@example.org").is_staff
    assert actor_for(User.objects.get(email="partner@example.org")).tier == Tier.PARTNERS
    assert Profile.objects.get(owner__email="owner@example.org").names.filter(value="沈若澜").exists()
