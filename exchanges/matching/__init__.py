"""Who gets which position: applicants' wishes and hosts' scores in, places out, with a certificate that anybody can check."""

from exchanges.matching.assignment import Assignment, assign
from exchanges.matching.certificate import Certificate, certify, check
from exchanges.matching.inputs import Applicant, BadInputs, Inputs, Position, digest
from exchanges.matching.placing import Matching, match
from exchanges.matching.reasons import Reason, why

__all__ = [
    "Applicant", "Assignment", "BadInputs", "Certificate", "Inputs", "Matching", "Position", "Reason", "assign", "certify", "check", "digest",
    "match", "why",
]
