"""Signatures: who signs with what, on which paper, and whether a paper is genuine.

Owns signing keys behind one interface (key file, PKCS#11 token, remote service), PAdES and XAdES signatures, time
stamps, the demo's certificate authority and the verification of uploaded papers. Offers signing in batches and an
answer that never raises. Needs papers as bytes from whoever makes them.
"""
