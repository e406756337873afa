"""`khue assess`: the law's formulas over CSV files, without a database, a data folder or Django.

For whoever wants to check our arithmetic, or to use it beside another gradebook. Marks and conduct are read in one
pass each (`table`, `marks`, `conduct` into `register`), every mistake is reported with its place (`problems`), the
results are computed (`secondary`) and both outputs appear together or not at all (`publish`).
"""
