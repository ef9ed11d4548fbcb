"""The shapes of what a call keeps as data: its form, criteria, documents and rules, each checked before it is written.

`sections`: [{"key", "title": T, "help": T?, "questions": [Q]}]; T is {"en": str, "zh": str}, one of them may be blank until the call opens.
Q: {"key", "type", "title": T, "help": T?, "required": bool, "shown_if"?: {"question": key, "is": choice key}} and by type
  text     "limit": words, "limit_zh"?: characters of a Chinese text; without it "limit" holds for both (calls/lengths.py)
  choice, choices  "choices": [{"key", "title": T}], choices also "most"?
  number   "decimals"?: 1 to 4, "low"?, "high"?: whole numbers, or exact text ("0.5") where decimals are asked
  money    "currency": ISO 4217, "low"?, "high"?: smallest units, "budget"?: whether it is (a part of) the budget (calls/budgets.py);
           in a group also "total"?: the most over all entries
  date     "low"?, "high"?: ISO dates                   file   "types": ["pdf"], "max_mb": int
  profile  "kinds": of researcher, institute, company   group  "questions": [Q without group], "least"?, "most": how often
`shown_if` names an earlier question, choice or choices, of the same section (in a group: of the same group); it holds where the answer is, or
holds, that choice. A question that isn't shown is not asked, whether required or not.
`rubric` [{"key", "title": T, "help": T?, "weight", "low", "high"}]; `documents` [{"key", "title": T, "help": T?, "required", "max_mb", "types"}];
`eligibility` [{"key", "fact", "test", "value", "words": T}], see calls/eligibility.py.

The checks give a clean copy back (one Unicode form, nothing invisible, keys in this order) and raise BadShape for anything else.
"""

from exchanges.calls.shapes.criteria import check_documents, check_rubric
from exchanges.calls.shapes.questions import check_sections
from exchanges.calls.shapes.rules import check_eligibility
from exchanges.calls.shapes.values import BadShape

__all__ = ["BadShape", "check_documents", "check_eligibility", "check_rubric", "check_sections"]
