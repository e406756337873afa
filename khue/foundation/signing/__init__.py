"""Signatures and seals.

Owns signing batches and signatures on papers, and the keys' interface.
Offers signing of papers in order, with one confirmation a batch.
Needs documents.
"""
