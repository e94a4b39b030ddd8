"""Search over the rows of all modules, by an index that is written in the same transaction as the rows.

sources: what is searched. writing: keeps the index. finding: reads it.
"""
