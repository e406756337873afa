"""The sector database: staff, pupils, classes."""
