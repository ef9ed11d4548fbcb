"""Who you are: users, and the actor that every permission question is asked about."""
