-- Who learns where: pupils of each school on `day`, and on `before`.
SELECT organisation_id,
       count(*) FILTER (WHERE valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)) AS now,
       count(*) FILTER (WHERE valid_from <= %(before)s AND (valid_to IS NULL OR valid_to > %(before)s)) AS then
FROM pupils_enrolment
WHERE status NOT IN ('deferred', 'cancelled')
  AND ((valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s))
       OR (valid_from <= %(before)s AND (valid_to IS NULL OR valid_to > %(before)s)))
  AND (%(organisations)s::bigint[] IS NULL OR organisation_id = ANY (%(organisations)s::bigint[]))
GROUP BY organisation_id
