"""Every column is classified, every entry has its column, and every way to a person leads to one."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

from accounts.classification import TOPICS, Erasure, Kind, joined
from accounts.datamap import written
from accounts.models import User

TABLES = joined()
MODELS = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def test_every_table_is_classified_and_nothing_else():
    assert sorted(MODELS) == sorted(TABLES)  # a new table: add it to the classification.py of its app


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_column_is_classified_and_nothing_else(label: str):
    columns = {field.name for field in MODELS[label]._meta.concrete_fields}
    assert sorted(columns) == sorted(TABLES[label].fields)  # a new column: say in the classification.py of its app what it holds


def end_of(model: type[models.Model], way: str) -> type[models.Model]:
    for step in way.split("__"):
        if step == "pk":
            return model
        model = model._meta.get_field(step).related_model
    return model


@pytest.mark.parametrize("label", sorted(TABLES))
def test_the_way_to_a_person_leads_to_one(label: str):
    table = TABLES[label]
    for way in {table.subject, *(field.whose for field in table.fields.values())} - {""}:
        assert end_of(MODELS[label], way) is User, way


@pytest.mark.parametrize("label", sorted(TABLES))
def test_what_is_kept_says_why_and_what_is_secret_is_given_to_nobody(label: str):
    table = TABLES[label]
    assert table.topic in TOPICS
    for name, field in table.fields.items():
        about_somebody = table.subject or field.whose
        if field.erasure == Erasure.KEEP:
            assert field.reason, f"{name} is kept: why?"
        if field.kind == Kind.SECRET:
            assert not field.export, name
        if field.kind in (Kind.PERSONAL, Kind.SENSITIVE, Kind.SECRET):
            assert not field.in_logs, name
        if field.kind == Kind.PUBLIC:
            assert not about_somebody or field.whose, f"{name} is about a person: personal, even when it is published"


@pytest.mark.parametrize("column", [
    "accounts.User.password", "mfa.Authenticator.data", "sessions.Session.session_key", "socialaccount.SocialToken.token",
    "directory.Invitation.token_sha256", "usersessions.UserSession.session_key",
])
def test_what_lets_somebody_in_is_secret(column: str):
    label, _dot, name = column.rpartition(".")
    assert TABLES[label].fields[name].kind == Kind.SECRET


def test_every_column_that_leads_to_a_person_is_about_one():
    """A key to a user is personal at least, and named as a way to somebody."""
    for label, model in MODELS.items():
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                entry, table = TABLES[label].fields[field.name], TABLES[label]
                assert entry.kind == Kind.PERSONAL, f"{label}.{field.name}"
                assert field.name in (table.subject, entry.whose), f"{label}.{field.name}"


def test_the_printed_map_is_the_one_in_the_guide(capsys: pytest.CaptureFixture[str]):
    kept = (settings.BASE_DIR / "docs" / "guide" / "data-map.md").read_text(encoding="utf-8")
    assert written() == kept, "run: manage.py data_map --write"
    call_command("data_map")
    assert capsys.readouterr().out.strip() == kept.strip()
