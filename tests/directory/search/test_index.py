"""The index follows the database: built beside the old one, resumed after a kill, one for each tier that sees more."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from directory import search, services, upkeep
from directory.changes import last_seq
from directory.errors import IndexNotReady
from directory.models import Profile
from directory.search import Filter, SearchQuery, catch_up, index, rebuild, state, status
from directory.search.following import Follower, follow
from directory.search.state import IndexBusy
from directory.search.writer import Indexer, Tier, cards_of
from tests import make


def keys(q="", tier=0, **asked):
    return [hit.key for hit in search.search(SearchQuery(q, tier=tier, size=200, **asked)).hits]


@pytest.mark.django_db
def test_without_an_index_a_search_says_so():
    with pytest.raises(IndexNotReady):
        search.search(SearchQuery("x"))
    assert status() == {"seq": 0, "last": 0, "behind": 0, "tiers": {}}


@pytest.mark.django_db
def test_an_index_that_is_nonsense_or_of_another_version_is_built_anew():
    make.institute()
    catch_up()
    for text in ("", "{", '{"version": 0, "seq": 1, "generations": {"public": "x"}}'):
        state.path().write_text(text)
        with pytest.raises(IndexNotReady):
            search.search(SearchQuery(""))
        catch_up()
        assert len(keys()) == 1


@pytest.mark.django_db
def test_catching_up_writes_only_what_changed_and_twice_is_once():
    first = make.institute("Bridgeford University")
    assert catch_up() == last_seq()
    generation = status()["tiers"]["public"]["generation"]
    second = make.company("Tidewheel Robotics Ltd")
    services.revise(first, by=None, names=make.names("Bridgewater University"))
    assert catch_up() == catch_up() == last_seq()
    assert status()["tiers"]["public"]["generation"] == generation
    assert keys("Bridgewater University") == [first.pk]
    assert sorted(keys()) == [first.pk, second.pk]
    assert status()["behind"] == 0


@pytest.mark.django_db
def test_a_rebuild_leaves_one_generation_and_the_same_answers():
    made = [make.institute(f"Institute {number}") for number in range(5)]
    catch_up()
    before = [keys(), keys(sort="name"), keys("Institute")]
    old = status()["tiers"]["public"]["generation"]
    rebuild()
    assert [keys(), keys(sort="name"), keys("Institute")] == before
    assert keys(sort="name") == [profile.pk for profile in made]
    folders = [folder.name for folder in (settings.INDEX_DIR / "public").iterdir()]
    assert folders == [status()["tiers"]["public"]["generation"]] != [old]


@pytest.mark.django_db
def test_a_change_during_a_rebuild_is_not_lost(monkeypatch):
    make.institute("Bridgeford University")
    catch_up()
    build = index._build_public

    def build_and_change(progress):
        folder = build(progress)
        make.company("Tidewheel Robotics Ltd")
        return folder

    monkeypatch.setattr(index, "_build_public", build_and_change)
    rebuild()
    assert len(keys("Tidewheel")) == 1


@pytest.mark.django_db
def test_a_command_waits_for_the_worker_that_holds_the_index():
    make.institute()
    catch_up()
    worker = Indexer()
    make.company()
    worker.follow()
    assert catch_up(timeout=1) == last_seq()
    make.person()
    with pytest.raises(IndexBusy):
        catch_up(timeout=0.3)
    worker.follow()
    assert catch_up(timeout=1) == last_seq()
    rebuild()
    make.person("Alba Quill")
    worker.follow()
    assert len(keys("Alba Quill")) == 1
    worker.close()


@pytest.mark.django_db
def test_each_tier_finds_what_it_sees_and_no_more():
    open_ = make.institute("Bridgeford University")
    catch_up()
    assert list(status()["tiers"]) == ["public"]
    hidden = make.person("Maren Oakhollow", summary_en="Xylotomy", field_tiers={"summary": 1})
    secret = make.company("Tidewheel Ltd", "", services.NewName("Quillback", "en", "alias", tier=2))
    catch_up()
    assert sorted(status()["tiers"]) == ["members", "partners", "public"]
    assert [keys("xylotomy", tier) for tier in (0, 1, 2)] == [[], [hidden.pk], [hidden.pk]]
    assert [keys("quillback", tier) for tier in (0, 1, 2)] == [[], [], [secret.pk]]
    assert all(sorted(keys("", tier)) == sorted((open_.pk, hidden.pk, secret.pk)) for tier in (0, 1, 2))
    assert search.search(SearchQuery("quillbock")).did_you_mean is None
    assert search.search(SearchQuery("quillbock", tier=2)).did_you_mean == "quillback"
    assert [search.suggest("quillb", tier=tier, lang="en") == [] for tier in (0, 1, 2)] == [True, True, False]
    rebuild()
    assert [keys("xylotomy", tier) for tier in (0, 1, 2)] == [[], [hidden.pk], [hidden.pk]]
    services.revise(hidden, by=None, summary_en="Dendrology")
    services.withdraw(secret, by=None)
    catch_up()
    assert [keys("xylotomy", tier) for tier in (0, 1, 2)] == [[], [], []]
    assert [keys("dendrology", tier) for tier in (0, 1, 2)] == [[], [hidden.pk], [hidden.pk]]
    assert [len(keys("", tier)) for tier in (0, 1, 2)] == [2, 2, 2]


@pytest.mark.django_db
def test_a_members_card_is_read_by_partners_when_they_have_no_index_of_their_own():
    hidden = make.person(summary_en="Xylotomy", field_tiers={"summary": 1})
    catch_up()
    assert sorted(status()["tiers"]) == ["members", "public"]
    assert keys("xylotomy", tier=2) == [hidden.pk]


@pytest.mark.django_db
def test_interests_past_their_last_day_are_not_found():
    profile = make.person(interests=[make.interest(title_en="Kiln time")])
    follow(lambda seconds: True)
    hosts = Filter("offering", any_of=("host",))
    assert keys(filters=(hosts,)) == keys("kiln") == [profile.pk]
    profile.interests.update(expires_on=timezone.now().date() - timedelta(days=1))
    upkeep.expire_interests()
    follow(lambda seconds: True)
    assert keys(filters=(hosts,)) == keys("kiln") == []
    assert keys() == [profile.pk]


@pytest.mark.django_db
def test_the_worker_builds_follows_and_rests():
    make.institute()
    follower = Follower()
    assert follower.round() is True
    assert follower.round() is False
    make.company()
    assert follower.round() is True
    assert len(keys()) == 2
    follower.close()


@pytest.mark.django_db
def test_the_commands_build_and_report(capsys):
    call_command("search", "status")
    assert "no index yet" in capsys.readouterr().out
    make.institute()
    call_command("search", "rebuild")
    assert "1 profiles" in capsys.readouterr().out
    call_command("search", "status", "--json")
    assert '"behind": 0' in capsys.readouterr().out
    call_command("worker", "--once")
    with pytest.raises(CommandError):
        call_command("search", "destroy")


# A writer that is killed right after its last commit.
SUDDEN_END = """
import json, os, pathlib, signal, sys, django
django.setup()
from directory.search.writer import Tier
tier = Tier.open("public", pathlib.Path(sys.argv[1]))
for rows in json.load(sys.stdin):
    cards = {key: (body, extra) for key, body, extra in rows}
    tier.put(list(cards), cards)
    tier.writer.commit()
os.kill(os.getpid(), signal.SIGKILL)
"""


def left_with_a_merge_to_do(made):
    """Eight segments, which is when a merge begins, by a writer that was killed before its end. The last commit changed the second of them."""
    rebuild()
    changes = [[made[number].pk for number in numbers] for numbers in ((0, 1, 2), (3,), (4,), (5,), (6,), (7,), (0,))]
    subprocess.run(
        [sys.executable, "-c", SUDDEN_END, state.read().folder("public")], cwd=settings.BASE_DIR, text=True,
        input=json.dumps([[(key, *card) for key, card in cards_of(ids, 0).items()] for ids in changes]),
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(settings.INDEX_DIR.parent), "SECRET_KEY": "x"},
    )
    return status()["tiers"]["public"]["segments"] == 8


@pytest.mark.django_db
def test_a_merge_left_by_a_killed_writer_keeps_nothing_that_the_next_one_replaces():
    made = [make.institute(f"Institute {number}") for number in range(10)]
    assert any(left_with_a_merge_to_do(made) for _attempt in range(10)), "every merge was faster than the end of its writer"
    tier = Tier.open("public", state.read().folder("public"))
    ids = [made[1].pk, made[9].pk]  # one from the second segment, one from the first
    tier.put(ids, cards_of(ids, 0))
    tier.writer.commit()
    tier.close()
    assert status()["tiers"]["public"]["segments"] < 8
    assert sorted(keys()) == [profile.pk for profile in made]


# Kills. A nursery has Django imported and forks a writer whenever it is asked; the test kills the writer wherever it stands.
NURSERY = """
import os, sys, django
django.setup()
from django.db import connections
from directory.search.following import Follower
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        connections.close_all()
        follower = Follower()
        while True:
            follower.round()
            if line.strip() == "reopen":
                follower.close()
    print(child, flush=True)
    os.waitpid(child, 0)
"""
KILLS = 24


def database_url():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}/{database['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_an_index_survives_the_death_of_its_writer_at_any_moment():
    chance = random.Random(20)
    everyone = sorted(make.institute(f"Old Institute {number}").pk for number in range(12))
    catch_up()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(settings.INDEX_DIR.parent), "DATABASE_URL": database_url(), "SECRET_KEY": "x",
    }
    nursery = subprocess.Popen(
        [sys.executable, "-c", NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=settings.BASE_DIR,
    )
    assert nursery.stdin
    assert nursery.stdout
    names = {}
    try:
        for kill in range(KILLS):
            nursery.stdin.write("reopen\n" if kill % 2 else "stay\n")
            nursery.stdin.flush()
            child = int(nursery.stdout.readline())
            until = time.monotonic() + chance.uniform(0.02, 0.35)
            while time.monotonic() < until:
                profile = chance.choice(list(Profile.objects.all()))
                names[profile.pk] = f"Renamed{kill} {chance.choice('abcdef')}{profile.pk} Institute"
                services.revise(profile, by=None, names=make.names(names[profile.pk]))
            os.kill(child, signal.SIGKILL)
            assert sorted(keys()) == everyone, f"readers see every profile once while writers die: kill {kill}, {state.read()}, {status()}"
    finally:
        nursery.stdin.close()
        nursery.wait(timeout=10)
        nursery.stdout.close()
    assert catch_up() == last_seq()
    assert sorted(keys()) == everyone
    for pk, name in names.items():
        assert keys(name)[:1] == [pk]


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_that_is_killed_leaves_the_old_index_and_no_rubbish():
    for number in range(40):
        make.institute(f"Institute {number}")
    catch_up()
    old = status()["tiers"]["public"]["generation"]
    code = "import django; django.setup(); print(1, flush=True); from directory.search import rebuild\nwhile True: rebuild()"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(settings.INDEX_DIR.parent), "DATABASE_URL": database_url(), "SECRET_KEY": "x",
    }
    for delay in (0.0, 0.05, 0.12, 0.2):
        builder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment, cwd=settings.BASE_DIR)
        assert builder.stdout
        builder.stdout.readline()
        time.sleep(delay)
        builder.kill()
        builder.wait()
        builder.stdout.close()
        assert len(keys()) == 40
    rebuild()
    assert len(list((settings.INDEX_DIR / "public").iterdir())) == 1
    assert status()["tiers"]["public"]["generation"] != old
    assert len(keys()) == 40
