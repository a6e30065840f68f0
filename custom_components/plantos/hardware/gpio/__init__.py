"""GPIO lines of this computer or of a remote one. What the guardian uses of it imports nothing of PlantOS."""
