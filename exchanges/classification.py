"""The tables of exchanges: which columns hold what about whom."""

from accounts.classification import Erasure, Field, Kind, Table, fields

PUB, P, S, X, T = Kind.PUBLIC, Kind.PERSONAL, Kind.SENSITIVE, Kind.SECRET, Kind.TECHNICAL
BLANK, KEEP = Erasure.BLANK, Erasure.KEEP
PROOF = "what was decided, when and how must be provable for six years; names and texts go"
APPLICANT = "application__applicant"


def by(names: str) -> dict[str, Field]:
    """Columns that name who acted: about that person, not about the subject of the row."""
    return {name: Field(P, True, BLANK, whose=name) for name in names.split()}


TABLES = {
    "exchanges.Programme": Table(
        "An exchange programme.",
        "facts",
        fields(
            PUB,
            "id uid status name_en name_zh summary_en summary_zh funding_en funding_zh kind direction currency subjects career_stages languages "
            "website is_demo created_at updated_at",
        ),
    ),
    "exchanges.Participation": Table(
        "A profile takes part in a programme.",
        "profile",
        {**fields(T, "id position"), **fields(P, "programme profile part")},
        subject="profile__owner",
    ),
    "exchanges.ProgrammeRole": Table(
        "A person coordinates or reviews a programme.",
        "exchange",
        {**fields(T, "id"), **fields(P, "user programme role started_at ended_at"), **by("by")},
        subject="user",
    ),
    "exchanges.Call": Table(
        "A call for applications.",
        "facts",
        {
            **fields(
                PUB,
                "id uid programme status title_en title_zh summary_en summary_zh text_en text_zh subjects places taken zone opens_local closes_local "
                "opens_at closes_at grace is_rolling stages full_closes_local full_closes_at starts_on ends_on decisions_on review_mode "
                "reviews_wanted "
                "reviews_due_at letters_wanted letters_asked letters_due_at documents eligibility rubric offer_days offer_calendar one_place_each "
                "is_paired halves waivers is_template copied_from version created_at updated_at published_at",
            ),
            **by("created_by"),
        },
    ),
    "exchanges.CallForm": Table("The questions of a call.", "facts", fields(PUB, "id call stage version sections frozen_at created_at")),
    "exchanges.HostPosition": Table(
        "Where one can go.", "facts", fields(PUB, "id uid call host supervisor unit_en unit_zh title_en title_zh subject places taken order")
    ),
    "exchanges.Event": Table(
        "One move of a call, an application, a review, a letter, an offer or a placement.",
        "application",
        {
            **fields(T, "id noun key call move source target right facts trace at", erasure=KEEP, reason=PROOF),
            **fields(S, "reason", erasure=BLANK),
            **by("by"),
        },
    ),
    "exchanges.StoredFile": Table(
        "A file that somebody handed in.",
        "application",
        {**fields(T, "id uid path media_type size sha256 is_encrypted created_at gone_at"), **fields(S, "name"), **by("by")},
        subject="by",
    ),
    "exchanges.Pair": Table("The two halves of a paired application.", "application", fields(T, "id uid call created_at complete_at")),
    "exchanges.Application": Table(
        "An application.",
        "application",
        {
            **fields(T, "id uid call number form stage pair side version", erasure=KEEP, reason=PROOF),
            **fields(P, "applicant profile home status language amount currency created_at updated_at submitted_at", erasure=BLANK),
            **fields(S, "title info_wanted info_due_at", erasure=BLANK),
        },
        subject="applicant",
    ),
    "exchanges.Section": Table(
        "A section of an application as it is being written.",
        "application",
        {**fields(T, "id application stage key version"), **fields(S, "answers saved_at"), **by("saved_by")},
        subject=APPLICANT,
    ),
    "exchanges.Revision": Table(
        "What was submitted.",
        "application",
        {
            **fields(T, "id application stage number key is_late", erasure=KEEP, reason=PROOF),
            **fields(S, "content", erasure=BLANK),
            **fields(P, "sha256 received_at", erasure=KEEP, reason=PROOF),
            **by("by"),
        },
        subject=APPLICANT,
    ),
    # Read by its own person and counted; nothing of it stands anywhere else, not even that somebody answered.
    "exchanges.SurveyAnswer": Table(
        "What an applicant says for statistics only.",
        "application",
        {**fields(T, "id"), **fields(P, "person"), **fields(S, "application gender career_stage")},
        subject="person",
    ),
    "exchanges.SurveyCount": Table(
        "How many of those who applied to a call belong to which group, of ten people at least.",
        "facts",
        fields(T, "id call people gender career_stage at"),
    ),
    "exchanges.Attachment": Table(
        "A file of an application.", "application", {**fields(T, "id application file"), **fields(S, "slot at removed_at")}, subject=APPLICANT
    ),
    "exchanges.CoApplicant": Table(
        "Somebody who takes part in an application.",
        "application",
        {**fields(T, "id application"), **fields(P, "user email name part role state invited_at answered_at"), **fields(X, "token_hash")},
        subject="user",
    ),
    "exchanges.Preference": Table(
        "A ranked wish for a host position.", "application", {**fields(T, "id application"), **fields(P, "position rank")}, subject=APPLICANT
    ),
    # The applicant may not read the letter; it is the referee's.
    "exchanges.Letter": Table(
        "A letter asked of a referee.",
        "application",
        {
            **fields(T, "id application replaces version reminders reminded_at"),
            **fields(P, "state name email organisation relation language due_at asked_at opened_at answered_at submitted_at created_at"),
            **fields(S, "decline_reason text file", export=False),
            **fields(X, "token_hash"),
            **by("created_by"),
        },
        subject=APPLICANT,
    ),
    "exchanges.Assignment": Table(
        "Who reviews which application.",
        "application",
        {
            **fields(T, "id application stage why due_at reminded_at version points", erasure=KEEP, reason=PROOF),
            **fields(P, "reviewer state assigned_at declared_at submitted_at", erasure=BLANK),
            **fields(S, "conflict to_panel to_applicant", erasure=BLANK),
            **by("assigned_by"),
        },
        subject="reviewer",
    ),
    "exchanges.Score": Table(
        "A reviewer’s score on one criterion.",
        "application",
        {**fields(T, "id assignment low high", erasure=KEEP, reason=PROOF), **fields(S, "criterion value", erasure=KEEP, reason=PROOF)},
        subject="assignment__reviewer",
    ),
    "exchanges.PanelNote": Table(
        "What the panel wrote for itself.", "application", {**fields(T, "id application"), **fields(S, "text at"), **by("by")}, subject="by"
    ),
    "exchanges.Release": Table(
        "One telling of the decisions of a call.",
        "application",
        {**fields(T, "id call stage started_at ended_at", erasure=KEEP, reason=PROOF), **by("by")},
    ),
    "exchanges.Decision": Table(
        "What the panel decided.",
        "application",
        {
            **fields(T, "id application stage prepared_at release", erasure=KEEP, reason=PROOF),
            **fields(P, "outcome rank position released_at", erasure=KEEP, reason=PROOF),
            **fields(S, "conditions letter override told_subject told_text skipped", erasure=BLANK),
            **by("prepared_by"),
        },
        subject=APPLICANT,
    ),
    "exchanges.Offer": Table(
        "A place offered.",
        "application",
        {
            **fields(T, "id uid application promoted_from reminded_at deferral_asked_at", erasure=KEEP, reason=PROOF),
            **fields(P, "position state sent_at expires_at answered_at", erasure=KEEP, reason=PROOF),
            **fields(S, "conditions reason", erasure=BLANK),
            **by("by"),
        },
        subject=APPLICANT,
    ),
    "exchanges.Hold": Table("A place taken or given back.", "facts", fields(T, "id call position offer change why at")),
    "exchanges.WaitingEntry": Table(
        "A place on a waiting list.",
        "application",
        {**fields(T, "id call position application", erasure=KEEP, reason=PROOF), **fields(P, "rank state since", erasure=KEEP, reason=PROOF)},
        subject=APPLICANT,
    ),
    "exchanges.MatchRun": Table(
        "One run of the matching of a call.",
        "application",
        {
            **fields(
                T,
                "id uid call state method seed inputs inputs_sha256 result result_sha256 certificate computed_at published_at",
                erasure=KEEP,
                reason=PROOF,
            ),
            **fields(S, "reason", erasure=BLANK),
            **by("by"),
        },
    ),
    "exchanges.Placement": Table(
        "A person at a host.",
        "application",
        {
            **fields(T, "id uid offer version", erasure=KEEP, reason=PROOF),
            **fields(P, "person host state starts_on ends_on arrived_on left_on created_at", erasure=BLANK),
            **fields(S, "reason is_force_majeure", erasure=BLANK),
        },
        subject="person",
    ),
    "exchanges.ComplianceCheck": Table(
        "Something that was checked before travelling.",
        "application",
        {**fields(T, "id placement kind is_blocking"), **fields(S, "state note reference valid_until at"), **by("by")},
        subject="placement__person",
    ),
    "exchanges.Paper": Table(
        "A passport scan or another paper.",
        "application",
        {**fields(T, "id placement file"), **fields(S, "kind expires_at removed_at at")},
        subject="placement__person",
    ),
    "exchanges.Report": Table(
        "A report that somebody owes.",
        "application",
        {**fields(T, "id placement kind reminded_at version"), **fields(S, "state due_on text answer submitted_at"), **by("by")},
        subject="placement__person",
    ),
}
