"""The pages of offers and matching: who sees them, what they say, and that bad input is answered in words."""

from datetime import timedelta

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from exchanges.models import Decision, MatchRun, Offer
from exchanges.offers import running, services, standing
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return making.call(status="deciding", places=2)


@pytest.fixture
def ben(call):
    return making.coordinator(call.programme)


@pytest.fixture
def offer(call, ben):
    application = making.application(call, status="shortlisted")
    return services.make(application, position=making.position(call), conditions="A degree", by=make.acting(ben))


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_the_applicant_reads_the_offer_and_answers_on_a_page_of_its_own(offer, lang):
    path = f"/{lang}/account/applications/{offer.application.uid}/offer"
    client = make.sign_in(offer.application.applicant)
    page = client.get(path).content.decode()
    assert "A degree" in page
    assert page.count('class="decides"') == 1
    for act in ("accept", "decline", "defer"):
        assert client.get(f"{path}/{act}").status_code == 200
        offer.refresh_from_db()
        assert offer.state == "sent"
    assert client.post(f"{path}/accept").url == path
    offer.refresh_from_db()
    assert offer.state == "conditions"
    assert client.post(f"{path}/accept").url == path
    assert client.get(f"{path}/decline").url == path


def test_accepting_names_what_it_withdraws_before(call, ben, offer):
    call.one_place_each = True
    call.save()
    other = making.application(making.call(call.programme), by=offer.application.applicant)
    page = make.sign_in(offer.application.applicant).get(f"/en/account/applications/{offer.application.uid}/offer/accept").content.decode()
    assert other.number in page


def test_a_deferral_without_words_is_asked_again_and_nothing_typed_is_lost(offer):
    path = f"/en/account/applications/{offer.application.uid}/offer/defer"
    client = make.sign_in(offer.application.applicant)
    assert client.post(path, {"reason": " "}).status_code == 400
    response = client.post(path, {"reason": "x" * 2001})
    assert response.status_code == 400
    assert "x" * 2001 in response.content.decode()
    assert client.post(path, {"reason": "In autumn\0"}).status_code == 302
    assert "In autumn" in make.sign_in(making.coordinator(offer.application.call.programme)).get(
        f"/en/account/calls/{offer.application.call.uid}/offers"
    ).content.decode()


def test_an_offer_is_its_applicants_alone(call, ben, offer):
    path = f"/en/account/applications/{offer.application.uid}/offer"
    for user in (make.member("cy@example.org"), ben, make.staff("s@example.org")):
        client = make.sign_in(user)
        assert [client.get(path).status_code, client.get(f"{path}/accept").status_code, client.post(f"{path}/accept").status_code] == [404] * 3
    assert Client().get(path).status_code == Client().post(f"{path}/accept").status_code == 302
    own = make.sign_in(offer.application.applicant)
    assert own.get(f"{path}/nothing").status_code == 404
    assert own.get("/en/account/applications/a%00b/offer").status_code == 404
    bare = making.application(call, by=make.member("dee@example.org"))
    assert make.sign_in(bare.applicant).get(f"/en/account/applications/{bare.uid}/offer").status_code == 404


COORDINATORS = ["offers", "offers/ledger", "matching"]


@pytest.mark.parametrize("tail", COORDINATORS)
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_coordinators_pages_are_there_for_them_alone(call, ben, offer, tail, lang):
    path = f"/{lang}/account/calls/{call.uid}/{tail}"
    assert make.sign_in(ben).get(path).status_code == 200
    assert make.sign_in(make.staff()).get(path).status_code == 200
    others = (make.member("cy@example.org"), offer.application.applicant, making.reviewer(call.programme), making.coordinator(making.programme()))
    assert [make.sign_in(user).get(path).status_code for user in others] == [404] * 4
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("name", ["confirm", "fail", "withdraw", "defer", "refuse-deferral"])
def test_acts_ask_before_and_refuse_in_words(call, ben, offer, name):
    path = f"/en/account/calls/{call.uid}/offers/{offer.uid}/{name}"
    client = make.sign_in(ben)
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": ""}).status_code == 400
    offer.refresh_from_db()
    assert offer.state == "sent"
    assert make.sign_in(offer.application.applicant).post(path).status_code == 404
    assert client.post(f"/en/account/calls/{call.uid}/offers/nothere/{name}").status_code == 404


def test_a_coordinator_withdraws_with_a_reason(call, ben, offer):
    path = f"/en/account/calls/{call.uid}/offers/{offer.uid}/withdraw"
    assert make.sign_in(ben).post(path, {"reason": "Funding ended"}).status_code == 302
    page = make.sign_in(offer.application.applicant).get(f"/en/account/applications/{offer.application.uid}/offer").content.decode()
    assert "Funding ended" in page
    assert "your own" not in make.sign_in(ben).get(f"/en/account/calls/{call.uid}/offers/ledger").content.decode()


@pytest.mark.parametrize("typed", ["", "0", "-1", "x", "\0", "1" * 40, "１"], ids=["blank", "none", "minus", "letters", "nul", "huge", "wide"])
def test_places_and_ranks_that_are_no_numbers(call, ben, offer, typed):
    client, path = make.sign_in(ben), f"/en/account/calls/{call.uid}/offers"
    entry = services.put_on_list(making.application(call, status="shortlisted"), by=make.acting(ben))
    assert client.post(path, {"places": typed}).status_code == 400
    assert client.post(path, {"ranks": "1", f"r-{entry.pk}": typed}).status_code == 400
    assert client.post(path, {"places": "3", "position": "\0"}).status_code == 400
    call.refresh_from_db()
    entry.refresh_from_db()
    assert (call.places, entry.rank) == (2, 1)


def test_more_places_ranks_and_taking_off_the_list(call, ben, offer):
    client, path = make.sign_in(ben), f"/en/account/calls/{call.uid}/offers"
    first, second = (services.put_on_list(making.application(call, status="shortlisted"), by=make.acting(ben)) for _number in range(2))
    assert client.post(path, {"ranks": "1", f"r-{first.pk}": "9", f"r-{second.pk}": "1"}).status_code == 302
    first.refresh_from_db()
    assert first.rank == 9
    off = f"/en/account/calls/{call.uid}/waiting/{first.pk}/off"
    assert client.post(off, {"reason": ""}).status_code == 400
    assert client.post(off, {"reason": "Went elsewhere"}).status_code == 302
    assert client.post(off, {"reason": "Again"}).status_code == 404
    assert client.post(path, {"places": "3"}).status_code == 302
    assert second.application.offers.count() == 1


@pytest.fixture
def matched(call, ben):
    here = making.position(call)
    people = [making.application(call, status="shortlisted") for _number in range(2)]
    for one, value in zip(people, (5, 3), strict=True):
        one.preferences.create(position=here, rank=1)
        making.assignment(one, making.reviewer(call.programme), state="submitted", points=value * 100)
    return people


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_run_from_the_form_to_the_why_page(call, ben, matched, lang):
    client, base = make.sign_in(ben), f"/{lang}/account/calls/{call.uid}/matching"
    assert client.post(base, {"method": "deferred-acceptance", "seed": ""}).status_code == 400
    assert client.post(base, {"method": "odd", "seed": "s"}).status_code == 400
    page = client.post(base, {"method": "deferred-acceptance", "seed": "s"})
    run = MatchRun.objects.get()
    assert page.url == f"{base}/{run.uid}"
    assert matched[0].number in client.get(page.url).content.decode()
    own = [make.sign_in(one.applicant) for one in matched]
    paths = [f"/{lang}/account/matching/{run.uid}", f"/{lang}/account/matching/{run.uid}.json"]
    why = [f"/{lang}/account/applications/{one.uid}/matching" for one in matched]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    assert client.get(f"{base}/{run.uid}/publish").status_code == 200
    assert client.post(f"{base}/{run.uid}/publish", {"override": "Few reviewers"}).status_code == 302
    assert [who.get(path).status_code for who in own for path in (*paths, *why)] == [404] * 8
    Decision.objects.update(released_at=timezone.now())
    assert [own[0].get(why[0]).status_code, own[0].get(why[1]).status_code] == [200, 404]
    text = own[1].get(paths[1]).content
    assert matched[0].number.encode() not in text
    assert orjson.loads(text)["result"]["places"]
    assert running.pseudonym(matched[0]) not in own[1].get(why[1]).content.decode()
    assert make.sign_in(make.member("cy@example.org")).get(paths[0]).status_code == 404
    assert Client().get(paths[0]).status_code == 302
    assert client.post(f"{base}/{run.uid}/discard").status_code == 400


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_what_if_shows_both_and_keeps_nothing(call, ben, matched, lang):
    position, client, path = call.positions.get(), make.sign_in(ben), f"/{lang}/account/calls/{call.uid}/matching"
    page = client.post(path, {"try": "1", f"p-{position.uid}": "2", "p-all": "2"})
    assert page.status_code == 200
    assert "2 / 2" in page.content.decode()
    assert ">+1<" in page.content.decode()
    for odd in ("two", "-1", "99999", "\u0662"):
        page = client.post(path, {"try": "1", f"p-{position.uid}": odd})
        assert (page.status_code, f'href="#p-{position.uid}"' in page.content.decode()) == (400, True)
    assert not MatchRun.objects.exists()


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_publishing_with_too_few_reviews_asks_why(call, ben, matched, lang):
    run = running.compute(call, method="deferred-acceptance", seed="s", by=make.acting(ben))
    client, path = make.sign_in(ben), f"/{lang}/account/calls/{call.uid}/matching/{run.uid}/publish"
    page = client.get(path).content.decode()
    assert all(one.number in page for one in matched)
    refused = client.post(path, {"override": " "})
    assert (refused.status_code, 'href="#id_override"' in refused.content.decode()) == (400, True)
    assert not Decision.objects.exists()
    assert client.post(path, {"override": "Late <b>autumn</b>"}).status_code == 302
    assert set(Decision.objects.values_list("override", flat=True)) == {"Late <b>autumn</b>"}


def test_an_offer_waits_on_my_page_until_its_time_is_over(offer):
    person = make.acting(offer.application.applicant)
    assert [one.due for one in standing.needs(person)] == [offer.expires_at]
    Offer.objects.update(sent_at=timezone.now() - timedelta(days=9), expires_at=timezone.now())
    assert standing.needs(make.acting(offer.application.applicant)) == []
