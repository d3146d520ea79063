-- What the app's own role may do on PostgreSQL: read, append, and nothing that could rewrite the ledger.
-- Run by the owner of the tables, in the database of the trials, after the first `python -m trial migrate`
-- and after each later one. The app then connects as this role, which owns no table and so can take down no trigger:
--
--   psql "$OWNER_URL" -v role=itb -f trial/store/postgresql_role.sql

REVOKE ALL ON entries, heads, sealed, worklist, words, about FROM :"role";
GRANT USAGE ON SCHEMA public TO :"role";
GRANT SELECT, INSERT ON entries TO :"role";
GRANT SELECT, INSERT, UPDATE (seq, hash) ON heads TO :"role";
GRANT SELECT, INSERT, DELETE ON sealed TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON worklist, words TO :"role";
GRANT SELECT, INSERT ON about TO :"role";
