"""A school's year: gradebooks and transcripts."""
