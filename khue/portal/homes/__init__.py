"""What each role sees first, and the lists behind its numbers.

Owns no facts. Offers a page a role: the province or the commune for whoever oversees schools, the school's day for its
office, today's work for a teacher, each child for a parent, the own results for a pupil. A number is counted from the
rooms' rows when the page is asked for, by a handful of set-based statements (`sql/`), and opens the list behind it.
Needs every room below.
"""
