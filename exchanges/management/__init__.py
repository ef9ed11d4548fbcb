"""Commands of exchanges."""
