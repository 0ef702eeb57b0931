"""The one family of exceptions that `stance` raises on purpose."""


class StanceError(ValueError):
    """Input that cannot be used as given.

    The message is one line: what was found and where (file, row, column), what was expected, and what to do next.
    The command line prints it and exits with code 2.
    """


class MissingExtraError(StanceError):
    """An optional dependency is needed and not installed; the message names the extra that brings it."""


class ModelFileError(StanceError):
    """A model file is missing, damaged or of another kind than its name says."""
