"""Lists taken away: every row of the search, the reader's own view, safe to open in a spreadsheet, in both languages."""

import csv
import io

import orjson
import pytest
from django.test import Client
from openpyxl import load_workbook

from directory import cards, exports, search, tables
from directory.listing import walk
from directory.models import Profile
from tests import make
from tests.lists import indexed

pytestmark = pytest.mark.django_db

ADDRESS = "/en/directory/export"


@pytest.fixture
def world() -> dict[str, Profile]:
    return indexed()


def content(answer) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def rows_of_csv(client: Client, query: str = "", lang: str = "en") -> list[dict[str, str]]:
    text = content(client.get(f"/{lang}/directory/export.csv?{query}")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def rows_of_xlsx(client: Client, query: str = "") -> list[tuple]:
    sheet = load_workbook(io.BytesIO(content(client.get(f"{ADDRESS}.xlsx?{query}")))).active
    return list(sheet.iter_rows())


def rows_of_json(client: Client, query: str = "") -> list[dict]:
    return orjson.loads(content(client.get(f"{ADDRESS}.json?{query}")))


@pytest.mark.parametrize("query", ["", "kind=company", "q=机器人&country=CN", "sort=-name&kind=!researcher", "kind=company&established=1901"])
def test_an_export_is_the_list_of_the_api_in_its_order(client: Client, world: dict[str, Profile], query: str):
    listed = [row["uid"] for row in client.get(f"/api/v1/profiles?size=200&{query}").json()["data"]]
    assert [row["uid"] for row in rows_of_json(client, query)] == listed
    assert [row["uid"] for row in rows_of_csv(client, query)] == listed
    assert [row[0].value for row in rows_of_xlsx(client, query)[1:]] == listed


def test_a_table_is_headed_in_the_readers_language_and_holds_both(client: Client, world: dict[str, Profile]):
    (english,) = rows_of_csv(client, "q=wang wei&kind=researcher")
    assert (english["Name in English"], english["Name in Chinese"]) == ("Wang Wei", "王伟")
    assert (english["Organisation in English"], english["Organisation in Chinese"]) == ("Southeast University", "东南大学")
    assert english["Fields of research in Chinese"].startswith("电气工程")
    assert english["ORCID iD"] == "0000-0002-1825-0097"
    assert english["Offering"].startswith("host (")
    (chinese,) = rows_of_csv(client, "q=wang wei&kind=researcher", "zh-hans")
    assert list(chinese.values()) == list(english.values())


def test_csv_opens_as_utf_8_in_a_spreadsheet(client: Client, world: dict[str, Profile]):
    answer = client.get(f"{ADDRESS}.csv")
    assert content(answer).startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="qiao-')


def test_no_cell_is_a_formula(client: Client, world: dict[str, Profile]):
    (row,) = rows_of_csv(client, "q=hyperlink")
    assert row["Name in English"] == "'=HYPERLINK Trading"
    assert row["Summary in English"] == "'-2+3"
    assert row["Keywords in English"] == "'@SUM; ＝1+1"
    for cells in rows_of_xlsx(client):
        for cell in cells:
            assert cell.data_type != "f"
            assert not str(cell.value or "").startswith(tables.DANGEROUS)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", "＝1+1", "＋1", "－1", "＠SUM", " =1", "　＝1"])
def test_what_may_start_a_formula_is_kept_from_it(text: str):
    assert tables.safe(text) == "'" + text


@pytest.mark.parametrize("cell", ["Anhui", "1902", "a=b", "", None, 1902, "'quoted", "东南大学"])
def test_other_cells_stay_as_they_are(cell: tables.Cell):
    assert tables.safe(cell) == cell


def test_control_characters_do_not_break_a_sheet(client: Client):
    make.institute("Bell\x07 and Vertical\x0b Tab", summary_en="\x01 a\x1b" * 3)
    search.catch_up()
    assert len(rows_of_xlsx(client)) == 2


def test_a_cell_is_never_longer_than_a_spreadsheet_holds():
    assert len(tables.safe("a" * 50_000)) == tables.LONGEST_CELL


def test_each_tier_takes_its_own_view(client: Client, world: dict[str, Profile]):
    query = f"uid={world['hidden'].uid}"
    assert rows_of_csv(client, query)[0]["Summary in English"] == ""
    make.sign_in(make.member(), client)
    assert rows_of_csv(client, query)[0]["Summary in English"] == "Only for members."
    assert client.get(f"{ADDRESS}.csv").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("sort", ["relevance", "name", "newest"])
def test_a_list_longer_than_one_page_of_the_engine_comes_whole(sort: str):
    Profile.objects.bulk_create([Profile(kind="company", status="published") for _unused in range(450)])
    cards.refresh(Profile.objects.values_list("pk", flat=True))
    search.rebuild()
    uids = [orjson.loads(row)["uid"] for row in walk(search.SearchQuery(sort=sort), most=1000, chunk=100)]
    assert len(set(uids)) == len(uids) == 450


def test_a_list_too_long_is_refused_before_it_begins(client: Client, world: dict[str, Profile], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(exports.MOST_ROWS, "csv", 3)
    answer = client.get(f"{ADDRESS}.csv")
    assert answer.status_code == 400
    assert "Narrow the search" in answer.content.decode()
    assert client.get(f"{ADDRESS}.csv?kind=company").status_code == 200


def test_without_an_index_an_export_says_when_to_come_back(client: Client):
    answer = client.get(f"{ADDRESS}.csv")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_there_is_no_other_format(client: Client):
    assert client.get(f"{ADDRESS}.pdf").status_code == 404
    assert client.post(f"{ADDRESS}.csv").status_code == 405
