"""The pages of applications: the draft and its steps, sending it, and how it stands."""
