"""The offline engine: writes and plans with a seeded grammar, no language model inside."""
