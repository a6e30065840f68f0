"""PlantOS's decisions in a closed loop with AquaCrop, a crop model that nobody here wrote."""
