"""Signing in and up: allauth in our own frame."""
