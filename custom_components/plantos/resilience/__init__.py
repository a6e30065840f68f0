"""How PlantOS lives with devices that fail: without Home Assistant, composed in `device`."""
