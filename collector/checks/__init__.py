"""Whether an instance is whole: one file per thing that can be wrong, and nothing is changed."""
