"""What the chat shows for a tool's result: tables, cards, charts and files instead of JSON."""
