"""What each subcommand of ``sight`` does."""
