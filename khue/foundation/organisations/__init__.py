"""Every unit of the province and its place in time.

Owns geographic units, organisations, their dated names, codes and two kinds of parent, sites, internal units.
Offers the tree as of any day, the path that scopes read, and merge, split, rename, close with a dry run.
Needs core.
"""
