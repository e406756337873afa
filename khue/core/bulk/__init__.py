"""Workbooks in and out, the same way for every list.

Owns how a file is recognised and guarded, how a table is found in it, how a cell becomes a value and a value a cell,
and how what could not be used goes back to its sender. Offers columns, rows and writers to the sheets of the rooms.
Needs nothing but text.

The way in: `reading.open_workbook` finds the tables of a file by their headers, `parsing.RowParser` turns each row
into typed values and problems. The way out: `writing` for exports, `templates` for empty forms, `rejects` for the
rows that have to be mended. Each step is a pure function of its file; what is stored is decided elsewhere.
"""
