"""Search: one box for names in any script, words, affiliation strings and identifiers, over one index a tier."""

from directory.search.asking import BadCursor, Filter, Hit, SearchQuery, SearchResult
from directory.search.engine import search
from directory.search.index import catch_up, rebuild, status
from directory.search.suggesting import Suggestion, suggest

__all__ = ["BadCursor", "Filter", "Hit", "SearchQuery", "SearchResult", "Suggestion", "catch_up", "rebuild", "search", "status", "suggest"]
