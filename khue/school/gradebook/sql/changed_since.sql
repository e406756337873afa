-- The pupils of a book in whose rows something was written after a moment.
SELECT m.pupil_id FROM {table} m WHERE {row} AND m.changed_at > %(since)s
