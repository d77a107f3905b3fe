"""Many submissions: warm workers, processes, Dask."""
