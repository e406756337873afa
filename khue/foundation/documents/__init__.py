"""Papers: templates to PDF, and the files and codes of what was issued.

Owns the rendering of official papers (Typst, PDF/A-2b, our fonts) and the foot by which a stranger checks a paper.
Offers rendering of one paper or a stream of papers. Needs nothing of the other rooms.
"""
