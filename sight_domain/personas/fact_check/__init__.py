"""Whether a text about a respondent agrees with the facts that were drawn; independent of whoever wrote the text."""
