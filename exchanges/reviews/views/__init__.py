"""The pages of reviews: what reviewers write, and what coordinators see and decide."""
