"""A list that was applied is taken back; one that broke off is applied again."""

import pytest
from django.core.management import CommandError, call_command

from directory import services
from directory.importers import profiles
from directory.importers.batch import ImportFileError
from directory.models import ImportBatch, Interest, Profile
from tests import make
from tests.directory.importers.lists import IRIS, PEOPLE, apply, body, person, written

pytestmark = pytest.mark.django_db


def batch():
    return ImportBatch.objects.latest("pk").pk


def test_a_batch_is_taken_back_whole(tmp_path):
    there = make.person("Iris Marsh", identifiers=[{"scheme": "orcid", "value": IRIS}], keywords_en=["tides"], source="import",
                        interests=[make.interest(type="licence")])
    before = body(there)
    apply([*PEOPLE, {"kind": "researcher", "name_en": "Third Person"}], tmp_path)
    assert Interest.objects.count() == 3
    report = profiles.undo(batch())
    assert (report.counts["undone"], report.counts["taken_back"]) == (1, 2)
    assert body(there) | {"updated_at": ""} == before | {"updated_at": ""}
    assert Profile.objects.published().get() == there
    assert ImportBatch.objects.get().state == "undone"
    with pytest.raises(ImportFileError, match="undone already"):
        profiles.undo(batch())


def test_what_was_changed_since_stays_when_a_batch_is_taken_back(tmp_path):
    there = make.person("Iris Marsh", identifiers=[{"scheme": "orcid", "value": IRIS}], source="import")
    apply(PEOPLE, tmp_path)
    services.revise(there, by=None, source="self", keywords_en=["my own"])
    services.revise(person("uscc", "91350100M000100Y43"), by=None, summary_en="Edited.")
    report = profiles.undo(batch())
    there.refresh_from_db()
    assert there.keywords_en == ["my own"]
    assert not there.interests.exists()
    assert Profile.objects.published().count() == 2
    assert {line["what"] for line in report.sections["kept"]} == {
        "keywords was changed since and stays", "claimed or changed since it was made: it stays",
    }


def test_a_corrected_list_can_be_applied_after_undoing(tmp_path):
    apply(PEOPLE, tmp_path)
    profiles.undo(batch())
    report = apply([PEOPLE[0] | {"name_en": "Iris Anne Marsh"}, PEOPLE[1]], tmp_path)
    assert report.counts["new"] == 2
    assert Profile.objects.published().count() == 2


def test_there_is_nothing_to_undo_where_nothing_was_done():
    with pytest.raises(ImportFileError, match="no batch 99"):
        profiles.undo(99)


def test_an_interrupted_list_keeps_whole_chunks_and_is_applied_again(tmp_path, monkeypatch):
    from directory.importers.profiles import running

    monkeypatch.setattr(running, "CHUNK", 2)
    real, calls = running.write_all, []

    def faulty(proposals, **options):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(proposals, **options)

    rows = [{"kind": "researcher", "name_en": f"Person {word}"} for word in ("One", "Two", "Three", "Four", "Five")]
    monkeypatch.setattr(running, "write_all", faulty)
    with pytest.raises(KeyboardInterrupt):
        apply(rows, tmp_path)
    assert (Profile.objects.count(), ImportBatch.objects.get().state) == (2, "interrupted")
    monkeypatch.setattr(running, "write_all", real)
    assert apply(rows, tmp_path).counts["new"] == 3
    assert Profile.objects.count() == 5


def test_the_command_looks_through_applies_and_takes_back(tmp_path, capsys):
    path = str(written(PEOPLE, tmp_path / "list.csv"))
    call_command("import_profiles", path, "--no-index", verbosity=0)
    assert "Dry run: nothing was written." in capsys.readouterr().out
    call_command("import_profiles", path, "--apply", "--pending", "--no-index", verbosity=0)
    assert set(Profile.objects.values_list("status", flat=True)) == {"pending"}
    call_command("import_profiles", "--batches")
    assert "list.csv  2 new" in capsys.readouterr().out
    call_command("import_profiles", "--undo", str(batch()), "--no-index", verbosity=0)
    assert set(Profile.objects.values_list("status", flat=True)) == {"withdrawn"}
    with pytest.raises(CommandError, match="Name a file"):
        call_command("import_profiles")
