"""The paper twin of a plan, as a workbook that prints on A4 and, filled in, is read back."""

from trial.files.proforma.filled import dose_number, filled
from trial.files.proforma.findings import Entered, Filled, Problem
from trial.files.proforma.paper_form import write_proforma
from trial.files.proforma.reading import Paper, Written, read_proforma

__all__ = [
    "Entered",
    "Filled",
    "Paper",
    "Problem",
    "Written",
    "dose_number",
    "filled",
    "read_proforma",
    "write_proforma",
]
