"""The house itself: its rooms, its lints, its launcher."""
