"""What every field of the API's answers means, each with an example: the components of the OpenAPI document, as data."""

from directory.api.json_schema import Json, both, closed, day, instant, many, maybe, number, text, thing, yes
from directory.filters.filterset import DETAILS, FACETS, FIELDS, SORTS
from directory.vocabulary import (
    AffiliationType,
    CareerStage,
    Direction,
    InterestType,
    Kind,
    LinkType,
    NameOrder,
    NameType,
    OrganisationType,
    Scheme,
    Source,
    Verification,
)

UID = r"^[0-9a-z]{12}$"

UID_FIELD = text("The profile's public id: opaque, never reused.", "7k2m9qxw3tab", pattern=UID)
NAME = both("The name to show, in each language; null where there is none.", "Southeast University", "东南大学", nullable=True)

ONE_NAME = thing("One name.", {
    "value": text("The name as written.", "东南大学"),
    "lang": text("Its language as a BCP 47 code; empty when the source does not say.", "zh"),
    "script": text("Its script as an ISO 15924 code; Zyyy when undetermined.", "Hans"),
    "type": closed("What kind of name it is.", NameType.values, "label"),
    "given": text("The given name, of people.", "Ruolan"),
    "family": text("The family name, of people.", "Shen"),
    "order": closed("How the parts are put together, of people.", NameOrder.values, "family-first", blank=True),
}, optional=("given", "family", "order"))

IDENTIFIER = thing("What another register calls the profile.", {
    "scheme": closed("The register.", Scheme.values, "ror"),
    "value": text("The identifier in its canonical form.", "04ct4d772"),
    "verified": yes("Whether it was checked, by signing in there or against the register.", True),
})

PLACE = thing("A city, or a wider place where nothing finer is known.", {
    "slug": text("Its short name, which the parameter `city` takes.", "nanjing-cn-js"),
    "city": both("The city.", "Nanjing", "南京"),
    "subdivision": text("ISO 3166-2 code of the province, nation or region; empty when unknown.", "CN-JS"),
    "subdivision_name": text("The province, nation or region as the source writes it.", "Jiangsu"),
    "country": text("ISO 3166-1 code of the country or region.", "CN", pattern="^[A-Z]{2}$"),
    "lat": {"type": ["number", "null"], "description": "Latitude in degrees, WGS 84.", "examples": [32.06]},
    "lng": {"type": ["number", "null"], "description": "Longitude in degrees, WGS 84.", "examples": [118.77]},
})

ORGANISATION = thing("An organisation.", {
    "uid": maybe(text("Its uid; null when it is not in the directory.", "7k2m9qxw3tab", pattern=UID)),
    "name": NAME,
})

AFFILIATION = thing("A post, a study or a visit, now or in the past.", {
    "organisation": ORGANISATION,
    "unit": both("The department or group.", "School of Mechanical Engineering", "机械工程学院"),
    "role": both("The post.", "Professor", "教授"),
    "type": closed("What kind of affiliation it is.", AffiliationType.values, "employment"),
    "start": text("Since when: a year, month or day of ISO 8601; empty when unknown.", "2021-09"),
    "end": text("Until when, likewise; empty while it lasts or when unknown.", ""),
    "primary": yes("Whether it is the main one.", True),
    "confirmed": yes("Whether the organisation confirmed it.", True),
})

INTEREST_FIELDS = {
    "direction": closed("Whether it is offered or sought.", Direction.values, "offering"),
    "type": closed("What is offered or sought.", InterestType.values, "host"),
    "title": both("In a few words.", "A place for a visiting researcher", "接待访问研究者"),
    "expires_on": day("The last day it holds, in UTC.", "2027-01-31"),
}
INTEREST = thing("Something offered or sought.", INTEREST_FIELDS)

ROW_FIELDS: dict[str, Json] = {
    "uid": UID_FIELD,
    "kind": closed("The kind of profile.", Kind.values, "institute"),
    "url": text("The path of its page.", "/en/profiles/7k2m9qxw3tab"),
    "name": NAME,
    "names": many("Every name, with its language, script and type.", ONE_NAME, ONE_NAME["examples"]),
    "identifiers": many("What other registers call it.", IDENTIFIER, IDENTIFIER["examples"]),
    "country": maybe(text("ISO 3166-1 code of the country or region; null when unknown.", "CN", pattern="^[A-Z]{2}$")),
    "place": maybe(PLACE),
    "types": many("Types of organisation, as ROR has them.", closed("One type.", OrganisationType.values, "education"), ["education"]),
    "established": maybe(number("The year the organisation was established; null when unknown.", 1902)),
    "staff": maybe(number("How many people a company employs; null when unknown.", 120)),
    "title": both("A person's title.", "Dr", "博士"),
    "career_stage": closed("A person's career stage; empty when not said.", CareerStage.values, "early", blank=True),
    "subjects": many("Fields of research as OECD FORD codes, the main one first.", text("One code.", "2.2"), ["2.2", "1.2"]),
    "keywords": thing("Keywords in the profile's own words.", {
        "en": many("In English.", text("One keyword.", "soft robotics"), ["soft robotics"]),
        "zh": many("In Chinese, simplified.", text("One keyword.", "软体机器人"), ["软体机器人"]),
    }),
    "summary": both("What it does, in a few sentences; empty where not written.", "We study soft robots.", "我们研究软体机器人。"),
    "affiliations": many("Where a person works, studied or visited.", AFFILIATION, []),
    "interests": many("What is offered and sought now; nothing that has expired.", INTEREST, []),
    "languages": many("Working languages as BCP 47 codes.", text("One language.", "zh-Hans"), ["zh-Hans", "en"]),
    "website": text("Its own web address; empty when not given.", "https://www.example.org/"),
    "verified": closed("Who checked the profile; empty: nobody yet.", Verification.values, "organisation", blank=True),
    "verified_at": maybe(instant("When it was checked; null: not yet.")),
    "demo": yes("Whether the profile is invented, for demonstration.", False),
    "created_at": instant("When it came into the directory."),
    "updated_at": instant("When what this reader sees of it last changed."),
    "written_in": many("The languages it is written in.", text("en or zh.", "en", enum=["en", "zh"]), ["en", "zh"]),
    "completeness": thing("How much of the profile is filled in, in percent.", {
        "en": number("In English.", 80, minimum=0, maximum=100), "zh": number("In Chinese.", 60, minimum=0, maximum=100),
    }),
}
assert tuple(ROW_FIELDS) == FIELDS

RELATION = thing("A link to another organisation, as its source states it.", {
    "type": closed("What the other organisation is to this one.", LinkType.values, "parent"),
    "ror": maybe(text("The other's ROR ID, where the source gives one.", "04ct4d772")),
    "organisation": ORGANISATION,
})

LINK = thing("An address elsewhere.", {
    "type": text("What is found there.", "wikipedia"), "value": text("The address.", "https://en.wikipedia.org/wiki/Southeast_University"),
})

SOURCE = thing("Who gave which part of the record.", {
    "source": closed("The kind of source.", Source.values, "ror"),
    "record": maybe(text("The record's number at the source.", "04ct4d772")),
    "licence": maybe(text("The licence it was given under.", "CC0-1.0")),
    "fields": many("Which parts came from it.", text("One part.", "names"), ["names", "identifiers"]),
    "asserted_at": instant("When the source last changed it."),
    "retrieved_at": instant("When we read it."),
})

DETAIL_FIELDS: dict[str, Json] = ROW_FIELDS | {
    "interests": many("What is offered and sought now, with conditions.", thing("Something offered or sought.", INTEREST_FIELDS | {
        "text": both("The conditions.", "Six months, from spring.", "为期六个月，春季开始。"),
    }), []),
    "locations": many("Every place it is at, the main one first.", PLACE, []),
    "relations": many("Links to other organisations.", RELATION, []),
    "links": many("Addresses elsewhere.", LINK, []),
    "sources": many("Where the facts came from.", SOURCE, []),
}

assert set(DETAIL_FIELDS) == {*FIELDS, *DETAILS}

FACET_VALUE = thing("One value of a facet.", {
    "value": text("The value, as the parameter takes it.", "CN"), "label": both("Its name.", "China", "中国", nullable=True),
    "count": number("How many profiles would be found with it.", 1171), "selected": yes("Whether the search asks for it.", True),
})

FILTER = thing("One filter as it was understood.", {
    "field": text("The parameter.", "country"),
    "any_of": many("One of these.", text("One value.", "CN"), ["CN", "GB"]), "none_of": many("None of these.", text("One value.", "US"), []),
    "all_of": many("All of these.", text("One value.", "2.5"), []),
    "gte": maybe(text("This or more.", "1990")), "lte": maybe(text("This or less.", "1999")),
})

QUERY = thing("The query as it was understood.", {
    "q": text("What was searched for, as typed.", "sotheast university"),
    "searched": text("What was searched for: another spelling where nothing has the one typed.", "southeast university"),
    "relaxed": yes("Whether no profile has all the words, so that those with most of them are listed.", False),
    "did_you_mean": maybe(text("A spelling that finds more; null when there is none.", "southeast university")),
    "literal": yes("Whether exactly what was typed was searched for.", False),
    "filters": many("The filters.", FILTER, []),
    "sort": text("The order.", "relevance", enum=list(SORTS)),
    "lang": text("The language that names were ordered in.", "en", enum=["en", "zh-hans"]),
})

CURSOR = maybe(text("Where to go on, for the parameter `cursor`; null at the end of the list.", "kTq3vN0a7kTq3vN0a7"))
PAGE = thing("Where in the list this is.", {
    "size": number("Rows a page.", 20, minimum=1, maximum=200), "total": number("Profiles found in all, counted exactly.", 1171, minimum=0),
    "next_cursor": CURSOR, "prev_cursor": maybe(text("Where to go back; null at the start of the list.", "a7kTq3vN0a7kTq3vN0a7")),
})

FACETS_FIELD = {
    "type": "object", "description": "Values and counts of each facet asked for; a count leaves the facet's own filter out.",
    "properties": {name: many(f"Values of `{name}`.", {"$ref": "#/components/schemas/FacetValue"}, []) for name in FACETS},
    "additionalProperties": False,
    "examples": [{"country": [{"value": "CN", "label": {"en": "China", "zh": "中国"}, "count": 1171, "selected": True}]}],
}

SUGGESTION_FIELDS: dict[str, Json] = {
    "uid": UID_FIELD, "kind": closed("The kind of profile.", Kind.values, "institute"),
    "url": text("The path of its page.", "/en/profiles/7k2m9qxw3tab"),
    "text": text("The name in the language asked for, or in the other one.", "Southeast University"),
    "also": text("The name in the other language; empty where there is none.", "东南大学"),
    "matched": text("The name that was typed, if it is neither of the two.", ""),
    "country": maybe(text("ISO 3166-1 code of the country or region; null when unknown.", "CN", pattern="^[A-Z]{2}$")),
    "city": text("The city in the language asked for; empty when unknown.", "Nanjing"),
}
SUGGESTION = thing("A profile to go to.", SUGGESTION_FIELDS)

SUBJECT = thing("A field of research.", {
    "code": text("Its OECD FORD code.", "2.5"), "parent": maybe(text("The code of the broad field it belongs to; null for a broad one.", "2")),
    "label": both("Its name.", "Materials engineering", "材料工程"),
})

FAULT = thing("One parameter that can't be meant.", {
    "parameter": text("Its name as sent.", "contry"), "code": text("What is wrong with it, for programs; it does not change.", "unknown_parameter"),
    "detail": text("What is wrong with it and what to do, for people.", "There is no parameter “contry”. Write “country”."),
    "suggestion": maybe(text("What to write in its place.", "country")), "value": maybe(text("The value as sent, shortened.", "CN")),
})

PROBLEM = thing("A refusal, after RFC 9457.", {
    "type": text("What kind of problem it is.", "https://qiao.example/en/developers#bad-parameters", format="uri"),
    "title": text("The kind of problem, for people.", "The request can't be read"), "status": number("The HTTP status.", 400),
    "detail": text("What happened and what to do.", "Nothing was searched: change what is marked and try again."),
    "instance": text("The path that was asked for.", "/api/v1/profiles"),
    "request_id": text("The number of this request, to name when you ask us.", "4f0c…"),
    "errors": many("Each fault.", FAULT, []),
})


def one_reference(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def rows_of(name: str) -> Json:
    return {"type": "array", "description": "The rows, in order.", "items": one_reference(name), "examples": [[]]}


COMPONENTS: dict[str, Json] = {
    # A row has only the fields asked for when `fields` is given, so none of them is required here.
    "Profile": thing("A profile as lists show it.", ROW_FIELDS) | {"required": []},
    "ProfileInFull": thing("A profile in full.", DETAIL_FIELDS) | {"required": []},
    "FacetValue": FACET_VALUE,
    "Suggestion": SUGGESTION,
    "Subject": SUBJECT,
    "ProfileList": thing("A page of profiles.", {"data": rows_of("Profile"), "page": PAGE, "facets": FACETS_FIELD, "query": QUERY}),
    "ProfileDetail": thing("One profile.", {"data": {**one_reference("ProfileInFull"), "description": "The profile.", "examples": [{}]}}),
    "SuggestionList": thing("Suggestions, best first.", {"data": rows_of("Suggestion")}),
    "SubjectList": thing("The classification, in its order.", {"data": rows_of("Subject")}),
    "Index": thing("Where to go from here.", {
        "name": text("What this is.", "Qiao 桥"), "version": text("The version of the API.", "1"),
        "profiles": text("Search profiles.", "https://qiao.example/api/v1/profiles"),
        "suggest": text("Suggest while typing.", "https://qiao.example/api/v1/suggest"),
        "subjects": text("Fields of research.", "https://qiao.example/api/v1/subjects"),
        "programmes": text("Search exchange programmes.", "https://qiao.example/api/v1/programmes"),
        "calls": text("Search calls for exchanges.", "https://qiao.example/api/v1/calls"),
        "schema": text("This API as OpenAPI.", "https://qiao.example/api/v1/schema"),
    }),
    "Problem": PROBLEM,
}
