"""For coordinators: the dashboard of a programme, acts on many at once, mail to many, exports."""
