"""For people who write tasks: self-test, mutants, scaffold, attacks."""
