"""The reading API: JSON under /api/v1/, and what OpenAPI says of it."""
