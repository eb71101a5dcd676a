import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an agent has in hand is a count beside the agent, and when they are on shift a column, so that routing reads one
 * small table.
 */
export class CountWhatIsInHand1772500000000 implements MigrationInterface {
  readonly name = 'CountWhatIsInHand1772500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE staff_member
        ADD in_hand integer NOT NULL DEFAULT 0 CONSTRAINT staff_member_in_hand CHECK (in_hand >= 0),
        ADD in_hand_changed_at timestamptz NOT NULL DEFAULT now(),
        ADD on_duty tstzmultirange NOT NULL DEFAULT '{}';
      -- Room in each page for the next version of a row that changes with every ticket.
      ALTER TABLE staff_member SET (fillfactor = 40, autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_threshold = 2000);
      UPDATE staff_member s SET
        in_hand = (SELECT count(*) FROM ticket WHERE assignee_id = s.id
          AND state IN ('assigned', 'in_progress', 'awaiting_customer', 'with_department')),
        on_duty = coalesce((SELECT range_agg(tstzrange(starts_at, ends_at)) FROM shift WHERE staff_id = s.id
          AND NOT cancelled AND starts_at < ends_at AND ends_at > now() - interval '1 day'), '{}');
      DROP TABLE agent_slot;

      CREATE FUNCTION hand_after(count integer, max integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
        BEGIN
          IF count > max THEN RAISE EXCEPTION 'a hand became full meanwhile'
            USING ERRCODE = 'serialization_failure'; END IF;
          RETURN count;
        END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE agent_slot (
        staff_id uuid NOT NULL,
        no integer NOT NULL,
        taken boolean NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT "PK_agent_slot" PRIMARY KEY (staff_id, no)
      );
      CREATE INDEX agent_slot_free ON agent_slot (staff_id, no) WHERE NOT taken;
      INSERT INTO agent_slot (staff_id, no, taken, changed_at) SELECT id, n, true, in_hand_changed_at FROM staff_member
        CROSS JOIN LATERAL generate_series(1, in_hand) AS n;
      DROP FUNCTION hand_after(integer, integer);
      ALTER TABLE staff_member DROP in_hand, DROP in_hand_changed_at, DROP on_duty;
      ALTER TABLE staff_member RESET (fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);
    `);
  }
}
