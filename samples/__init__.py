"""Made-up reports with known figures, printed in many ways: the material of tests and benchmarks."""
