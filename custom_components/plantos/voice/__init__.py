"""What people say about their plants, and what they are answered: pure functions that know no Home Assistant."""
