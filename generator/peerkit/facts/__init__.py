"""Pure functions of a group that rules and pages share."""
