"""Rules across groups: `check(summaries, context, given)`."""
