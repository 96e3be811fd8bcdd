"""The porter's lodge: a confined child process in which strangers' bytes are read."""
