"""The list of a call's applications: narrowed by status and words, and all that it found chosen at once."""

import pytest
from django.test import Client
from django.urls import reverse

from exchanges.coordination import bulk
from exchanges.models import Application, Call
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    """Three applications; the third is under review."""
    made = making.closed_call()
    making.application(made, by=making.applicant("ana@example.org", full_name="Ana Whitlock"), title="Soft hands")
    making.application(made, by=making.applicant("lin@example.org", full_name="林雨晴"), title="Soft walls")
    making.application(made, by=making.applicant("bea@example.org", full_name="Bea Lin"), title="Floods", status="under-review")
    return made


@pytest.fixture
def client(call: Call) -> Client:
    return make.sign_in(making.coordinator(call.programme))


def found(client: Client, call: Call, query: str) -> set[str]:
    page = client.get(f"{reverse('call_applications', args=[call.uid])}?{query}")
    assert page.status_code == 200
    return {one.title for one in call.applications.all() if f"applications/{one.uid}" in page.content.decode()}


@pytest.mark.parametrize(("query", "titles"), [
    ("", {"Soft hands", "Soft walls", "Floods"}), ("q=soft", {"Soft hands", "Soft walls"}), ("q=soft+whitlock", {"Soft hands"}),
    ("q=林雨晴", {"Soft walls"}), ("q=lin", {"Soft walls", "Floods"}), ("q=lin&status=submitted", {"Soft walls"}), ("q=0002", {"Soft walls"}),
    ("q=nobody", set()), ("q=%25", set()), ("q=ana@example.org", {"Soft hands"}),
])
def test_words_and_states_narrow_the_list(call: Call, client: Client, query: str, titles: set[str]):
    for number, one in enumerate(call.applications.order_by("pk"), 1):
        Application.objects.filter(pk=one.pk).update(number=f"BF-2027-{number:04}")
    assert found(client, call, query) == titles


@pytest.mark.parametrize("query", ["q=" + "x" * 201, "q=a%00b", "status=eaten"])
def test_what_cant_be_looked_for_is_said(call: Call, client: Client, query: str):
    page = client.get(f"{reverse('call_applications', args=[call.uid])}?{query}")
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()


def test_all_that_the_list_found_go_on_to_the_last_check_and_no_others(call: Call, client: Client):
    address = reverse("call_act", args=[call.uid])
    check = client.post(address, {"act": "find-eligible", "all": "1", "q": "soft", "status": "submitted"})
    assert check.status_code == 200
    ready = list(call.applications.filter(title__startswith="Soft"))
    said = check.content.decode()
    assert [one.number in said for one in call.applications.order_by("pk")] == [True, True, False]
    client.post(address, {"act": "find-eligible", "application": [one.uid for one in ready], "seal": bulk.seal_of("find-eligible", ready)})
    assert sorted(call.applications.values_list("status", flat=True)) == ["eligible", "eligible", "under-review"]


def test_more_than_can_be_looked_over_are_refused(call: Call, client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    refused = client.post(reverse("call_act", args=[call.uid]), {"act": "find-eligible", "all": "1"})
    assert refused.status_code == 400
    assert "More than 2 at once" in refused.content.decode()
    assert not call.applications.filter(status="eligible").exists()


def test_a_refused_choice_keeps_what_the_list_was_narrowed_by(call: Call, client: Client):
    refused = client.post(reverse("call_act", args=[call.uid]), {"act": "find-eligible", "q": "walls"})
    assert refused.status_code == 400
    said = refused.content.decode()
    assert "Tick at least one" in said
    assert "Soft walls" in said
    assert "Soft hands" not in said
