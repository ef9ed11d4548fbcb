"""One box for organisations, people, places, words and identifiers."""

import itertools

import orjson
import pytest

from directory import services
from directory.models import Card, Profile
from directory.search import BadCursor, Filter, SearchQuery, catch_up, search, suggest
from tests import make

pytestmark = pytest.mark.django_db


def found(q="", **asked):
    """English or Chinese names of the hits, in order."""
    result = search(SearchQuery(q, **asked))
    bodies = dict(Card.objects.filter(profile__in=[hit.key for hit in result.hits]).order_by("tier").values_list("profile_id", "body"))
    names = [orjson.loads(bodies[hit.key])["name"] for hit in result.hits]
    return [name["en"] or name["zh"] for name in names]


def label(value, lang="en", type="label", **fields):
    return services.NewName(value, lang, type, **fields)


@pytest.fixture
def directory():
    """A few organisations and people of Nanjing and Cambridge."""
    southeast = make.institute(
        "Southeast University", "东南大学", label("SEU", "", "acronym"), label("Nanjing Institute of Technology", "en", "former"),
        place=make.nanjing(), types=["education"], domains=["seu.edu.cn"], website="https://www.seu.edu.cn/", established=1902,
        identifiers=[{"scheme": "ror", "value": "04ct4d772"}],
    )
    make.institute("Nanjing University", "南京大学", label("NJU", "", "acronym"), place=make.nanjing(), types=["education"], established=1902)
    make.institute("University of Cambridge", "剑桥大学", place=make.cambridge(), types=["education"], established=1209)
    make.institute("China Medical University", "中國醫藥大學", types=["education", "healthcare"])
    make.company("Tidewheel Robotics Ltd", "", place=make.cambridge())
    make.person(
        "Wang Wei", "王伟", place=make.nanjing(), keywords_en=["soft robotics"], keywords_zh=["软体机器人"], subjects=["2.3"],
        affiliations=[{"organisation": southeast, "role_en": "Professor", "is_primary": True}], interests=[make.interest()],
        identifiers=[{"scheme": "orcid", "value": "0000-0002-1825-0097"}],
    )
    make.person("Wang Wei", "王薇")
    make.person("Maren Oakhollow", summary_en="Works on ceramic membranes for water.", subjects=["2.5"], place=make.cambridge())
    catch_up()
    return southeast


FINDS = [
    ("Southeast University", "Southeast University"), ("southeast univ.", "Southeast University"), ("东南大学", "Southeast University"),
    ("東南大學", "Southeast University"), ("dongnan daxue", "Southeast University"), ("dongnandaxue", "Southeast University"),
    ("dong nan da xue", "Southeast University"), ("dndx", "Southeast University"), ("SEU", "Southeast University"),
    ("southea", "Southeast University"),
    ("Sotheast University", "Southeast University"), ("Nanjing Institute of Technology", "Southeast University"),
    ("seu.edu.cn", "Southeast University"), ("https://www.seu.edu.cn/english", "Southeast University"), ("04ct4d772", "Southeast University"),
    ("https://ror.org/04ct4d772", "Southeast University"), ("ror:04ct4d772", "Southeast University"),
    ("Cambridge University", "University of Cambridge"),
    ("universty of cambrige", "University of Cambridge"), ("中国医药大学", "China Medical University"),
    ("zhongguo yiyao daxue", "China Medical University"),
    ("0000-0002-1825-0097", "Wang Wei"), ("https://orcid.org/0000-0002-1825-0097", "Wang Wei"), ("南京 robotics", "Wang Wei"),
    ("Nanjing soft robotics", "Wang Wei"), ("软体机器人", "Wang Wei"), ("mechanical engineering nanjing", "Wang Wei"), ("机械工程 南京", "Wang Wei"),
    ("ceramic membranes", "Maren Oakhollow"), ("Oakhollow", "Maren Oakhollow"), ("M. Oakhollow", "Maren Oakhollow"),
    ("School of Mechanical Engineering, Southeast University, Nanjing 211189, China", "Southeast University"),
    ("东南大学机械工程学院，南京，中国", "Southeast University"),
]


def test_it_finds_first_what_was_meant(directory):
    wrong = [(q, found(q)[:3]) for q, first in FINDS if found(q)[:1] != [first]]
    assert not wrong


def test_two_people_of_one_name_are_two_hits(directory):
    both = set(Profile.objects.filter(names__value="Wang Wei").values_list("pk", flat=True))
    assert len(both) == 2
    for q in ("王伟", "Wang Wei", "Wei Wang", "WANG W.", "W. Wang", "Wang, Wei", "WANG Wei", "wangwei"):
        assert both <= {hit.key for hit in search(SearchQuery(q)).hits}, q


def test_the_han_name_leads_where_it_was_typed(directory):
    first = search(SearchQuery("王薇")).hits[0]
    assert Profile.objects.get(names__value="王薇").pk == first.key


def test_a_misspelt_word_is_offered_and_still_found(directory):
    result = search(SearchQuery("ceramic membrenes"))
    assert result.typed == "ceramic membrenes"
    assert found("Oakholow") == ["Maren Oakhollow"]
    assert search(SearchQuery("Oakholow")).did_you_mean == "Oakhollow"
    assert search(SearchQuery("Oakholow")).searched == "Oakhollow"


def test_literal_means_no_help_in_spelling(directory):
    result = search(SearchQuery("Oakholow", literal=True))
    assert (result.total, result.did_you_mean) == (0, None)
    assert found("Oakhollow", literal=True) == ["Maren Oakhollow"]


def test_all_words_must_match_until_none_has_them(directory):
    assert found("nanjing university") == ["Nanjing University", "Southeast University"] or found("nanjing university")[0] == "Nanjing University"
    result = search(SearchQuery("nanjing ceramic robotics"))
    assert result.relaxed
    assert result.total > 0


def test_filters_hold_together_and_facets_leave_their_own_out(directory):
    result = search(SearchQuery("", filters=(Filter("kind", any_of=("institute",)),), facets=("kind", "country", "type")))
    assert result.total == 4
    assert result.facets["kind"] == {"institute": 4, "company": 1, "researcher": 3}
    assert result.facets["country"] == {"CN": 2, "GB": 1}
    assert result.facets["type"]["healthcare"] == 1


NARROWS = [
    (Filter("country", any_of=("CN", "GB")), 6), (Filter("country", none_of=("CN",)), 5), (Filter("type", all_of=("education", "healthcare")), 1),
    (Filter("established", gte="1900"), 2), (Filter("established", lte="1900"), 1), (Filter("established", gte="1902", lte="1902"), 2),
    (Filter("established", any_of=("1209",)), 1), (Filter("established", gte="1999", lte="1900"), 0), (Filter("subject", any_of=("2",)), 2),
    (Filter("subject", any_of=("2.3",)), 1), (Filter("has", any_of=("ror",)), 1), (Filter("has", none_of=("ror",)), 7),
    (Filter("city", any_of=("nanjing-cn-js",)), 3), (Filter("subdivision", any_of=("CN-JS",)), 3), (Filter("offering", any_of=("host",)), 1),
    (Filter("seeking", any_of=("host",)), 0), (Filter("updated", gte="2000-01-01"), 8), (Filter("updated", lte="2000-01-01T00:00:00Z"), 0),
    (Filter("kind", any_of=("nothing",)), 0),
]


def test_every_filter_narrows(directory):
    for narrowing, total in NARROWS:
        assert search(SearchQuery("", filters=(narrowing,))).total == total, narrowing


def test_members_are_those_who_work_there_and_what_stands_below(directory):
    assert sorted(found("", filters=(Filter("member_of", any_of=(directory.uid,)),))) == ["Southeast University", "Wang Wei"]
    assert found("", filters=(Filter("uid", any_of=(directory.uid,)),)) == ["Southeast University"]


def test_an_unknown_filter_is_an_error_of_the_caller(directory):
    with pytest.raises(ValueError, match="colour"):
        search(SearchQuery("", filters=(Filter("colour", any_of=("red",)),)))


def test_text_and_filters_narrow_together(directory):
    assert found("robotics", filters=(Filter("kind", any_of=("company",)),)) == ["Tidewheel Robotics Ltd"]
    result = search(SearchQuery("robotics", filters=(Filter("kind", any_of=("company",)),), facets=("kind",)))
    assert result.facets["kind"] == {"company": 1, "researcher": 1}


def test_facets_of_an_affiliation_string_agree_with_its_total(directory):
    result = search(SearchQuery("School of Physics, Southeast University, Nanjing, China", facets=("kind",)))
    assert sum(result.facets["kind"].values()) == result.total


def test_what_is_withdrawn_is_gone_and_what_is_renamed_is_found(directory):
    services.revise(directory, by=None, names=make.names("Eastmost University", "东极大学"))
    services.withdraw(Profile.objects.get(names__value="Nanjing University"), by=None)
    catch_up()
    assert found("Eastmost University")[:1] == ["Eastmost University"]
    assert "Nanjing University" not in found("Nanjing University")
    assert found("东南大学") == []


def test_suggestions_come_while_typing_in_any_script(directory):
    for q in ("南京", "njdx", "nanjing d", "Nanj", "dongn", "王", "wang w", "Camb", "seu", "0000-0002-1825-0097", "nanjign"):
        assert 0 < len(suggest(q, tier=0, lang="en")) <= 8, q


def test_a_suggestion_speaks_the_readers_language(directory):
    first = suggest("southeast", tier=0, lang="zh-hans")[0]
    assert (first.text, first.also, first.kind) == ("东南大学", "Southeast University", "institute")


HOSTILE = [
    "", " ", "\x00", "$", "$ne", '"', '"nanjing', "'", "🦜🦜", "()", "a:b", "AND OR NOT", "*", "?", "[a TO b]", "\\", "+-&&||!(){}[]^~*?:\\/",
    "\u202egnijnan",
    "a" * 10_000, "nanjing " * 2000, "中" * 10_000, "مرحبا بالعالم", "สวัสดี", "\ud800", "the", "of the", "%s", "{{7*7}}", "x" * 14, "...",
    "http://", "@",
    "a@", "ror:", ":", "/", "1", ",,,,,,", "a, b, c, d, e", "Ⅷ ½ ²", "İstanbul", "ǅ", "王" * 61, "ab" * 30,
]


@pytest.mark.parametrize("literal", [False, True])
def test_no_text_breaks_the_search(directory, literal):
    for q in HOSTILE:
        search(SearchQuery(q, literal=literal, facets=("kind", "country"), filters=(Filter("kind", any_of=("institute", q[:50])),)))
        search(SearchQuery(q, sort="name"))
        suggest(q, tier=0, lang="en")


WRONG = ["", "x", "[]", "[1", "{}", "null", "[-1]", "[1e99]", '["a"]', "[true]",
"[1,2]", '["g",1,-1]', '["g",1,99999999999999999999]', "0", '"a"']


def test_a_wrong_cursor_is_refused(directory):
    for cursor, sort, q in itertools.product(WRONG, ("relevance", "name", "newest"), ("", "university")):
        with pytest.raises(BadCursor):
            search(SearchQuery(q, sort=sort, after=cursor))
        with pytest.raises(BadCursor):
            search(SearchQuery(q, sort=sort, before=cursor))
