"""A folder, an archive or an upload: whose file it is, and for which task."""
