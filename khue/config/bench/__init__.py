"""The benches: the figures of `docs/benchmarks.md`, each beside a limit that is measured in the same run."""
