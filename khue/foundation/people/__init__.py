"""One person once.

Owns persons, their names and identifiers, guardianships, and the search entries of names.
Offers match before create, the name service, and the masked identity number.
Needs organisations.
"""
