"""Meeting by USB stick: who belongs to the team, and how what one wrote comes to the others."""
