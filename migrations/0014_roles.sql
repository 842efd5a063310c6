-- Three roles to grant to users: one for a daemon that does not own the tables, one for those who read everything, one for
-- those who read reports without personal data.
-- Roles belong to the cluster, so another database of it may have made them, or be making them now; and a hosted server
-- may not let us make any. Nothing of that stops a migration: what cannot be done is left out.

do $$
declare
    statement text;
begin
    foreach statement in array array[
        'create role lp_warehouse_writer nologin',
        'create role lp_warehouse_reader nologin',
        'create role lp_warehouse_analyst nologin'
    ] loop
        begin
            execute statement;
        -- unique_violation: another database made it at the same moment.
        exception when duplicate_object or unique_violation or insufficient_privilege then null;
        end;
    end loop;

    foreach statement in array array[
        -- The reader: no quarantine, which holds message texts, and no operator_action, which names people.
        'grant usage on schema mart, liveperson, ingest to lp_warehouse_reader',
        'grant select on all tables in schema mart, liveperson to lp_warehouse_reader',
        'grant select on ingest.feed, ingest.unit, ingest.load to lp_warehouse_reader',
        'alter default privileges in schema mart, liveperson grant select on tables to lp_warehouse_reader',
        'grant usage on schema mart_input to lp_warehouse_reader',
        'grant select on all tables in schema mart_input to lp_warehouse_reader',
        'alter default privileges in schema mart_input grant select on tables to lp_warehouse_reader',

        -- The analyst: of the views of mart those columns that are not personal, which the program grants when it makes a
        -- view, and nothing by default. Functions read with the rights of their caller: the analyst may read what they
        -- read, but has no right on schema liveperson, and so cannot name its tables.
        'grant usage on schema mart to lp_warehouse_analyst',
        'grant select on mart.account_setting, mart.skill_setting to lp_warehouse_analyst',
        'grant usage on schema mart_input to lp_warehouse_analyst',
        'grant select on all tables in schema mart_input to lp_warehouse_analyst',
        'grant select on liveperson.agent_version, liveperson.agent_group_version to lp_warehouse_analyst',

        -- The writer can run a daemon, once `lp-warehouse migrate` was run by the owner. It reads what was migrated.
        'grant usage on schema mart, liveperson, ingest, fact to lp_warehouse_writer',
        'grant select, insert, update, delete on all tables in schema liveperson, ingest, fact to lp_warehouse_writer',
        'grant usage on sequence fact.change_number to lp_warehouse_writer',
        'grant select on all tables in schema mart to lp_warehouse_writer',
        'grant insert, update, delete on mart.account_setting, mart.skill_setting, mart.seen_name to lp_warehouse_writer',
        'alter default privileges in schema liveperson, ingest, fact
            grant select, insert, update, delete on tables to lp_warehouse_writer',
        'alter default privileges in schema mart grant select on tables to lp_warehouse_writer'
    ] loop
        begin
            execute statement;
        -- undefined_object: the role does not exist, for it could not be made above.
        exception when insufficient_privilege or undefined_object then null;
        end;
    end loop;
end
$$;
