"""What the room answers on the command line."""
