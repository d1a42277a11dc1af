"""What keeps providers from being overrun and runs from one another's way: limits, breakers and a fair queue."""
