"""Pictures of every screen over an invented casebook: ``python -m casebook.gui.pictures FOLDER``."""
