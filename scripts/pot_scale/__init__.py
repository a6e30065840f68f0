"""PlantOS's decisions on pots of any size, in physics of their own."""
