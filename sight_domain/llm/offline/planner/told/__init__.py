"""What tools' results say, in Markdown: one module for each kind of result."""
