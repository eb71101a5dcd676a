/**
 * Lays down every step that a reaction takes, in the effect's own transaction: what is written here happened, and how
 * often. It is put into a service's database from outside and is not known to the service.
 */
export const witness = `
  CREATE SCHEMA IF NOT EXISTS witness;
  CREATE TABLE IF NOT EXISTS witness.applied (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, reaction text NOT NULL, aggregate_id text NOT NULL,
      version int NOT NULL, event_id text NOT NULL);
  CREATE INDEX IF NOT EXISTS applied_aggregate ON witness.applied (aggregate_id);
  CREATE OR REPLACE FUNCTION witness.note_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
      INSERT INTO witness.applied (reaction, aggregate_id, version, event_id)
        VALUES (NEW.reaction, NEW.aggregate_id, NEW.version, NEW.event_id);
      RETURN NULL;
    END $$;
  CREATE OR REPLACE TRIGGER witness_step AFTER INSERT OR UPDATE
    ON inbox FOR EACH ROW EXECUTE FUNCTION witness.note_step();
`;
