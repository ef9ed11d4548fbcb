"""The forms on which coordinators write a call: one a part, rows of documents, rules and criteria, and the questions of its form."""
