"""What the pages of exchanges show, one part a file."""
