"""Is it good, did it get better: gold questions, metrics, baselines, reports, benchmarks."""
