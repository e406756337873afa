"""The only place that sees all rooms.

Owns home pages, the menu, address includes, the API root, the demo and the benches.
"""
