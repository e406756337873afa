"""Our own lints, and the programs behind `make`: setting up, checking, translating."""
