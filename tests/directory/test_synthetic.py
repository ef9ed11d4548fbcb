"""The synthetic bulk: the same for a seed, marked as invented, and with the very cards that the directory would write."""

import json
from collections import Counter

import pytest
from django.http import QueryDict

from directory import cards, changes, filters, identifiers, synthetic
from directory.card_facts import gather
from directory.models import Card, Change, Identifier, Interest, Name, Organisation, Place, Profile
from directory.synthetic import writing
from directory.synthetic.asking import CLASSES

pytestmark = pytest.mark.django_db


def bodies(profiles: list[int]) -> dict[int, tuple[dict[str, object], dict[str, object]]]:
    rows = Card.objects.filter(profile__in=profiles).values_list("profile_id", "body", "extra")
    return {pk: (json.loads(body), json.loads(extra)) for pk, body, extra in rows}


def test_cards_are_what_the_directory_would_write() -> None:
    synthetic.make(400)
    ids = list(Profile.objects.order_by("pk").values_list("pk", flat=True))[-300:]
    written = bodies(ids)
    facts = gather(ids, today=changes.timezone.now().date())
    for pk in ids:
        profile = facts.profiles[pk]
        assert written[pk][0] == json.loads(json.dumps(cards.body_of(profile, facts, 0)))
        assert written[pk][1] == json.loads(json.dumps(cards.extra_of(profile, facts, 0)))
    cards.refresh(ids)
    assert bodies(ids) == written
    assert not Card.objects.filter(tier__gt=0).exists()


def test_the_mixture_is_that_of_the_study() -> None:
    synthetic.make(3000)
    kinds = Counter(Profile.objects.values_list("kind", flat=True))
    assert 0.6 < kinds["researcher"] / 3000 < 0.75
    assert 0.17 < kinds["institute"] / 3000 < 0.29
    written = Counter(tuple(json.loads(body)["languages"]) for body in Card.objects.values_list("body", flat=True))
    assert 0.5 < written["en",] / 3000 < 0.6
    assert 0.16 < written["zh-Hans",] / 3000 < 0.24
    assert Place.objects.count() >= 5000
    assert len(set(Place.objects.values_list("country", flat=True))) >= 150
    words = [len(text.split()) for text in Profile.objects.exclude(summary_en="").values_list("summary_en", flat=True)]
    assert 20 < sum(words) / len(words) < 27
    assert Interest.objects.count() > 700


def test_everything_is_marked_as_invented_and_no_identifier_can_be_somebodys() -> None:
    synthetic.make(500)
    assert not Profile.objects.filter(is_demo=False).exists()
    found = list(Identifier.objects.values_list("scheme", "value"))
    assert {scheme for scheme, _value in found} == {"orcid", "schac"}
    for scheme, value in found:
        assert identifiers.normalise(scheme, value).value == value
        assert value.startswith("9999-") if scheme == "orcid" else value.endswith(".example")
    assert all(domain.endswith(".example") for domains in Organisation.objects.values_list("domains", flat=True) for domain in domains)


def test_changes_are_numbered_without_gaps() -> None:
    synthetic.make(250)
    assert list(Change.objects.values_list("seq", flat=True)) == list(range(1, 251))
    assert changes.last_seq() == 250
    assert set(Profile.objects.values_list("seq", flat=True)) == set(range(1, 251))


def test_it_goes_on_until_the_number_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PAGE", 100)
    said: list[int] = []
    assert synthetic.make(250, progress=lambda _what, done, _of: said.append(done)) == 250
    assert said == [100, 200, 250]
    assert synthetic.make(250) == 0
    assert synthetic.make(300) == 50
    assert Profile.objects.count() == 300
    assert len(set(Profile.objects.values_list("uid", flat=True))) == 300


def test_profiles_made_afterwards_get_keys_of_their_own() -> None:
    synthetic.make(20)
    later = Profile.objects.create(kind="company")
    assert later.pk > max(Profile.objects.exclude(pk=later.pk).values_list("pk", flat=True))
    assert synthetic.make(40) == 20


def test_two_seeds_do_not_meet() -> None:
    synthetic.make(200, seed=1)
    names = set(Name.objects.values_list("value", flat=True))
    synthetic.make(200, seed=2)
    assert Profile.objects.count() == 400
    assert len(names & set(Name.objects.exclude(value__in=names).values_list("value", flat=True))) == 0


def test_queries_are_varied_and_each_can_be_asked() -> None:
    asked = synthetic.queries(360)
    assert asked == synthetic.queries(360)
    assert Counter(kind for kind, _parameters in asked) == dict.fromkeys(CLASSES, 40)
    assert len({json.dumps(parameters, sort_keys=True) for kind, parameters in asked if kind != "empty"}) >= 300
    for _kind, parameters in asked:
        query = QueryDict(mutable=True)
        query.update(parameters)
        filters.parse(query, tier=0, lang="en", paging="cursor")
