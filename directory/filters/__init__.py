"""The parameters of every door: one declaration, read strictly, and the way back from a search to its address."""

from directory.filters.filterset import FACETS, ProfileFilter
from directory.filters.reading import (
    SHAPING,
    TURNING,
    Applied,
    applied,
    as_api_query,
    kept,
    only_search,
    parameters,
    parse,
    query_string,
    read,
    unseen,
)
from directory.filters.usual import Declared, Paging

__all__ = [
    "FACETS", "SHAPING", "TURNING", "Applied", "Declared", "Paging", "ProfileFilter", "applied", "as_api_query", "kept", "only_search", "parameters",
    "parse", "query_string", "read", "unseen",
]
