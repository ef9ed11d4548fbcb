"""Pages in every order: nothing twice, nothing left out, forwards and backwards."""

import itertools
import random

import pytest

from directory import services
from directory.models import Profile
from directory.search import BadCursor, SearchQuery, catch_up, rebuild, search
from tests import make

pytestmark = pytest.mark.django_db

MANY = 45
WORDS = ["North", "South", "East", "West", "Upper", "Lower"]


@pytest.fixture
def many():
    """Some institutes, some of one name."""
    chance = random.Random(4)
    for number in range(MANY):
        name = f"{chance.choice(WORDS)} {chance.choice(WORDS)} Institute"
        make.institute(name, chance.choice(("", "南京大学", "东南大学", "北京大学")), established=1900 + number if number % 3 else None)
    catch_up()


def forwards(size=7, **asked):
    pages, after = [], None
    while True:
        result = search(SearchQuery(size=size, after=after, **asked))
        pages.append([hit.key for hit in result.hits])
        after = result.next_cursor
        if after is None:
            return pages


def backwards(size=7, **asked):
    last, before = None, None
    after = None
    while after is not None or last is None:
        last = search(SearchQuery(size=size, after=after, **asked))
        after = last.next_cursor
    pages, before = [[hit.key for hit in last.hits]], last.prev_cursor
    while before is not None:
        result = search(SearchQuery(size=size, before=before, **asked))
        pages.append([hit.key for hit in result.hits])
        before = result.prev_cursor
    return pages[::-1]


def test_pages_are_the_whole_list_once_in_every_order(many):
    for sort, q, lang in itertools.product(("relevance", "name", "-name", "newest", "oldest"), ("", "institute"), ("en", "zh-hans")):
        asked = {"q": q, "sort": sort, "lang": lang}
        whole = [hit.key for hit in search(SearchQuery(size=200, **asked)).hits]
        assert len(set(whole)) == MANY, asked
        pages = forwards(**asked)
        assert [key for page in pages for key in page] == whole, asked
        assert backwards(**asked) == pages, asked
        offsets = [hit.key for offset in range(0, MANY, 7) for hit in search(SearchQuery(size=7, offset=offset, **asked)).hits]
        assert offsets == whole, asked


def test_names_are_in_order_in_both_languages(many):
    names = dict(Profile.objects.filter(names__lang="en").values_list("pk", "names__value"))
    english = [names[hit.key].lower() for hit in search(SearchQuery(sort="name", size=200)).hits]
    assert english == sorted(english)
    assert [names[hit.key].lower() for hit in search(SearchQuery(sort="-name", size=200)).hits] == english[::-1]
    chinese = dict(Profile.objects.filter(names__lang="zh").values_list("pk", "names__value"))
    han = [chinese[hit.key] for hit in search(SearchQuery(sort="name", lang="zh-hans", size=200)).hits if hit.key in chinese]
    assert [name for place, name in enumerate(han) if not place or han[place - 1] != name] == ["北京大学", "东南大学", "南京大学"]


def test_the_newest_is_what_was_changed_last(many):
    last = Profile.objects.order_by("pk")[7]
    services.revise(last, by=None, established=1850)
    catch_up()
    assert search(SearchQuery(sort="newest")).hits[0].key == last.pk
    assert search(SearchQuery(sort="oldest", size=200)).hits[-1].key == last.pk


def test_a_cursor_goes_on_after_a_rebuild_and_after_changes(many):
    whole = [hit.key for hit in search(SearchQuery(sort="name", size=200)).hits]
    cursor = search(SearchQuery(sort="name", size=20)).next_cursor
    rebuild()
    assert [hit.key for hit in search(SearchQuery(sort="name", size=200, after=cursor)).hits] == whole[20:]
    first = make.institute("AAA first of all")
    between = make.institute(Profile.objects.get(pk=whole[30]).names.get(lang="en").value + " X")
    catch_up()
    rest = [hit.key for hit in search(SearchQuery(sort="name", size=200, after=cursor)).hits]
    assert first.pk not in rest
    assert between.pk in rest
    assert [key for key in rest if key != between.pk] == whole[20:]


def test_a_cursor_whose_profile_is_gone_in_another_generation_is_refused(many):
    result = search(SearchQuery(sort="name", size=20))
    services.withdraw(Profile.objects.get(pk=result.hits[-1].key), by=None)
    rebuild()
    with pytest.raises(BadCursor):
        search(SearchQuery(sort="name", after=result.next_cursor))


def test_the_ends_have_no_cursor_beyond_them(many):
    first = search(SearchQuery(sort="name", size=MANY))
    assert (first.next_cursor, first.prev_cursor) == (None, None)
    assert search(SearchQuery("nothing like it at all zzzz")).next_cursor is None
