"""School years, terms, weeks, holidays.

Owns the school year and its terms, with overrides down the tree, and days without school.
Offers the year of a day, the weeks of a term, counting of school days.
Needs organisations.
"""
