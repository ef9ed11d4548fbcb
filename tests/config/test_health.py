"""Health as a load balancer asks for it."""

import pytest
from django.db import DatabaseError
from django.test import Client

from config import health
from directory.search import index


@pytest.fixture
def client() -> Client:
    return Client()


def test_the_process_is_alive_whatever_the_database_does(client):
    assert client.get("/healthz").content == b"ok"  # no database is allowed in this test


def test_a_node_with_a_database_and_an_index_is_ready(client, db):
    index.catch_up()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "checks": {"database": "ok", "index": "ok", "disk": "ok"}}


def test_a_node_without_an_index_gets_no_visitors(client, db):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.json()["checks"] == {"database": "ok", "index": "failing", "disk": "ok"}


def test_what_fails_is_not_told_to_strangers(client, db, monkeypatch):
    def broken() -> None:
        raise DatabaseError("password for db.internal is wrong")

    monkeypatch.setitem(health.CHECKS, "database", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert b"internal" not in answer.content


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client, path):
    assert client.post(path).status_code == 405
