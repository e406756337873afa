"""What the gradebook offers on the command line."""
