"""From a file's bytes to text with its structure: `sight_domain.knowledge.parsing.parser.parse`."""
