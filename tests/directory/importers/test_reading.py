"""Release files as they are downloaded, and broken in every way: records come out one by one, or one sentence says what is wrong."""

import gzip
import json
import zipfile

import pytest

from directory.importers import reading
from directory.importers.batch import ImportFileError
from tests.directory.importers.releases import as_gz, as_json, as_jsonl, as_zip, release


def data(path):
    return [row.data for row in reading.rows(path)]


@pytest.mark.parametrize("write", [as_jsonl, as_gz, as_json, as_zip])
def test_every_form_of_the_release_gives_the_same_records(tmp_path, write):
    assert data(write(release(), tmp_path / "release")) == release()


def test_an_array_larger_than_the_buffer_is_read_across_its_borders(tmp_path):
    records = [{"n": number, "name": "桥梁与道路" * 50} for number in range(3000)]
    path = as_json(records, tmp_path / "big.json")
    assert path.stat().st_size > 4 * reading.CHUNK
    assert data(path) == records


def test_a_byte_order_mark_and_blank_lines_are_no_matter(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\r\n{"a": 2}')
    assert [(row.number, row.data) for row in reading.rows(path)] == [(1, {"a": 1}), (3, {"a": 2})]


def test_a_bad_line_is_told_with_its_number_and_the_others_go_on(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"a": 1}\n{"a": \n' + '{"a": "桥"}\n'.encode("gb18030") + b'{"a": 4}\n')
    rows = list(reading.rows(path))
    assert [row.data for row in rows] == [{"a": 1}, None, None, {"a": 4}]
    assert "not JSON" in rows[1].error
    assert rows[2].error == "not UTF-8"


def broken(path, content):
    path.write_bytes(content)
    with pytest.raises(ImportFileError) as refusal:
        list(reading.rows(path))
    return str(refusal.value)


def test_a_cut_gzip_is_told(tmp_path):
    whole = as_gz(release(), tmp_path / "whole.jsonl.gz").read_bytes()
    assert "cut off or damaged" in broken(tmp_path / "cut.jsonl.gz", whole[:-200])


def test_a_damaged_gzip_is_told(tmp_path):
    whole = bytearray(as_gz(release(), tmp_path / "whole.jsonl.gz").read_bytes())
    whole[300:320] = b"\x00" * 20
    assert "damaged" in broken(tmp_path / "bad.jsonl.gz", bytes(whole))


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.97])
def test_a_cut_zip_is_told(tmp_path, keep):
    whole = as_zip(release(), tmp_path / "whole.zip").read_bytes()
    assert "cut off or damaged" in broken(tmp_path / "cut.zip", whole[:int(len(whole) * keep)])


@pytest.mark.parametrize("keep", [0.5, 0.999])
def test_a_cut_array_is_told(tmp_path, keep):
    whole = as_json(release(), tmp_path / "whole.json").read_bytes()
    assert "cut off" in broken(tmp_path / "cut.json", whole[:int(len(whole) * keep)])


@pytest.mark.parametrize(("content", "said"), [
    (b"", "empty"), (b"   \n", "empty"), (b"[]", "no records"), (b"<html>", "not JSON"), (b"\xff\xfe[\x00", "UTF-16"),
    (b"[1 2]", "not a JSON array"), (b'[{"a": 1},]x', ""), (b'{\n "items": [\n', "one JSON object"), ('["桥"]'.encode("gb18030"), "not UTF-8"),
    (b"[" * 100_000, "not JSON"), (b"PK\x03\x04nonsense", "damaged"), (b"\x1f\x8bnonsense", "damaged"),
])
def test_what_is_no_release_is_told_in_one_sentence(tmp_path, content, said):
    path = tmp_path / "file"
    path.write_bytes(content)
    if said:
        assert said in broken(path, content)
    else:
        assert data(path) == [{"a": 1}]


def test_a_line_without_end_is_not_read_into_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST", 1000)
    assert "longer than" in broken(tmp_path / "x.jsonl", b'{"a": "' + b"x" * 600_000)


def test_a_zip_without_json_names_what_it_holds(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(ImportFileError, match=r"readme\.txt"):
        list(reading.rows(tmp_path / "x.zip"))


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    with pytest.raises(ImportFileError, match="no file"):
        list(reading.rows(tmp_path / "none.json"))
    with pytest.raises(ImportFileError, match="can't be read"):
        list(reading.rows(tmp_path))


def test_reading_stays_within_little_memory(tmp_path):
    import tracemalloc

    path = tmp_path / "big.json.gz"
    one = json.dumps({"names": ["x" * 1000]})
    with gzip.open(path, "wt") as file:
        file.write("[" + ",".join([one] * 30_000) + "]")  # 30 MB
    tracemalloc.start()
    assert sum(1 for _row in reading.rows(path)) == 30_000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20
