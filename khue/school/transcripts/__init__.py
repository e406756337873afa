"""Transcripts (học bạ): what a school year left of each pupil, as a paper that is signed and can be checked.

Owns the page (one pupil, one year), its print layout and its XML. Offers both writings of a page, ready to be signed.
Needs marks and ratings already computed, and the signing and document engines of the foundation.
"""
