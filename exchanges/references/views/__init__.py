"""The pages of letters: the referee's, the applicant's, the coordinator's."""
