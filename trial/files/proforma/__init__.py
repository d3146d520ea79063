"""The paper twin of a plan, as a workbook that prints on A4 (`form_writer`) and, filled in, is read (`form_reader`)."""
