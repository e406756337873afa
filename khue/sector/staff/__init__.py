"""Who works where.

Owns dated posts of people at organisations.
Offers staff lists, the head of a school on a day.
Needs people, accounts.
"""
