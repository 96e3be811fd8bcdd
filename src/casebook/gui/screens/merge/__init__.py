"""Two records of one person side by side, before they are made one."""
