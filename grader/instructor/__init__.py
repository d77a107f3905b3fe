"""For a class: who handed in what, its grades, batches, and kits."""
