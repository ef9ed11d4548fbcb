"""For statistics only: what applicants may say about themselves that nobody reads, and the counts that are made of it."""
