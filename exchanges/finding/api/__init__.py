"""Programmes and calls in the JSON API, and what OpenAPI says of them."""
