"""The bench: server time, throughput and weight of pages over a province of 200,000 households."""
