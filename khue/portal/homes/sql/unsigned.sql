-- Transcripts that are prepared and not issued, by class and by who has signed them so far.
SELECT t.organisation_id, t.school_class_id, t.year_id, coalesce(s.signed, '{}') AS signed, count(*) AS papers,
       min(p.prepared_at) AS since
FROM transcripts_transcript t
JOIN documents_paper p ON p.id = t.paper_id AND p.state IN ('prepared', 'signing')
LEFT JOIN LATERAL (
    SELECT array_agg(g.capacity::text ORDER BY g.capacity) AS signed FROM signing_signature g WHERE g.paper_id = p.id
) s ON true
WHERE t.is_latest
  AND (%(organisations)s::bigint[] IS NULL OR t.organisation_id = ANY (%(organisations)s::bigint[]))
  AND (%(classes)s::bigint[] IS NULL OR t.school_class_id = ANY (%(classes)s::bigint[]))
GROUP BY t.organisation_id, t.school_class_id, t.year_id, coalesce(s.signed, '{}')
