"""Every SELECT that a view, a report or a release needs, one noun per file. Rows go by name."""
