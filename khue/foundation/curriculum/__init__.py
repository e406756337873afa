"""What is taught.

Owns grades, subjects of the 2018 programme, and lesson periods a year, dated.
Offers which subjects a grade has and how many regular marks each asks for.
Needs core.
"""
