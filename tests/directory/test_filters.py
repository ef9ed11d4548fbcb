"""How parameters are read: the grammar, strictness, suggestions, and writing them back."""

import pytest
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from directory import cursors, filters
from directory.errors import BadParameters, ParameterError
from directory.filters.filterset import FACETS, ProfileFilter
from directory.filters.grammar import Term, split_name, split_values, write_value
from directory.filters.usual import DEEPEST
from directory.search import Filter, SearchQuery
from directory.search.schema import COUNTED, NUMBERS, VALUES


def parse(text: str, paging: filters.Paging = "cursor", **more: object) -> SearchQuery:
    return filters.parse(QueryDict(text), tier=0, lang="en", paging=paging, **more)


def only(text: str) -> Filter:
    (one,) = parse(text).filters
    return one


def faults(text: str, paging: filters.Paging = "cursor") -> list[ParameterError]:
    with pytest.raises(BadParameters) as caught:
        parse(text, paging)
    return caught.value.errors


def fault(text: str, paging: filters.Paging = "cursor") -> ParameterError:
    (one,) = faults(text, paging)
    return one


# The grammar


@pytest.mark.parametrize("text", ["country=CN,GB", "country=CN&country=GB", "country=gb,cn", "country= CN , GB ,", "country=CN,GB,CN"])
def test_commas_and_repeats_mean_or_and_spelling_does_not_matter(text: str):
    assert only(text) == Filter("country", any_of=("CN", "GB"))


def test_an_exclamation_mark_leaves_out():
    assert only("kind=!company") == Filter("kind", none_of=("company",))
    assert only("kind=institute,!company") == Filter("kind", any_of=("institute",), none_of=("company",))


def test_all_asks_for_every_value_and_goes_together_with_any():
    assert only("subject__all=2.5,1.2&subject=3") == Filter("subject", any_of=("3",), all_of=("1.2", "2.5"))


def test_ranges_have_two_ends():
    assert only("established__gte=1900&established__lte=1950") == Filter("established", gte="1900", lte="1950")


def test_days_reach_to_their_end_and_instants_are_read_in_utc():
    assert only("updated__gte=2026-11-01&updated__lte=2026-11-02") == Filter("updated", gte="2026-11-01T00:00:00Z", lte="2026-11-02T23:59:59Z")
    assert only("updated__gte=2026-11-01T08:00:00%2B08:00").gte == "2026-11-01T00:00:00Z"
    assert only("updated__gte=2026-11-01T08:00:00+08:00").gte == "2026-11-01T00:00:00Z"  # a plus that was not escaped


def test_different_parameters_narrow_together():
    assert [one.field for one in parse("country=CN&kind=company&has=ror").filters] == ["kind", "country", "has"]


def test_missing_is_not_having():
    assert only("missing=ror") == only("has=!ror") == Filter("has", none_of=("ror",))
    assert only("missing=!ror") == Filter("has", all_of=("ror",))


def test_any_verification_is_every_one_of_them():
    assert set(only("verified=any").any_of) == {"email", "orcid", "organisation", "registry", "editor"}
    assert only("verified=!any").none_of == only("verified=any").any_of


def test_an_empty_parameter_counts_as_not_given():
    assert parse("q=&country=&kind=,&size=&established__gte=") == parse("")


def test_two_spellings_of_one_search_are_one_search():
    assert parse("country=GB&kind=institute&country=CN") == parse("kind=institute&country=cn,gb")


VALUES_AS_TYPED = st.text(alphabet="ab,!\\ 中", min_size=1, max_size=6).filter(lambda text: text == text.strip())


@given(st.lists(st.tuples(VALUES_AS_TYPED, st.booleans()), min_size=1, max_size=4))
def test_written_values_are_read_back_as_they_were(values: list[tuple[str, bool]]):
    text = ",".join(write_value(value, negated) for value, negated in values)
    assert split_values(text) == [Term(value, negated) for value, negated in values]


def test_a_backslash_means_the_sign_itself():
    assert split_values(r"a\,b,\!c,d\\") == [Term("a,b"), Term("!c"), Term("d\\")]
    assert split_name("established__gte") == ("established", "gte")
    assert split_name("written_in") == ("written_in", "")
    assert split_name("a__b") == ("a__b", "")


# Strictness


@pytest.mark.parametrize(("wrong", "right"), [
    ("contry", "country"), ("page_size", "size"), ("Kind", "kind"), ("search", "q"), ("kind__gte", "kind"), ("ordering", "sort"),
    ("since", "updated__gte"),
    ("established_gte", "established__gte"), ("region", "subdivision"), ("after", "cursor"),
])
def test_an_unknown_parameter_is_refused_with_the_one_that_was_meant(wrong: str, right: str):
    one = fault(f"{wrong}=1")
    assert (one.parameter, one.code, one.suggestion) == (wrong, "unknown_parameter", right)


def test_a_suggestion_is_a_parameter_of_this_door():
    assert fault("after=1", "page").suggestion != "cursor"
    assert fault("bogus_nonsense_xyz=1").suggestion is None


@pytest.mark.parametrize(("text", "suggestion"), [
    ("kind=institut", "institute"), ("country=UK", "GB"), ("country=China", "CN"), ("country=中国", "CN"), ("subject=physics", "1.3"),
    ("subject=材料工程", "2.5"),
    ("subject=2.99", "2.9"), ("sort=nam", "name"), ("facets=contry", "country"), ("fields=nmae", "name"), ("has=orcd", "orcid"),
    ("type=hospital", None),
    ("verified=yes", None), ("written_in=chinese", "zh"), ("literal=ture", "true"), ("size=500", "200"), ("size=0", "1"),
    ("established__gte=99999", "2100"),
])
def test_a_wrong_value_is_refused_with_the_one_that_was_meant(text: str, suggestion: str | None):
    one = fault(text)
    assert one.suggestion == suggestion
    assert one.code in {"unknown_value", "out_of_range"}


@pytest.mark.parametrize(("text", "code"), [
    ("city=Nan jing!", "malformed_value"), ("subdivision=Jiangsu", "malformed_value"), ("member_of=ror:1", "malformed_value"),
    ("uid=nobody:1", "malformed_value"), ("uid=7k2m9qxw3ta", "malformed_value"), ("uid=orcid:0000-0002-1825-0098", "malformed_value"),
    ("updated__gte=yesterday", "malformed_value"),
    ("updated__gte=2026-02-30", "malformed_value"), ("established=19o2", "malformed_value"), ("size=ten", "malformed_value"),
    ("size=1e3", "malformed_value"),
    ("size=١٢", "malformed_value"), ("page=-1", "out_of_range"), ("q=a%00b", "control_character"), ("q=a%1bb", "control_character"),
    ("kind=%00", "control_character"), ("q=" + "a" * 501, "too_long"), ("q=" + "$" * 10_000, "too_long"),
    ("country=" + "CN," * 101, "too_many_values"),
    ("city=" + "a" * 5000, "too_long"), ("q=a&q=b", "given_twice"), ("sort=name&sort=newest", "given_twice"), ("kind=!", "malformed_value"),
    ("facets=!kind", "not_negatable"), ("subject__all=!2.5", "not_negatable"), ("cursor=abc", "malformed_value"),
    ("cursor=" + "A" * 40, "wrong_cursor"),
    ("page=2&cursor=" + "A" * 40, "conflicting"), ("established=99999999999999999999", "malformed_value"),
])
def test_what_cannot_be_meant_is_refused_with_a_stable_code(text: str, code: str):
    assert fault(text).code == code


def test_every_fault_is_told_at_once():
    assert {one.parameter for one in faults("contry=CN&kind=firm&size=x")} == {"contry", "kind", "size"}


def test_a_dollar_and_brackets_are_ordinary_text():
    assert parse("q=$^(.*){1000}").q == "$^(.*){1000}"


def test_white_space_in_a_search_is_folded():
    assert parse("q=%20a%09b%0D%0Ac%20").q == "a b c"


def test_messages_are_in_the_readers_language_at_the_time_of_reading():
    one = fault("contry=CN")
    with override("en"):
        english = str(one.message)
    assert "country" in english
    with override("zh-hans"):
        assert "country" in str(one.message)


def test_messages_of_hidden_characters_quote_only_what_can_be_printed():
    for one in faults("%00%1b=1&kind=%00"):
        assert "\0" not in str(one.message) + one.parameter + (one.value or "")


# Pages and doors


def test_pages_reach_ten_thousand_rows_and_say_how_to_go_on():
    assert parse(f"page={DEEPEST // 20}").offset == DEEPEST - 20
    one = fault(f"page={DEEPEST // 20 + 1}")
    assert (one.code, one.suggestion) == ("out_of_range", "500")
    assert parse("size=200&page=50").offset == 9800
    assert fault("size=200&page=51").suggestion == "50"


def test_each_door_takes_its_own_parameters():
    assert parse("page=2", "page").offset == 20
    assert fault("facets=kind", "page").code == "unknown_parameter"
    assert fault("page=2", "all").code == "unknown_parameter"
    assert fault("size=5", "all").code == "unknown_parameter"
    assert parse("sort=name", "all").sort == "name"


def test_a_door_has_its_own_size_and_facets_until_the_reader_chooses():
    assert parse("", size=50, facets=("kind",)).size == 50
    assert parse("size=5&facets=country", size=50, facets=("kind",)) == SearchQuery(size=5, facets=("country",))


# Cursors


def test_a_cursor_comes_back_as_the_engine_wrote_it():
    query = parse("q=bridge&country=CN")
    for way in ({"after": "[20]"}, {"before": '["a",1,2]'}):
        written = cursors.write(query, **way)
        assert written.replace("-", "").replace("_", "").isalnum()
        followed = parse(f"country=CN&q=bridge&size=7&facets=kind&cursor={written}")
        assert (followed.after, followed.before) == (way.get("after"), way.get("before"))


@pytest.mark.parametrize("other", [
    "q=bridges&country=CN", "q=bridge&country=GB", "q=bridge&country=CN&sort=newest", "q=bridge&country=CN&literal=true",
])
def test_a_cursor_of_another_search_is_refused(other: str):
    assert fault(f"{other}&cursor={cursors.write(parse('q=bridge&country=CN'), after='[20]')}").code == "foreign_cursor"


def test_a_cursor_of_another_tier_is_refused():
    written = cursors.write(SearchQuery(tier=1), after="[20]")
    assert fault(f"cursor={written}").code == "foreign_cursor"


def test_a_cursor_that_was_changed_is_refused():
    written = cursors.write(parse("q=a"), after="[20]")
    for position in range(0, len(written), 7):
        other = "A" if written[position] != "A" else "B"
        assert fault(f"q=a&cursor={written[:position]}{other}{written[position + 1 :]}").code == "wrong_cursor"


# Writing back


def test_applied_filters_name_what_is_in_force_and_how_to_take_it_away():
    params = QueryDict("q=robots&country=CN,!GB&country=US&established__gte=1900&page=3&sort=name")
    found = filters.applied(params)
    assert [(one.parameter, one.value, one.negated) for one in found] == [
        ("country", "CN", False), ("country", "GB", True), ("country", "US", False), ("established__gte", "1900", False),
    ]
    assert found[1].without == "q=robots&country=CN,US&established__gte=1900&sort=name"
    assert found[3].without == "q=robots&country=CN,!GB&country=US&sort=name"
    for one in found:
        parse(one.without, "page")


def test_an_api_query_means_the_same_search():
    text = "q=soft, robots&country=CN&country=GB&kind=!company&page=3&size=50&sort=name"
    address = filters.as_api_query(QueryDict(text), "zh-hans")
    assert address.startswith(f"{settings.SITE_URL}/api/v1/profiles?")
    assert "page=" not in address
    assert address.endswith("lang=zh-hans")
    read_again = filters.parse(QueryDict(address.partition("?")[2]), tier=0, lang="en", paging="cursor")
    assert read_again == filters.parse(QueryDict(text.replace("&page=3", "")), tier=0, lang="zh-hans", paging="page")


def test_the_search_alone_leaves_pages_and_sizes_behind():
    assert filters.only_search(QueryDict("q=a&page=2&size=50&kind=company&sort=newest")) == "q=a&kind=company&sort=newest"


# The declaration


def test_every_parameter_has_words_and_an_example_that_it_reads():
    for name, one in ProfileFilter.base_filters.items():
        assert str(one.label)
        assert len(str(one.description)) > 15, name
        if name != "cursor":
            assert one.field.clean([one.example]), name


@pytest.mark.django_db
def test_every_filter_is_one_the_engine_knows():
    with_value = {name: one.example for name, one in ProfileFilter.base_filters.items() if name not in filters.SHAPING + filters.TURNING}
    for name, example in with_value.items():
        for found in parse(f"{name}={example}").filters:
            assert found.field in {*VALUES, *NUMBERS}, name
    assert set(FACETS) <= set(COUNTED)


def test_the_filter_set_is_a_form_too():
    form = ProfileFilter(QueryDict("country=CN&kind=firm")).form
    assert not form.is_valid()
    assert list(form.errors) == ["kind"]
    assert form.cleaned_data["country"] == (Term("CN"),)

