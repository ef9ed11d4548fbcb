"""A run over a release: looked through first, reported, interrupted and gone on with, refused where the file is no release; and its command."""

import json

import pytest
from django.core.management import CommandError, call_command

from directory import changes
from directory.importers import ror as importer
from directory.importers.batch import ImportFileError
from directory.importers.ror import running
from directory.models import Change, ImportBatch, Place, Profile
from tests.directory.importers.releases import as_gz, as_json, as_jsonl, as_zip, record, release, ror
from tests.directory.importers.ror_runs import profile, run

pytestmark = pytest.mark.django_db


def test_bad_records_are_skipped_with_their_place_and_reason(tmp_path):
    records = [record(1), record(1, established=1950), record(2) | {"names": []}, record(3) | {"id": "https://ror.org/013meh723"}]
    path = as_jsonl(records, tmp_path / "x")
    with path.open("a") as file:
        file.write("{broken\n")
    report = importer.import_file(path)
    assert report.counts["created"] == 1
    assert report.reasons == {"duplicate ROR ID in the file": 1, "no name": 1, "bad ROR ID": 1, "bad JSON": 1}
    assert "record 5" in report.sections["skipped"][3]["where"]
    assert profile(1).organisation.established == 1900


def test_a_dry_run_writes_nothing_and_says_the_same(tmp_path):
    report = run(release(), tmp_path, dry_run=True)
    assert not any(model.objects.exists() for model in (Profile, Place, ImportBatch, Change))
    real = run(release(), tmp_path)
    for key in ("read", "created", "withdrawn"):
        assert report.counts[key] == real.counts[key]
    assert report.totals == real.totals


def test_the_batch_keeps_the_report(tmp_path):
    run(release(), tmp_path)
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.filename, len(batch.sha256)) == ("done", "release.jsonl", 64)
    assert batch.report["counts"]["created"] == 25


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError("disk full")])
def test_an_interrupted_run_keeps_whole_batches_and_goes_on_from_there(tmp_path, monkeypatch, fault):
    real, calls = running.create_all, []

    def faulty(wanted, **options):
        calls.append(len(wanted))
        real(wanted, **options)
        if len(calls) == 3:
            raise fault

    monkeypatch.setattr(running, "create_all", faulty)
    with pytest.raises((KeyboardInterrupt, OSError)):
        run(release(), tmp_path, size=5)
    assert Profile.objects.count() == 10  # the third batch was rolled back whole
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.report["counts"]["read"], batch.report["counts"]["created"]) == ("interrupted", 15, 10)
    assert changes.last_seq() == Change.objects.count()
    monkeypatch.setattr(running, "create_all", real)
    report = run(release(), tmp_path, size=5)
    assert (report.counts["created"], report.counts["unchanged"]) == (15, 10)
    assert profile(18).merged_into == profile(1)
    assert run(release(), tmp_path).counts["unchanged"] == 25


@pytest.mark.parametrize("write", [as_gz, as_zip, as_json])
def test_a_file_that_is_cut_off_is_refused_before_anything_is_written(tmp_path, write):
    path = write(release(), tmp_path / "cut")
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(ImportFileError, match="cut off"):
        importer.import_file(path)
    assert not Profile.objects.exists()
    assert not ImportBatch.objects.exists()


def test_schema_1_is_refused_by_name(tmp_path):
    old = [{"id": f"https://ror.org/{ror(number)}", "name": "Old", "labels": []} for number in range(1, 5)]
    with pytest.raises(ImportFileError, match="schema 1"):
        run(old, tmp_path)


def test_a_file_of_something_else_is_refused(tmp_path):
    with pytest.raises(ImportFileError, match="none has a valid ROR ID"):
        run([{"a": 1}] * 3, tmp_path)


def test_the_command_prints_and_saves_the_report(tmp_path, capsys):
    path = as_jsonl(release(), tmp_path / "release.jsonl")
    call_command("import_ror", str(path), "--no-index", "--report-json", str(tmp_path / "report.json"))
    out = capsys.readouterr().out
    assert "25  created" in out
    assert "Links whose other end isn't in the directory yet (1)" in out
    assert json.loads((tmp_path / "report.json").read_text())["counts"]["created"] == 25


def test_the_command_says_a_fault_in_one_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"There is no file .*Nothing was imported"):
        call_command("import_ror", str(tmp_path / "none.zip"))


def test_the_command_finds_what_it_imported(tmp_path):
    from directory.search import SearchQuery, search

    call_command("import_ror", str(as_jsonl(release(), tmp_path / "release.jsonl")), verbosity=0)
    assert [hit.key for hit in search(SearchQuery(q="秦淮大学")).hits][:1] == [profile(1).pk]


def test_the_real_release_of_china_and_britain_imports_whole(shared_data, tmp_path):
    report = importer.import_file(shared_data / "ror-cn-gb.jsonl.gz", dry_run=True)
    assert (report.counts["created"], report.totals["dangling"], report.counts["skipped"]) == (4702, 1673, 0)
    real = importer.import_file(shared_data / "ror-cn-gb.jsonl.gz")
    assert real.counts["created"] == 4702
    assert Profile.objects.published().count() == 4427
    southeast, chengdu = (Profile.objects.get(identifiers__scheme="ror", identifiers__value=value) for value in ("04ct4d772", "000z9nb11"))
    assert json.loads(southeast.cards.get().body)["name"] == {"en": "Southeast University", "zh": "东南大学"}
    assert chengdu.merged_into.identifiers.get(scheme="ror").value == "034t30j35"
    seq = changes.last_seq()
    again = importer.import_file(shared_data / "ror-cn-gb.jsonl.gz")
    assert (again.counts["unchanged"], changes.last_seq()) == (4702, seq)
