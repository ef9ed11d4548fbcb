"""Belonging: how a person comes into an organisation and leaves it, and how a researcher's profile becomes its person's."""
