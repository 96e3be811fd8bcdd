"""For a court: single words of a bundle opened, and the slip that leads to the device that sealed a record."""
