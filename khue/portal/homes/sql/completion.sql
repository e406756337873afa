-- One row a class: marks owed in a term, and how many of them are entered. A class is complete when the two are equal.
SELECT b.organisation_id, b.school_class_id,
       sum(b.pupils * (b.expected + 2))::bigint AS owed,
       sum(b.regular + b.midterm + b.final)::bigint AS entered
FROM (
{books}
) b
GROUP BY b.organisation_id, b.school_class_id
