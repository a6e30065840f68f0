"""What a gardener knows: pure functions on frozen values, without Home Assistant."""
