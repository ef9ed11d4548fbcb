"""What every field of programmes and calls means in the API, each with an example: components of the OpenAPI document, as data."""

from directory.api.fields import CURSOR, FACET_VALUE, FILTER, UID, one_reference, rows_of
from directory.api.json_schema import Json, both, closed, day, instant, many, maybe, number, text, thing, yes
from directory.vocabulary import CareerStage
from exchanges.calls.vocabulary import LettersAsked, ReviewMode
from exchanges.finding.filters import CALL_DETAILS, CALL_FIELDS, FACETS, PROGRAMME_DETAILS, PROGRAMME_FIELDS, SORTS
from exchanges.finding.labels import PHASES
from exchanges.programmes.vocabulary import Currency, PartName, ProgrammeKind, TravelDirection

PHASE = closed("What the call is now, told by the clock.", [one.value for one in PHASES], "open")
COUNTRIES = many("Where the hosts are, as ISO 3166-1 codes.", text("One code.", "CN", pattern="^[A-Z]{2}$"), ["CN"])
PROFILE = thing("A published profile.", {
    "uid": text("Its uid.", "7k2m9qxw3tab", pattern=UID),
    "name": both("Its name; null where there is none in the language.", "Southeast University", "东南大学", nullable=True),
})
NAMED = thing("A programme.", {
    "uid": text("Its uid.", "7k2m9qxw3tab", pattern=UID), "name": both("What it is called.", "Bridge Fellowships", "桥梁访问学者计划"),
})
OF_PROGRAMME: dict[str, Json] = {
    "kind": closed("The kind of programme.", ProgrammeKind.values, "fellowship"),
    "direction": closed("Who travels where.", TravelDirection.values, "both"),
    "currency": closed("The currency it pays in.", Currency.values, "GBP"),
    "subjects": many("Fields of research as OECD FORD codes.", text("One code.", "2.2"), ["2.2"]),
    "career_stages": many("For whom it is.", closed("One career stage.", CareerStage.values, "early"), ["early"]),
    "languages": many("Languages in which one can take part, as BCP 47 codes.", text("One language.", "zh-Hans"), ["zh-Hans", "en"]),
    "countries": COUNTRIES,
    "demo": yes("Whether it is invented, for demonstration.", False),
    "updated_at": instant("When it was last changed."),
}
CALL_ROW: dict[str, Json] = {
    "uid": text("The call's public id: opaque, never reused.", "7k2m9qxw3tab", pattern=UID),
    "url": text("The path of its page.", "/en/exchanges/calls/7k2m9qxw3tab"),
    "title": both("What it is called; empty where not written.", "Autumn call", "秋季征集"),
    "summary": both("In a few sentences; empty where not written.", "Visits of three to twelve months.", "三至十二个月的访问。"),
    "programme": NAMED, "kind": OF_PROGRAMME["kind"], "direction": OF_PROGRAMME["direction"], "phase": PHASE,
    "zone": text("The IANA time zone whose clock decides.", "Europe/London"),
    "opens_at": maybe(instant("From when applications are taken.")),
    "closes_at": maybe(instant("The closing time: what arrives before it is on time. Null for a rolling call.", "2027-01-15T17:00:00Z")),
    "rolling": yes("Whether it has no closing date.", False),
    "stages": number("1, or 2: a concept first, then the full application.", 1, minimum=1, maximum=2),
    "full_closes_at": maybe(instant("The closing time of full applications, in two stages.", "2027-05-15T17:00:00Z")),
    "places": number("How many can go.", 8, minimum=0),
    "starts_on": maybe(day("The first day on which an exchange may begin.", "2027-04-01")),
    "ends_on": maybe(day("The last day of the exchanges.", "2027-10-01")),
    "decisions_on": maybe(day("By when applicants are expected to be told, a day in `zone`; null where the programme doesn't say.", "2027-03-01")),
    "paired": yes("Whether a UK and a Chinese applicant apply together.", False),
    "subjects": OF_PROGRAMME["subjects"], "career_stages": OF_PROGRAMME["career_stages"], "languages": OF_PROGRAMME["languages"],
    "currency": OF_PROGRAMME["currency"],
    "hosts": many("Where one can go: published profiles.", PROFILE, []), "countries": COUNTRIES,
    "organisers": many("Who organises it: published profiles.", PROFILE, []), "demo": OF_PROGRAMME["demo"],
    "published_at": instant("When it was published."), "updated_at": OF_PROGRAMME["updated_at"],
}
assert tuple(CALL_ROW) == CALL_FIELDS

TITLED = both("What it is called.", "Curriculum vitae", "个人简历")
CALL_DETAIL: dict[str, Json] = CALL_ROW | {
    "text": both("The text of the call; empty where not written.", "Come and work together.", "欢迎前来合作。"),
    "funding": both("What is paid; empty where not written.", "Travel and a monthly allowance.", "国际旅费和每月生活补贴。"),
    "documents": many("What is to be handed in beside the form.", thing("One document.", {
        "key": text("Its key in this call.", "cv"), "title": TITLED, "required": yes("Whether it must be handed in.", True),
        "types": many("File types that are taken.", text("One type.", "pdf"), ["pdf"]), "max_mb": maybe(number("The largest size in megabytes.", 5)),
    }), []),
    "letters": thing("Letters of reference.", {
        "wanted": number("How many.", 2, minimum=0), "asked": closed("When referees are asked.", LettersAsked.values, "after"),
        "due_at": maybe(instant("Until when they may come.", "2027-01-29T17:00:00Z")),
    }),
    "eligibility": many("Who may apply.", thing("One condition.", {
        "key": text("Its key in this call.", "stage"), "fact": text("What is asked.", "career_stage"), "words": both(
            "The condition in words.", "Career stage: early career", "职业阶段：青年"),
    }), []),
    "criteria": many("By what applications are judged.", thing("One criterion.", {
        "key": text("Its key in this call.", "quality"), "title": both("What it is called.", "Quality", "质量"),
        "weight": number("Its weight in percent.", 60, minimum=0, maximum=100),
        "low": number("The lowest mark.", 1), "high": number("The highest mark.", 5),
    }), []),
    "review_mode": closed("Who knows whom while applications are read.", ReviewMode.values, "single"),
    "positions": many("Where one can go.", thing("One position.", {
        "uid": text("Its uid.", "7k2m9qxw3tab", pattern=UID), "title": both("What it is called.", "Robotics group", "机器人课题组"),
        "unit": both("The department or group.", "School of Mechanical Engineering", "机械工程学院"),
        "host": maybe(PROFILE), "supervisor": maybe(PROFILE), "subject": text("Its field as an OECD FORD code; empty when not said.", "2.2"),
        "places": number("How many can go there.", 1, minimum=0),
    }), []),
    "halves": maybe(thing("The two halves of a paired application; null for other calls.", {
        side: thing(f"The {name} half.", {
            "currency": text("Its currency.", currency), "cap": maybe(number("The most it may ask for, in the smallest unit.", 1_200_000)),
        }) for side, name, currency in (("uk", "UK", "GBP"), ("cn", "Chinese", "CNY"))
    })),
    "not_translated": many("Languages in which a text of the call is missing.", text("en or zh.", "zh", enum=["en", "zh"]), []),
}
assert set(CALL_DETAIL) == {*CALL_FIELDS, *CALL_DETAILS}

PROGRAMME_ROW: dict[str, Json] = {
    "uid": text("The programme's public id: opaque, never reused.", "7k2m9qxw3tab", pattern=UID),
    "url": text("The path of its page.", "/en/exchanges/programmes/7k2m9qxw3tab"),
    "name": both("What it is called.", "Bridge Fellowships", "桥梁访问学者计划"),
    "summary": both("In a few sentences; empty where not written.", "Researchers visit each other.", "研究人员互访。"),
    "kind": OF_PROGRAMME["kind"], "direction": OF_PROGRAMME["direction"], "ended": yes("Whether it has ended.", False),
    **{name: OF_PROGRAMME[name] for name in ("currency", "subjects", "career_stages", "languages")},
    "website": text("Its own web address; empty when not given.", "https://www.example.org/"),
    "partners": many("Who takes part: published profiles.", thing("One partner.", {
        "part": closed("As what.", PartName.values, "organiser"), "profile": PROFILE,
    }), []),
    "countries": COUNTRIES, "open_calls": number("How many of its calls are open now.", 1, minimum=0),
    "next_closes_at": maybe(instant("When the next of them closes; null when none has a date.", "2027-01-15T17:00:00Z")),
    "demo": OF_PROGRAMME["demo"], "created_at": instant("When it came."), "updated_at": OF_PROGRAMME["updated_at"],
}
assert tuple(PROGRAMME_ROW) == PROGRAMME_FIELDS

PROGRAMME_DETAIL: dict[str, Json] = PROGRAMME_ROW | {
    "funding": CALL_DETAIL["funding"],
    "calls": many("Its calls, what closes soonest first.", thing("A call.", {
        name: CALL_ROW[name] for name in ("uid", "url", "title", "phase", "opens_at", "closes_at", "places")
    }), []),
}
assert set(PROGRAMME_DETAIL) == {*PROGRAMME_FIELDS, *PROGRAMME_DETAILS}

QUERY = thing("The query as it was understood.", {
    "q": text("What was searched for, as typed.", "robtics"),
    "searched": text("What was searched for: another spelling where nothing has the one typed.", "robotics"),
    "filters": many("The filters.", FILTER, []), "sort": text("The order.", "closing", enum=list(SORTS)),
    "lang": text("The language that names were ordered in.", "en", enum=["en", "zh-hans"]),
})
PAGE = thing("Where in the list this is.", {
    "size": number("Rows a page.", 20, minimum=1, maximum=200), "total": number("How many were found in all.", 31, minimum=0), "next_cursor": CURSOR,
    "prev_cursor": maybe(text("Where to go back; null at the start of the list.", "a7kTq3vN0a7kTq3vN0a7")),
})
COUNTED = FACET_VALUE | {"properties": FACET_VALUE["properties"] | {"count": number("How many would be found with it.", 12)}}
FACETS_FIELD = {
    "type": "object", "description": "Values and counts of each facet asked for; a count leaves the facet's own filter out.",
    "properties": {name: many(f"Values of `{name}`.", one_reference("ExchangeFacetValue"), []) for name in FACETS}, "additionalProperties": False,
    "examples": [{"phase": [{"value": "open", "label": {"en": "Open", "zh": "开放申请中"}, "count": 12, "selected": True}]}],
}


def list_of(noun: str, row: str) -> Json:
    return thing(f"A page of {noun}.", {"data": rows_of(row), "page": PAGE, "facets": FACETS_FIELD, "query": QUERY})


def one_of(noun: str, row: str) -> Json:
    return thing(f"One {noun}.", {"data": {**one_reference(row), "description": f"The {noun}.", "examples": [{}]}})


COMPONENTS: dict[str, Json] = {
    # A row has only the fields asked for when `fields` is given, so none of them is required here.
    "Call": thing("A call as lists show it.", CALL_ROW) | {"required": []},
    "CallInFull": thing("A call in full.", CALL_DETAIL) | {"required": []},
    "Programme": thing("A programme as lists show it.", PROGRAMME_ROW) | {"required": []},
    "ProgrammeInFull": thing("A programme in full.", PROGRAMME_DETAIL) | {"required": []},
    "ExchangeFacetValue": COUNTED,
    "CallList": list_of("calls", "Call"), "ProgrammeList": list_of("programmes", "Programme"),
    "CallDetail": one_of("call", "CallInFull"), "ProgrammeDetail": one_of("programme", "ProgrammeInFull"),
}
