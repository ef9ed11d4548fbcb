"""The pages: thin doors that ask, and hand what they got to a template."""
