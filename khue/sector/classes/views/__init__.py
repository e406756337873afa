"""Pages of pupils and classes."""
