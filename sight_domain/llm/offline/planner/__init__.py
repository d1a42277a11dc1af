"""The offline engine's planner: a researcher's sentence becomes tool calls, with no language model."""
