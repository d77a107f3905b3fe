"""Task 1 has no formula to hold against: its checks follow from the data that they draw."""
