"""Hands on the records of the rooms."""

from exchanges.applications.models import Application, Attachment, CoApplicant, Pair, Preference, Revision, Section
from exchanges.calls.models import Call, CallForm, HostPosition
from exchanges.events.models import Event
from exchanges.files.models import StoredFile
from exchanges.offers.models import Hold, MatchRun, Offer, WaitingEntry
from exchanges.placements.models import ComplianceCheck, Paper, Placement, Report
from exchanges.programmes.models import Participation, Programme, ProgrammeRole
from exchanges.references.models import Letter
from exchanges.reviews.models import Assignment, Decision, PanelNote, Release, Score
from exchanges.survey.models import SurveyAnswer, SurveyCount

__all__ = [
    "Application",
    "Assignment",
    "Attachment",
    "Call",
    "CallForm",
    "CoApplicant",
    "ComplianceCheck",
    "Decision",
    "Event",
    "Hold",
    "HostPosition",
    "Letter",
    "MatchRun",
    "Offer",
    "Pair",
    "PanelNote",
    "Paper",
    "Participation",
    "Placement",
    "Preference",
    "Programme",
    "ProgrammeRole",
    "Release",
    "Report",
    "Revision",
    "Score",
    "Section",
    "StoredFile",
    "SurveyAnswer",
    "SurveyCount",
    "WaitingEntry",
]
