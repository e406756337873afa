-- Today's names and units of the organisations in `changed`, of all when it is null, from their dated rows: of one who
-- has ended the last, of one who is still to come the first.
UPDATE organisations_organisation o
SET name = n.name, short_name = n.short_name, folded = n.folded, unit_id = p.unit_id
FROM (
    SELECT id, least(greatest(%(today)s, valid_from), valid_to - 1) AS day
    FROM organisations_organisation WHERE %(changed)s::bigint[] IS NULL OR id = ANY (%(changed)s)
) one
JOIN organisations_organisationname n ON n.organisation_id = one.id
    AND n.valid_from <= one.day AND (n.valid_to IS NULL OR n.valid_to > one.day)
LEFT JOIN organisations_organisationplace p ON p.organisation_id = one.id
    AND p.valid_from <= one.day AND (p.valid_to IS NULL OR p.valid_to > one.day)
WHERE o.id = one.id
    AND (o.name, o.short_name, o.folded, o.unit_id) IS DISTINCT FROM (n.name, n.short_name, n.folded, p.unit_id)
RETURNING o.id
