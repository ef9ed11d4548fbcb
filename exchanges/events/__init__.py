"""The history of every machine of exchanges: one row a move, never changed."""
