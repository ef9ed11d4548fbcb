"""The rows of exchanges: what every address of programmes, calls, applications, letters, reviews, offers and placements shows to whom."""

from tests.permissions.row import ONE, Row

PUBLIC_CALLS = {"open_call": "open", "judged_call": "open", "drafted_call": "a call being prepared", "no_call": "nothing"}
PUBLIC = [
    Row("exchanges", "open", queries=("", "q=quokka", "q=call")),
    Row("exchange_programmes", "open", queries=("", "q=quokka")),
    Row("calls_atom", "open"), Row("calls_ics", "open"),
    *(Row("call_page", kind, {"uid": f"{{{name}}}"}) for name, kind in PUBLIC_CALLS.items()),
    Row("programme_page", "a public programme", {"uid": "{public_programme}"}),
    Row("programme_page", "a programme's page before it is public", {"uid": "{programme}"}),
    Row("programme_page", "a programme nobody has a role in", {"uid": "{other_programme}"}),
    Row("api_calls", "open", languages=ONE), Row("api_programmes", "open", languages=ONE),
    *(Row("api_call", "open" if kind == "open" else "nothing", {"uid": f"{{{name}}}"}, languages=ONE) for name, kind in PUBLIC_CALLS.items()),
    Row("api_programme", "open", {"uid": "{public_programme}"}, languages=ONE),
    Row("api_programme", "nothing", {"uid": "{programme}"}, languages=ONE),
]
RUNS, NONE = "running the call", "running a call that isn't there"
CALL = {"uid": "{judged_call}"}
SETTING_UP = [
    *(Row("call_edit", kind, {"uid": f"{{{name}}}"}) for name, kind in (("drafted_call", RUNS), ("judged_call", RUNS), ("no_call", NONE))),
    *(Row("call_part", RUNS, {"uid": "{drafted_call}", "part": part}, post=RUNS) for part in (
        "texts", "dates", "places", "letters", "documents", "eligibility", "review", "offers",
    )),
    Row("call_move", RUNS, {"uid": "{drafted_call}", "name": "publish"}, post=RUNS),
    Row("call_move", "staff running a call", {"uid": "{open_call}", "name": "cancel"}, post="staff running a call"),
    Row("call_waive", "", {"uid": "{drafted_call}"}, post=RUNS), Row("call_copy", "", {"uid": "{drafted_call}"}, post=RUNS),
    Row("call_position", RUNS, {"uid": "{judged_call}", "key": "{position}"}, post=RUNS),
    Row("call_position_remove", "", {"uid": "{judged_call}", "key": "{position}"}, post=RUNS),
    Row("call_form", RUNS, {"uid": "{drafted_call}", "stage": "1"}), Row("call_form_preview", RUNS, {"uid": "{drafted_call}", "stage": "1"}),
    Row("call_form_item", RUNS, {"uid": "{drafted_call}", "stage": "1", "path": "project.aim"}, post=RUNS),
    Row("call_form_change", "", {"uid": "{drafted_call}", "stage": "1", "path": "project.aim"}, post=RUNS, data={"do": "up"}),
    *(Row(name, RUNS, {"uid": "{public_programme}"}, post=RUNS) for name in ("programme_edit", "programme_parts", "programme_calls")),
    Row("programme_edit", "staff running a call", {"uid": "{other_programme}"}, post="staff running a call"),
    Row("programme_move", "", {"uid": "{public_programme}", "name": "archive"}, post=RUNS),
    Row("programme_people", "the people of the programme", {"uid": "{public_programme}"}, post="staff pages"),
]
RUNNING = [
    Row("programme_overview", RUNS, {"uid": "{public_programme}"}), Row("programme_overview", "staff running a call", {"uid": "{other_programme}"}),
    *(Row(name, RUNS, CALL) for name in ("call_overview", "call_applications", "call_letters")),
    *(Row(name, NONE, {"uid": "{no_call}"}) for name in ("call_overview", "call_applications", "call_letters", "call_panel", "call_offers")),
    Row("call_act", "", CALL, post=RUNS), Row("call_mail", RUNS, CALL, post=RUNS),
    *(Row("call_export", RUNS, {**CALL, "suffix": suffix}, queries=("", "for=panel")) for suffix in ("csv", "xlsx")),
    *(Row(name, RUNS, CALL, post=RUNS) for name in ("call_panel", "call_assignments", "call_decisions")),
    Row("call_application", RUNS, {**CALL, "application": "{judged_application}"}, post=RUNS),
    Row("call_application", NONE, {**CALL, "application": "{draft_application}"}, post=NONE),
    Row("call_application", NONE, {"uid": "{open_call}", "application": "{draft_application}"}, post=NONE),
    Row("call_application_file", NONE, {**CALL, "application": "{judged_application}", "attachment": "987654321"}),
    Row("letter_act", "", {**CALL, "key": "{asked_letter}", "name": "remind"}, post=RUNS),
    Row("call_offers", RUNS, {"uid": "{decided_call}"}, post=RUNS), Row("call_ledger", RUNS, {"uid": "{decided_call}"}),
    Row("call_offer_act", RUNS, {"uid": "{decided_call}", "key": "{offer}", "name": "withdraw"}, post=RUNS, data={"reason": "No place."}),
    Row("call_waiting_off", NONE, {**CALL, "key": "987654321"}, post=NONE),
    Row("call_matching", RUNS, CALL, post=RUNS), Row("match_run", RUNS, {**CALL, "key": "{run}"}),
    *(Row("match_run_act", RUNS, {**CALL, "key": "{run}", "name": name}, post=RUNS) for name in ("publish", "discard")),
    Row("match_certificate", "checking the matching run", {"key": "{run}"}),
    Row("match_certificate_json", "checking the matching run as a file", {"key": "{run}"}),
    Row("call_placements", RUNS, {"uid": "{past_call}"}),
]
OWNS, TAKES_PART = "applying", "taking part in the application"
ABOUT = {"uid": "{draft_application}"}
SENT = {"uid": "{judged_application}"}
APPLYING = [
    Row("application_begin", "signed in", {"uid": "{open_call}"}, post="signed in"),
    Row("application_begin", "nothing", {"uid": "{no_call}"}, post="nothing"),
    Row("application_invitation", "writing for nobody", {"token": "x" * 40}, post="writing for nobody"),
    Row("application_invited", "writing for nobody", {"key": "987654321"}, post="writing for nobody"),
    Row("application", OWNS, ABOUT), Row("application", TAKES_PART, SENT), Row("application", "writing for nobody", {"uid": "{no_call}"}),
    Row("application_section", OWNS, {**ABOUT, "key": "project"}, post=OWNS),
    *(Row(name, OWNS, ABOUT, post=OWNS) for name in ("application_documents", "application_hosts", "application_people", "application_send")),
    Row("application_people", TAKES_PART, SENT, post=TAKES_PART),
    # Of the applicant alone, before and after sending: whether they answered is theirs.
    Row("application_survey", OWNS, ABOUT, post=OWNS), Row("application_survey", OWNS, SENT, post=OWNS),
    # Who takes part is told that only the applicant may; nothing happens.
    Row("application_withdraw", TAKES_PART, SENT, post=TAKES_PART), Row("application_reopen", "", SENT, post=TAKES_PART),
    Row("application_copy", "", ABOUT, post="writing for nobody", data={"from": "000000000000"}),
    Row("application_sent", TAKES_PART, {**SENT, "number": "1"}), Row("application_receipt", TAKES_PART, {**SENT, "number": "1"}),
    Row("application_file", "writing for nobody", {**SENT, "key": "987654321"}),
    Row("application_referees", OWNS, ABOUT, post=OWNS), Row("application_referees", OWNS, SENT, post=OWNS),
    Row("referee_change", OWNS, {**SENT, "key": "{asked_letter}"}, post=OWNS),
    Row("referee_act", OWNS, {**SENT, "key": "{asked_letter}", "name": "remind"}, post=OWNS),
    *(Row("application_offer", kind, {"uid": f"{{{name}}}"}) for name, kind in (
        ("offered_application", OWNS), ("draft_application", "writing for nobody"),
    )),
    *(Row("application_decision", kind, {"uid": f"{{{name}}}"}) for name, kind in (
        ("offered_application", "writing for nobody"), ("draft_application", "writing for nobody"),
    )),
    *(Row("application_offer_answer", OWNS, {"uid": "{offered_application}", "act": act}, post=OWNS) for act in ("accept", "decline", "defer")),
    Row("application_matching", "writing for nobody", SENT),
]
LETTERS = [
    Row("letter_link", "leads on", {"token": "x" * 40}), Row("letter_gone", "nothing", any_verb=True, post="nothing"), Row("letter_done", "nothing"),
    Row("letter", "by the link of the letter", {"key": "{asked_letter}"}), Row("letter", "nothing", {"key": "{letter}"}),
    *(Row(name, "", {"key": "{asked_letter}"}, post="by the link of the letter") for name in ("letter_answer", "letter_write")),
    Row("letter_own_file", "nothing", {"key": "{asked_letter}"}),
    Row("letter_read", "reading the letter", {"key": "{letter}"}), Row("letter_read", NONE, {"key": "987654321"}),
    Row("letter_file", NONE, {"key": "{letter}"}),
    Row("letter_read", "reading the letter as a reviewer too", {"key": "{single_letter}"}),
]
REVIEWING = [
    Row("my_reviews", "signed in"), Row("review", "reviewing", {"key": "{review}"}, post="reviewing"),
    *(Row("review", "reviewing", {"key": f"{{{name}}}"}, post="reviewing") for name in ("shut_review", "single_review")),
    Row("review", "writing for nobody", {"key": "987654321"}),
    Row("review_file", "writing for nobody", {"key": "{review}", "attachment": "987654321"}),
]
STAY = {"uid": "{placement}"}
AFTER, FOR_PLACE, PERSON, IN_IT = "looking after the placement", "running the placement", "the one who travels", "those in the placement"
STAYS = [
    Row("placement", IN_IT, STAY), Row("placement", "a placement that isn't there", {"uid": "{no_call}"}),
    Row("placement_move", "", {**STAY, "name": "cancel"}, post=IN_IT), Row("placement_move", "", {**STAY, "name": "confirm"}, post=PERSON),
    Row("placement_move", "", {**STAY, "name": "clear"}, post=FOR_PLACE),
    Row("placement_days", "", STAY, post=AFTER), Row("placement_topic", "", STAY, post=IN_IT), Row("placement_host", "", STAY, post=FOR_PLACE),
    Row("placement_add_check", "", STAY, post=FOR_PLACE),
    *(Row(name, "", {**STAY, "kind": "visa"}, post=AFTER) for name in ("placement_check", "placement_check_reopen")),
    Row("placement_papers", "", STAY, post=PERSON),
    *(Row(f"placement_paper_{act}", "", {**STAY, "key": "987654321"}, post="a placement that isn't there") for act in ("open", "remove")),
    Row("placement_report", IN_IT, {**STAY, "kind": "final"}, post=IN_IT), Row("placement_report", PERSON, {**STAY, "kind": "interim"}, post=PERSON),
]
ROWS = [*PUBLIC, *SETTING_UP, *RUNNING, *APPLYING, *LETTERS, *REVIEWING, *STAYS]
