"""What crosses rooms: architecture, access, browser, conformance."""
