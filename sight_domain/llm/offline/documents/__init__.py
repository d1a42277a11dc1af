"""Reading documents by rule: who and what they name, what they measure, how it moves, what does what to whom."""
