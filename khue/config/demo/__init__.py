"""The running demo: its processes, its address, its orderly end."""
