"""What of many like cases a run takes."""

import os
from typing import TypeVar

Case = TypeVar("Case")


def ways(*every: Case) -> list[Case]:
    """Every second of them, on the second database (MATRIX=other) the others: .ci/run takes all, and so does MATRIX=full."""
    matrix = os.environ.get("MATRIX")
    return list(every if matrix == "full" else every[matrix == "other"::2])
