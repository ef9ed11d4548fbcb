"""The pages on which coordinators and staff set a call up, part by part, and move it."""
