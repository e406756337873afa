"""The public check, and what follows from it."""
