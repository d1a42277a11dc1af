"""Arguments of calls out of what was said: one module for each kind of tool."""
