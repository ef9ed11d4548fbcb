"""Commands of exchanges: manage.py <name>."""
