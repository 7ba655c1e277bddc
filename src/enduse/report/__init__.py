"""What a person reads: the short answer, the report, the file on one subject."""

from enduse.report.answer import Answer, answer
from enduse.report.case import Case, gather
from enduse.report.casefile import CaseFile, write_case
from enduse.report.dossier import Dossier, subject
from enduse.report.page import render, write

__all__ = ["Answer", "Case", "CaseFile", "Dossier", "answer", "gather", "render", "subject", "write", "write_case"]
