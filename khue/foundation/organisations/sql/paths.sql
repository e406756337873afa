-- Today's paths of the organisations in `changed` and of everyone below them; of everyone when it is null.
-- One who has ended stands below the one who followed, if exactly one did, else below the last parent; one who is still
-- to come stands below the first. So a successor reads what its predecessor left behind. One who ended below nobody stands
-- below the one at the top today: a hat at the top reaches everything, so nobody may be left there by chance.
WITH RECURSIVE root AS MATERIALIZED (
    SELECT id, path FROM organisations_organisation WHERE id = ANY (%(changed)s)
), old_place AS MATERIALIZED (
    SELECT path FROM root WHERE path <> ''
), affected AS (
    SELECT o.id, o.valid_from, o.valid_to, least(greatest(%(today)s, o.valid_from), o.valid_to - 1) AS day
    FROM organisations_organisation o
    WHERE %(changed)s::bigint[] IS NULL OR o.id IN (SELECT id FROM root)
        OR EXISTS (SELECT FROM old_place WHERE o.path > old_place.path AND o.path < old_place.path || '~')
), top AS (
    SELECT CASE count(*) WHEN 1 THEN min(o.id) END AS id
    FROM organisations_organisation o
    WHERE o.valid_to IS NULL AND NOT EXISTS (
        SELECT FROM organisations_organisationparent p
        WHERE p.child_id = o.id AND p.kind = 'administrative' AND p.valid_to IS NULL)
), below AS (
    SELECT a.id, coalesce(follower.id, p.parent_id, CASE WHEN a.valid_to <= %(today)s THEN top.id END) AS parent_id
    FROM affected a
    CROSS JOIN top
    LEFT JOIN LATERAL (
        SELECT min(s.successor_id) AS id
        FROM organisations_organisationsuccession s
        JOIN organisations_organisationchange c ON c.id = s.change_id
        WHERE s.predecessor_id = a.id AND s.successor_id <> a.id AND c.cancelled_at IS NULL
            AND c.date = a.valid_to AND a.valid_to <= %(today)s
        HAVING count(DISTINCT s.successor_id) = 1
    ) follower ON true
    LEFT JOIN organisations_organisationparent p ON p.child_id = a.id AND p.kind = 'administrative'
        AND p.valid_from <= a.day AND (p.valid_to IS NULL OR p.valid_to > a.day)
), placed AS (
    SELECT b.id, concat(o.path, khue_segment(b.id), '.') AS path
    FROM below b
    LEFT JOIN organisations_organisation o ON o.id = b.parent_id
    WHERE NOT EXISTS (SELECT FROM affected a WHERE a.id = b.parent_id)
    UNION ALL
    SELECT b.id, concat(placed.path, khue_segment(b.id), '.')
    FROM placed JOIN below b ON b.parent_id = placed.id
)
UPDATE organisations_organisation o SET path = placed.path
FROM placed WHERE placed.id = o.id AND o.path <> placed.path
RETURNING o.id
