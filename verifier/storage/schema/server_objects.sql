-- Everything in the schema of a PostgreSQL server: the kind and the name of each object, and what defines it. Here own(x)
-- stands for: in the present schema, and no part of an extension; native(x) for: no part of an extension.

-- What is no table, view or index is named by the letter of its kind.
SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' ELSE 'relation' END || ' ' || c.relname,
    CASE c.relkind WHEN 'v' THEN pg_get_viewdef(c.oid) || coalesce(array_to_string(c.reloptions, ','), '')
    ELSE c.relkind::text || c.relpersistence::text || CASE WHEN c.relispartition THEN ' a partition' ELSE '' END END
    FROM pg_class c WHERE own(c) AND c.relkind NOT IN ('i', 'I', 't');

SELECT 'column ' || c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce(' DEFAULT ' || pg_get_expr(f.adbin, f.adrelid, true), '') || a.attidentity::text || a.attgenerated::text
    || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
    WHERE own(c) AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped;

SELECT 'index ' || c.relname, pg_get_indexdef(c.oid, 0, true)
    || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE own(c);

-- What may not be empty is told with its column; servers since 18 list that here too.
SELECT 'constraint ' || c.relname || '.' || o.conname,
    pg_get_constraintdef(o.oid, true) || CASE WHEN o.convalidated THEN '' ELSE ' NOT VALID' END
    FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid WHERE own(c) AND o.contype NOT IN ('n', 't');

SELECT 'trigger ' || c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid, true)
    || CASE WHEN t.tgenabled IN ('O', 'A') THEN '' ELSE ' SWITCHED OFF' END
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE own(c) AND NOT t.tgisinternal;

SELECT 'internal trigger of ' || c.relname, 'SWITCHED OFF'
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE own(c) AND t.tgisinternal AND t.tgenabled NOT IN ('O', 'A') GROUP BY c.relname;

SELECT 'rule ' || c.relname || '.' || r.rulename, pg_get_ruledef(r.oid, true)
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    WHERE own(c) AND NOT (c.relkind = 'v' AND r.rulename = '_RETURN');

SELECT 'function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
    pg_get_functiondef(p.oid)
    FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind IN ('f', 'p')
    AND native(p);

SELECT 'aggregate ' || p.proname, p.prokind::text FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind NOT IN ('f', 'p')
    AND native(p);

SELECT 'policy ' || c.relname || '.' || p.polname, p.polcmd::text || ' ' || p.polpermissive::text || ' TO '
    || p.polroles::text || coalesce(' USING ' || pg_get_expr(p.polqual, p.polrelid, true), '')
    || coalesce(' WITH CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid, true), '')
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE own(c);

SELECT 'row security of ' || c.relname, c.relrowsecurity::text || ' ' || c.relforcerowsecurity::text
    FROM pg_class c WHERE own(c) AND (c.relrowsecurity OR c.relforcerowsecurity);

SELECT 'child of ' || c.relname || ': ' || i.inhrelid::regclass::text, ''
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent WHERE own(c);

SELECT 'type ' || t.typname, t.typtype::text FROM pg_type t
    WHERE t.typnamespace = current_schema()::regnamespace AND t.typrelid = 0 AND native(t)
    AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid);

SELECT 'operator ' || o.oid::regoperator::text, '' FROM pg_operator o
    WHERE o.oprnamespace = current_schema()::regnamespace AND native(o);

SELECT 'event trigger ' || e.evtname, e.evtevent || ' ' || e.evtfoid::regprocedure::text FROM pg_event_trigger e;

SELECT 'setting of the server: ' || split_part(s.kept, '=', 1), s.kept
    FROM (SELECT unnest(setconfig) AS kept FROM pg_db_role_setting WHERE setdatabase IN (
    0, (SELECT oid FROM pg_database WHERE datname = current_database()))) s
    WHERE split_part(s.kept, '=', 1) IN ('session_replication_role', 'row_security', 'check_function_bodies');

SELECT 'setting of the server: session_replication_role', current_setting('session_replication_role')
    WHERE current_setting('session_replication_role') <> 'origin';
