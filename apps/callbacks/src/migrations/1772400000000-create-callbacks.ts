import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Callbacks with their attempts, and copies of customers, staff and shifts. */
export class CreateCallbacks1772400000000 implements MigrationInterface {
  readonly name = 'CreateCallbacks1772400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        phone text,
        phone_e164 text,
        numbers text[] NOT NULL,
        numbers_refused text[] NOT NULL,
        email text,
        member boolean NOT NULL,
        do_not_call boolean NOT NULL,
        quiet_hours jsonb,
        company_hours_too boolean NOT NULL,
        consent jsonb
      );
      CREATE INDEX customer_numbers_refused ON customer USING gin (numbers) WHERE do_not_call;
      CREATE INDEX customer_numbers_left ON customer USING gin (numbers_refused) WHERE numbers_refused <> '{}';

      CREATE TABLE staff_member (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        active boolean NOT NULL,
        roles text[] NOT NULL,
        on_duty tstzmultirange NOT NULL DEFAULT '{}',
        locked boolean NOT NULL DEFAULT false,
        off_since timestamptz
      );

      CREATE TABLE shift (
        id uuid PRIMARY KEY,
        staff_id uuid NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        cancelled boolean NOT NULL
      );
      CREATE INDEX shift_staff_ends ON shift (staff_id, ends_at) WHERE NOT cancelled;

      CREATE TABLE callback (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        kind text NOT NULL,
        state text NOT NULL,
        ticket_id uuid,
        ticket_number text,
        round int NOT NULL,
        customer_id uuid NOT NULL,
        told jsonb,
        ticket_handler_id uuid,
        ticket_handler_ids uuid[] NOT NULL,
        team_id uuid,
        resolved_at timestamptz NOT NULL,
        wished_at timestamptz,
        due_at timestamptz NOT NULL,
        warn_at timestamptz NOT NULL,
        manager_at timestamptz NOT NULL,
        reckoned_by int NOT NULL,
        escalation text NOT NULL,
        agreed_at timestamptz,
        next_attempt_at timestamptz,
        channel text NOT NULL,
        assignee_id uuid,
        assignee_name text,
        held_since timestamptz,
        needed_at timestamptz,
        attempt_count int NOT NULL,
        attempts_forgiven int NOT NULL,
        decision_cause text,
        decision_note text,
        script jsonb,
        answers jsonb NOT NULL,
        remarks text,
        reasons text[] NOT NULL,
        remedy text,
        draw jsonb,
        completed_by uuid,
        corrections jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        ticket_reopened_at timestamptz,
        next_deadline_at timestamptz
      );
      CREATE UNIQUE INDEX callback_ticket_round_key ON callback (ticket_id, round);
      CREATE INDEX callback_due ON callback (due_at, id);
      CREATE INDEX callback_newest ON callback (created_at, id);
      CREATE INDEX callback_state_due ON callback (state, due_at, id);
      CREATE INDEX callback_assignee_due ON callback (assignee_id, due_at, id);
      CREATE INDEX callback_customer ON callback (customer_id, due_at, id);
      CREATE INDEX callback_open_due ON callback (due_at, id) WHERE finished_at IS NULL;
      CREATE INDEX callback_open_assignee ON callback (assignee_id) WHERE finished_at IS NULL;
      CREATE INDEX callback_excused ON callback (finished_at) WHERE state = 'excused';
      CREATE INDEX callback_needed ON callback (assignee_id, needed_at) WHERE needed_at IS NOT NULL;
      CREATE INDEX callback_reckoned ON callback (reckoned_by) WHERE finished_at IS NULL;
      CREATE INDEX callback_next_deadline ON callback (next_deadline_at) WHERE next_deadline_at IS NOT NULL;

      CREATE TABLE draw_seed (
        day text NOT NULL CONSTRAINT "PK_draw_seed" PRIMARY KEY,
        seed text NOT NULL
      );

      CREATE TABLE callback_attempt (
        id uuid PRIMARY KEY,
        callback_id uuid NOT NULL CONSTRAINT callback_attempt_callback_fkey REFERENCES callback,
        position int NOT NULL,
        channel text NOT NULL,
        "by" uuid NOT NULL,
        by_name text NOT NULL,
        address text NOT NULL,
        consent_basis text NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        result text,
        recording_reference text
      );
      CREATE UNIQUE INDEX callback_attempt_position ON callback_attempt (callback_id, position);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE draw_seed, callback_attempt, callback, shift, staff_member, customer');
  }
}
