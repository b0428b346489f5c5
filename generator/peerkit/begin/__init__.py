"""What a person starts from: a network, a group, a meeting's agenda, an issue. Nothing that exists is ever overwritten."""
