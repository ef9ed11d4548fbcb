"""The audit log: nobody rewrites it, its seals show who tried, and refused tries can't fill it."""

import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import audit, consents, periodic, trace
from accounts.actor import actor_for, anonymous
from accounts.audit import asking, seals, writing
from accounts.models import AuditEvent, AuditSeal, ConsentRecord, ConsentText
from accounts.models.append_only import is_guarded
from directory.models import Change
from directory.search import index
from tests import make
from tests.database import unguarded

pytestmark = pytest.mark.django_db
LOGS = (
    "accounts.AuditEvent", "accounts.AuditSeal", "accounts.ConsentRecord", "directory.Change",
    "exchanges.Event", "exchanges.Revision", "exchanges.Hold", "exchanges.MatchRun",
)


def refused(sql: str, *values: object) -> bool:
    """Whether the database refuses the statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def old_event(act: str = "profile.read", *, hours: float = 1, **fields):
    """An event of the past, written as any other."""
    return AuditEvent.objects.create(act=act, actor_kind="system", at=timezone.now() - timedelta(hours=hours), **fields)


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("audit", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.parametrize("label", LOGS)
def test_every_log_is_guarded_after_all_migrations(label):
    model = apps.get_model(label)
    assert is_guarded(connection, model), f"the last migration that rebuilt {model._meta.db_table} must guard it anew"
    if connection.vendor == "sqlite":  # the trigger of UPDATE names every column, also those that came later
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [f"{model._meta.db_table}_no_update"])
            sql = cursor.fetchone()[0]
        assert [field.column for field in model._meta.concrete_fields if f'"{field.column}"' not in sql] in ([], ["withdrawn_on"])


def test_the_database_refuses_to_change_or_remove_an_event():
    event = audit.record("message.read", by=None, on=("message", "1"))
    assert refused("UPDATE accounts_auditevent SET act = 'nothing' WHERE id = %s", event.pk)
    assert refused("DELETE FROM accounts_auditevent")
    if connection.vendor == "postgresql":
        assert refused("TRUNCATE accounts_auditevent")
    else:
        assert refused("INSERT OR REPLACE INTO accounts_auditevent SELECT * FROM accounts_auditevent WHERE id = %s", event.pk)
    for attempt in (lambda: AuditEvent.objects.update(act="x"), lambda: AuditEvent.objects.all().delete()):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(DatabaseError), transaction.atomic():
        event.delete()
    assert AuditEvent.objects.get().act == "message.read"


def test_a_consent_can_only_be_taken_back_and_that_once():
    ana = make.member()
    text = ConsentText.objects.create(sha256="0" * 64, purpose="news", version="1", language="en", text="News.")
    record = ConsentRecord.objects.create(person=ana, purpose="news", text=text, given_on="my-page")
    assert refused("UPDATE accounts_consentrecord SET given_on = 'elsewhere' WHERE id = %s", record.pk)
    assert refused("DELETE FROM accounts_consentrecord")
    assert consents.withdraw(ana, "news", on="my-page") == 1
    assert refused("UPDATE accounts_consentrecord SET withdrawn_at = NULL")
    assert not ConsentRecord.objects.filter(withdrawn_at=None).exists()


def test_history_stays_when_the_one_who_acted_goes():
    ana = make.member()
    make.person(by=ana)
    assert refused("UPDATE directory_change SET reason = 'other'")
    assert refused("DELETE FROM directory_change")
    ana.delete()
    assert Change.objects.get().actor_id is None


def test_a_log_that_was_not_touched_fits_its_seals_and_a_new_event_waits_for_its_own():
    for number in range(5):
        old_event(object_id=str(number))
    assert seals.seal() == 5
    assert seals.seal() == 0
    audit.record("profile.read", by=None)
    assert seals.seal() == 0, "what may still be on its way is not sealed"
    verdict = seals.verify()
    assert (verdict.seals, verdict.events, verdict.faults) == (1, 5, ())
    old_event()
    seals.seal()
    assert seals.verify(head=verdict.head).faults == ()
    assert "Everything fits" in said("verify", "--head", verdict.head)


@pytest.mark.parametrize(("tampering", "told"), [
    ("UPDATE accounts_auditevent SET object_id = 'x' WHERE id = (SELECT min(id) FROM accounts_auditevent)", "changed"),
    ("DELETE FROM accounts_auditevent WHERE id = (SELECT min(id) FROM accounts_auditevent)", "1 missing"),
    ("DELETE FROM accounts_auditseal WHERE id = (SELECT min(id) FROM accounts_auditseal)", "does not follow"),
])
def test_who_goes_past_the_database_is_found_out(tampering, told, monkeypatch):
    monkeypatch.setattr(seals, "MOST_EVENTS", 3)
    for _ in range(6):
        old_event()
    seals.seal()
    assert AuditSeal.objects.count() == 2
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(tampering)
    with pytest.raises(CommandError, match=told):
        said("verify")


def test_the_worker_seals_by_the_clock():
    old_event()
    job = periodic.jobs()["audit.seal"]
    assert periodic.named(job.run)() == "1 events sealed"


def test_a_log_that_was_cut_short_no_longer_holds_the_seal_that_was_noted():
    old_event()
    seals.seal()
    old_event()
    seals.seal()
    head = seals.verify().head
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditseal WHERE last = (SELECT max(last) FROM accounts_auditseal)")
        cursor.execute("DELETE FROM accounts_auditevent WHERE id = (SELECT max(id) FROM accounts_auditevent)")
    assert seals.verify().faults == (), "by itself a shorter chain is a whole chain"
    assert "cut short" in seals.verify(head=head).faults[0]


def test_who_saw_a_thing_is_answered_in_order_and_within_dates():
    ana = make.member()
    old_event("profile.read", hours=50, object_type="profile", object_id="abc", actor=ana, right="staff")
    old_event("profile.export", hours=2, object_type="profile", object_id="abc")
    old_event("profile.read", object_type="profile", object_id="other")
    assert [event.act for event in asking.who_saw("profile", "abc")] == ["profile.read", "profile.export"]
    recent = said("who-saw", "--object", "profile:abc", "--from", (timezone.now() - timedelta(hours=10)).isoformat())
    assert "profile.export" in recent
    assert "profile.read" not in recent
    assert f"user:{ana.pk}" in said("who-saw", "--object", "profile:abc", "--json")
    for wrong in (["who-saw", "--object", "abc"], ["who-saw", "--object", "a:b", "--from", "yesterday"]):
        with pytest.raises(CommandError):
            said(*wrong)


def test_refused_tries_are_written_one_by_one_until_there_are_too_many():
    token = trace.address.set("203.0.113.9")
    try:
        for _ in range(500):
            audit.refused("page.staff", anonymous(), right="staff")
    finally:
        trace.address.reset(token)
    rows = AuditEvent.objects.filter(outcome="refused")
    assert writing.MOST_OF_NETWORK <= rows.count() <= writing.MOST_OF_NETWORK + 10  # a new minute may begin in between
    assert any("tries_this_minute" in row.facts for row in rows)
    assert {(row.address, row.actor_kind, row.actor) for row in rows} == {("203.0.113.9", "visitor", None)}


def test_a_flood_from_many_networks_is_bounded_too(monkeypatch):
    monkeypatch.setattr(writing, "MOST_OF_ALL", 10)
    for number in range(200):
        token = trace.address.set(f"2001:db8:0:{number:x}::1")
        audit.refused("signin", None)
        trace.address.reset(token)
    assert AuditEvent.objects.count() <= 10 + 8 + 10


def test_one_household_is_one_network():
    assert writing.network_of("2001:db8:1:2:aaaa::1") == writing.network_of("2001:db8:1:2:bbbb::9") == "2001:db8:1:2::"
    assert writing.network_of("") == writing.network_of("nonsense") == ""


def test_a_failed_sign_in_names_no_address_but_the_same_one_looks_the_same():
    audit.signin_refused("Ana@Example.org ", how="password")
    audit.signin_refused("ana@example.org", how="password")
    first, second = AuditEvent.objects.all()
    assert first.object_id == second.object_id
    assert len(first.object_id) == 40
    assert "example" not in str([first.facts, first.object_id, first.reason])


def test_a_token_and_a_person_are_told_apart():
    from accounts.actor import narrowed

    ana = actor_for(make.member())
    audit.refused("profile.edit", ana, on=("profile", "abc"), right="owner", reason="not theirs")
    audit.refused("profile.edit", narrowed(ana, frozenset()), on=("profile", "abc"))
    assert sorted(AuditEvent.objects.values_list("actor_kind", flat=True)) == ["person", "token"]


def test_staff_who_read_what_is_hidden_are_written_down():
    hidden, plain = make.person(interests=[make.interest(tier=3)]), make.institute()
    client = make.sign_in(make.staff())
    for one in (hidden, plain):
        assert client.get(f"/en/profiles/{one.uid}").status_code == 200
    event = AuditEvent.objects.get(act="profile.read")
    assert (event.object_id, event.right, event.actor.email) == (hidden.uid, "staff", "staff@example.org")
    assert make.sign_in(make.member()).get(f"/en/profiles/{hidden.uid}").status_code == 200
    assert AuditEvent.objects.filter(act="profile.read").count() == 1


def test_lists_that_staff_take_away_are_written_down_without_what_was_typed():
    index.rebuild()
    make.sign_in(make.staff()).get("/en/directory/export.csv?q=secret&kind=institute")
    assert AuditEvent.objects.get(act="directory.export").facts == {"form": "csv", "asked": ["kind", "q"]}
