"""The engines every room stands on.

Owns scope, rules, audit, events, registry, CRUD pages, tables, bulk, jobs, files, idempotency, API, screens, clock.
Offers them to every room. Needs nothing of ours: it knows no school, no pupil, no mark.
"""
