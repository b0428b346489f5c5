"""What is made of all groups together, from their summaries alone."""
