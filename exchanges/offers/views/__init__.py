"""The pages of offers: the applicant's, the coordinator's, and those of matching runs."""
