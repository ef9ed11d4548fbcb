"""The demo: real universities and institutes, invented companies and people, so that a fresh machine has something to look at."""
