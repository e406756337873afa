-- The closure of the organisations in `changed` and of everyone who ever stood below them, made anew from their
-- dated parents; of everyone when it is null. An ancestor holds on the days on which every step up to it held.
-- `formulas.closure` says the same in Python; a property test proves them equal.
WITH RECURSIVE affected AS (
    SELECT id FROM organisations_organisation WHERE %(changed)s::bigint[] IS NULL OR id = ANY (%(changed)s)
    UNION
    SELECT descendant_id FROM organisations_organisationclosure WHERE ancestor_id = ANY (%(changed)s)
), gone AS (
    DELETE FROM organisations_organisationclosure WHERE descendant_id IN (SELECT id FROM affected)
), line AS (
    SELECT o.id AS ancestor_id, o.id AS descendant_id, kinds.kind, 0 AS depth, o.valid_from, o.valid_to
    FROM organisations_organisation o
    JOIN affected USING (id)
    CROSS JOIN (VALUES ('administrative'), ('professional')) AS kinds (kind)
    UNION ALL
    SELECT p.parent_id, line.descendant_id, line.kind, line.depth + 1,
        greatest(line.valid_from, p.valid_from), least(line.valid_to, p.valid_to)
    FROM line
    JOIN organisations_organisationparent p ON p.child_id = line.ancestor_id AND p.kind = line.kind
        AND (p.valid_to IS NULL OR p.valid_to > line.valid_from)
        AND (line.valid_to IS NULL OR line.valid_to > p.valid_from)
    WHERE line.depth < 16 -- deeper than any tree of ours: a circle ends here and is refused by its own line
)
INSERT INTO organisations_organisationclosure (ancestor_id, descendant_id, kind, depth, valid_from, valid_to)
SELECT ancestor_id, descendant_id, kind, depth, valid_from, valid_to FROM line
