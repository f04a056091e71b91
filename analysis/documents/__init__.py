"""A wrap-up as a file: laid out once in blocks, and drawn as web page, Markdown, Word or PDF."""
