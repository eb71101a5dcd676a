import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTickets1772400000000 implements MigrationInterface {
  readonly name = 'CreateTickets1772400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer (
        id uuid NOT NULL CONSTRAINT "PK_customer" PRIMARY KEY,
        version integer NOT NULL,
        name text NOT NULL,
        phone text,
        phone_e164 text,
        email text,
        account jsonb,
        id_number text,
        address text,
        other_phones jsonb NOT NULL,
        other_emails jsonb NOT NULL,
        other_accounts jsonb NOT NULL,
        member boolean NOT NULL,
        preferences jsonb NOT NULL,
        keys text[] NOT NULL,
        numbers_refused text[] NOT NULL,
        created_at timestamptz NOT NULL,
        merged_into uuid,
        split_from uuid,
        next_deadline_at timestamptz
      );
      CREATE INDEX customer_due ON customer (next_deadline_at) WHERE next_deadline_at IS NOT NULL;
      CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;
      CREATE INDEX customer_split ON customer (split_from) WHERE split_from IS NOT NULL;
      CREATE TABLE customer_key (
        key text NOT NULL CONSTRAINT "PK_customer_key" PRIMARY KEY,
        customer_id uuid NOT NULL
      );

      CREATE TABLE key_elsewhere (
        key text NOT NULL,
        customer_id uuid NOT NULL,
        do_not_call boolean NOT NULL,
        CONSTRAINT "PK_key_elsewhere" PRIMARY KEY (key, customer_id)
      );
      CREATE INDEX key_elsewhere_by_customer ON key_elsewhere (customer_id);

      -- It counts minutes: what a crash of the database takes from it is not missed.
      CREATE UNLOGGED TABLE lookup (
        looker text NOT NULL,
        form text NOT NULL,
        value text NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT "PK_lookup" PRIMARY KEY (looker, form, value)
      );

      CREATE SEQUENCE ticket_serial AS integer;
      CREATE TABLE ticket (
        id uuid NOT NULL CONSTRAINT "PK_ticket" PRIMARY KEY,
        version integer NOT NULL,
        serial integer NOT NULL,
        customer_id uuid NOT NULL,
        chosen_by text,
        brought_back_by text[] NOT NULL DEFAULT '{}',
        told_name text,
        told jsonb,
        confirmed_by text,
        nature text NOT NULL,
        priority text NOT NULL,
        channel text NOT NULL,
        state text NOT NULL,
        question text NOT NULL,
        skills text[] NOT NULL,
        team_id uuid,
        assignee_id uuid,
        assignee_name text,
        handler_ids uuid[] NOT NULL,
        opened_at timestamptz NOT NULL,
        first_response jsonb NOT NULL,
        next_answer jsonb,
        progress jsonb,
        away jsonb,
        escalation text NOT NULL,
        promises jsonb NOT NULL,
        verification jsonb,
        department jsonb,
        department_id uuid,
        resolution jsonb,
        feedback jsonb,
        round integer NOT NULL,
        reopenings integer NOT NULL,
        callback_done boolean NOT NULL,
        refunds_under_way integer NOT NULL DEFAULT 0 CONSTRAINT ticket_refunds_under_way
          CHECK (refunds_under_way BETWEEN 0 AND 20),
        closed_at timestamptz,
        due_key timestamptz NOT NULL,
        held_since timestamptz,
        watch_at timestamptz,
        away_at timestamptz,
        reckoned_by integer NOT NULL,
        route_at timestamptz
      );
      CREATE UNIQUE INDEX ticket_serial_once ON ticket (serial);
      CREATE INDEX ticket_by_state ON ticket (state, serial);
      CREATE INDEX ticket_by_nature ON ticket (nature, serial);
      CREATE INDEX ticket_by_assignee ON ticket (assignee_id, serial);
      CREATE INDEX ticket_by_team ON ticket (team_id, serial);
      CREATE INDEX ticket_by_customer ON ticket (customer_id, serial);
      CREATE INDEX ticket_by_department ON ticket (department_id, serial) WHERE department_id IS NOT NULL;
      CREATE INDEX ticket_open ON ticket (serial) WHERE state NOT IN ('closed', 'withdrawn');
      CREATE INDEX ticket_open_by_due ON ticket (due_key, serial) WHERE state NOT IN ('closed', 'withdrawn');
      CREATE INDEX ticket_open_by_assignee ON ticket (assignee_id, due_key, serial)
        WHERE state NOT IN ('closed', 'withdrawn');
      CREATE INDEX ticket_open_by_team ON ticket (team_id, due_key, serial) WHERE state NOT IN ('closed', 'withdrawn');
      CREATE INDEX ticket_queue ON ticket (nature, due_key) WHERE state = 'queued';
      CREATE INDEX ticket_said ON ticket (assignee_id) WHERE next_answer IS NOT NULL AND state IN ('resolved', 'confirmed');
      CREATE INDEX ticket_reckoned ON ticket (reckoned_by) WHERE watch_at IS NOT NULL OR away_at IS NOT NULL;
      CREATE INDEX ticket_away ON ticket (away_at) WHERE away_at IS NOT NULL;
      CREATE INDEX ticket_watched ON ticket (watch_at) WHERE watch_at IS NOT NULL;

      CREATE TABLE ticket_message (
        id uuid NOT NULL CONSTRAINT "PK_ticket_message" PRIMARY KEY,
        ticket_id uuid NOT NULL,
        kind text NOT NULL,
        channel text,
        text text,
        note jsonb,
        by text NOT NULL,
        by_name text NOT NULL,
        at timestamptz NOT NULL,
        -- What nobody wrote is a code with its details; words are made where it is shown.
        CONSTRAINT ticket_message_note CHECK (
          CASE WHEN note IS NULL THEN kind <> 'system' ELSE kind IN ('system', 'to_customer') END),
        CONSTRAINT ticket_message_text CHECK (note IS NOT NULL OR text IS NOT NULL)
      );
      CREATE INDEX ticket_message_in_order ON ticket_message (ticket_id, id);

      CREATE TABLE refund (
        id uuid NOT NULL CONSTRAINT "PK_refund" PRIMARY KEY,
        version integer NOT NULL,
        ticket_id uuid NOT NULL,
        state text NOT NULL,
        receipt_number text,
        way text,
        reference text,
        amount_fen bigint NOT NULL,
        why text NOT NULL,
        situation text NOT NULL,
        other_payee jsonb,
        asked_by_id uuid NOT NULL,
        asked_by_name text NOT NULL,
        asked_at timestamptz NOT NULL,
        refusal text,
        ended_at timestamptz
      );
      CREATE INDEX refund_of_ticket ON refund (ticket_id, id);

      CREATE TABLE ticket_words (
        serial integer NOT NULL CONSTRAINT "PK_ticket_words" PRIMARY KEY,
        tokens bigint[] NOT NULL
      );
      -- New tokens gather in the pending list and are merged together; it is kept short,
      -- because every search reads it too.
      CREATE INDEX ticket_words_tokens ON ticket_words USING gin (tokens)
        WITH (fastupdate = on, gin_pending_list_limit = 256);

      CREATE TABLE contact_import (
        id uuid NOT NULL CONSTRAINT "PK_contact_import" PRIMARY KEY,
        version integer NOT NULL,
        source text NOT NULL,
        file_name text NOT NULL,
        digest text NOT NULL,
        mapping jsonb NOT NULL,
        rows integer NOT NULL,
        accepted integer NOT NULL,
        refused integer NOT NULL,
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        cancelled boolean NOT NULL,
        started_by text NOT NULL,
        next_deadline_at timestamptz
      );
      CREATE UNIQUE INDEX contact_import_once ON contact_import (source, digest) WHERE finished_at IS NULL;
      CREATE INDEX contact_import_digest ON contact_import (source, digest, id);
      CREATE INDEX contact_import_due ON contact_import (next_deadline_at) WHERE next_deadline_at IS NOT NULL;

      CREATE TABLE contact_import_row (
        import_id uuid NOT NULL,
        line integer NOT NULL,
        source text NOT NULL,
        external_id text,
        cells jsonb,
        outcome text NOT NULL,
        ticket_id uuid,
        why jsonb,
        CONSTRAINT "PK_contact_import_row" PRIMARY KEY (import_id, line)
      );
      CREATE UNIQUE INDEX contact_import_row_taken_in ON contact_import_row (source, external_id)
        WHERE outcome = 'accepted';
      CREATE INDEX contact_import_row_waiting ON contact_import_row (import_id, line) WHERE outcome = 'waiting';

      CREATE TABLE staff_member (
        id uuid NOT NULL CONSTRAINT "PK_staff_member" PRIMARY KEY,
        name text NOT NULL,
        active boolean NOT NULL,
        team_id uuid,
        department_id uuid,
        roles text[] NOT NULL,
        profile text,
        skills text[] NOT NULL,
        in_hand integer NOT NULL DEFAULT 0 CONSTRAINT staff_member_in_hand CHECK (in_hand >= 0),
        in_hand_changed_at timestamptz NOT NULL DEFAULT '-infinity',
        on_duty tstzmultirange NOT NULL DEFAULT '{}',
        locked boolean NOT NULL DEFAULT false,
        off_since timestamptz
      -- Room in each page for the next version of a row that changes with every ticket.
      ) WITH (fillfactor = 40, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
      CREATE FUNCTION hand_after(count integer, max integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
        BEGIN
          IF count > max THEN RAISE EXCEPTION 'a hand became full meanwhile'
            USING ERRCODE = 'serialization_failure'; END IF;
          RETURN count;
        END $$;
      CREATE TABLE department (
        id uuid NOT NULL CONSTRAINT "PK_department" PRIMARY KEY,
        name text NOT NULL,
        active boolean NOT NULL
      );
      CREATE TABLE team (
        id uuid NOT NULL CONSTRAINT "PK_team" PRIMARY KEY,
        name text NOT NULL,
        kind text NOT NULL,
        lead_staff_id uuid
      );
      CREATE TABLE shift (
        id uuid NOT NULL CONSTRAINT "PK_shift" PRIMARY KEY,
        staff_id uuid NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        cancelled boolean NOT NULL
      );
      CREATE INDEX shift_by_staff ON shift (staff_id, ends_at) WHERE NOT cancelled;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE shift, team, department, staff_member, contact_import_row, contact_import, ticket_words,
        refund, ticket_message, ticket, lookup, key_elsewhere, customer_key, customer;
      DROP FUNCTION hand_after(integer, integer);
      DROP SEQUENCE ticket_serial;
    `);
  }
}
