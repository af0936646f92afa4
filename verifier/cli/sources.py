"""The registry of sources: list, show, add, edit, import."""


def register(app):
    pass
