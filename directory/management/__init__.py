"""What an operator runs: the commands of manage.py."""
