"""Who learns where.

Owns enrolments: dated, one a school year, carrying the grade.
Offers pupil lists, enrolling, leaving.
Needs people, calendar, curriculum.
"""
