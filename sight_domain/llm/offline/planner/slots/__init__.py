"""What a sentence says about one argument: ages, places, people, questions, numbers."""
