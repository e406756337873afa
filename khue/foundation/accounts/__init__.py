"""Who signs in, and in which hat.

Owns accounts and memberships (person, organisation, role, from, to).
Offers the scope of a hat, roles, sign-in.
Needs people and organisations.
"""
