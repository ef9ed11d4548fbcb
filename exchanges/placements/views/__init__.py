"""The pages of placements: one placement, its papers, its reports, and the list of a call."""

from exchanges.placements.views.lists import of_call
from exchanges.placements.views.papers import give, open_paper, remove_paper
from exchanges.placements.views.placement import add_check, check, days, host, move, page, topic
from exchanges.placements.views.reports import report

__all__ = ["add_check", "check", "days", "give", "host", "move", "of_call", "open_paper", "page", "remove_paper", "report", "topic"]
