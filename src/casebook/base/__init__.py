"""The floor: tiny, boring files, one idea each."""
