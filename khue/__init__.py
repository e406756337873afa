"""Khuê: one sector database, one set of engines, and the rooms of a province's education on top."""
