"""How fast PlantOS is on the real Home Assistant core, as ratios to what the same core does in the same run."""
