"""Errors a user can meet. Each says what was expected, what was found, where, and what to do next.

>>> str(SourceError("expected a bulletin, found an empty file (a.txt); give a text file"))
'SourceError: expected a bulletin, found an empty file (a.txt); give a text file'
"""

from __future__ import annotations


class BulletinError(Exception):
    """Base of every error with a message meant for the person at the keyboard; exit code 1.

    `code` is the stable name other layers map to a status or a sentence.
    """

    code = "bulletin_error"

    def __str__(self) -> str:
        return f"{type(self).__name__}: {super().__str__()}"


class SourceError(BulletinError):
    """The raw file cannot be read as a bulletin: missing, empty, binary, no document in it."""

    code = "bad_source"


class FileError(BulletinError):
    """A file or folder that a command reads or writes: not there, forbidden, no folder."""

    code = "bad_file"


class OutlineGap(BulletinError):
    """The 条 of a document do not run on by one."""

    code = "outline_gap"


class CheckFailed(BulletinError):
    """An invariant over the parsed bulletin does not hold."""

    code = "check_failed"


class DataFileError(BulletinError):
    """A data file of the project (table description, correction, gold question) is malformed."""

    code = "bad_data_file"


class UnknownLocator(BulletinError):
    """A locator key or label that names no place of the index."""

    code = "unknown_locator"


class UnitsError(BulletinError):
    """A line of a units file is not a unit: not JSON, no text, a repeated id."""

    code = "bad_units"


class IndexMissing(BulletinError):
    """There is no index where one was expected."""

    code = "index_missing"


class IndexMismatch(BulletinError):
    """The index was built by another version of the code or with other parameters."""

    code = "index_mismatch"


class IndexCorrupt(BulletinError):
    """A file of the index differs from its recorded hash."""

    code = "index_corrupt"


class QuestionError(BulletinError):
    """A question that cannot be searched for: empty, too long, or nothing but control characters."""

    code = "bad_question"


class EncoderError(BulletinError):
    """The weights of an encoder or a re-ranker are missing or damaged, or its vectors are not numbers."""

    code = "bad_encoder"
