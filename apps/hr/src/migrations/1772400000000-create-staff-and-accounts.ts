import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Teams, positions, staff, accounts, what a second person decides, sessions and shifts. */
export class CreateStaffAndAccounts1772400000000 implements MigrationInterface {
  readonly name = 'CreateStaffAndAccounts1772400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE team (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        name text NOT NULL,
        kind text NOT NULL,
        headcount int NOT NULL,
        lead_staff_id uuid,
        CONSTRAINT team_name_key UNIQUE (name)
      );
      CREATE INDEX team_lead ON team (lead_staff_id);

      CREATE TABLE position (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        name text NOT NULL,
        tier text NOT NULL,
        roles text[] NOT NULL,
        CONSTRAINT position_name_key UNIQUE (name)
      );

      CREATE TABLE department (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        name text NOT NULL,
        active boolean NOT NULL,
        CONSTRAINT department_name_key UNIQUE (name)
      );

      CREATE TABLE staff (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        number text NOT NULL,
        name text NOT NULL,
        phone text,
        email text,
        team_id uuid CONSTRAINT staff_team_fkey REFERENCES team,
        department_id uuid CONSTRAINT staff_department_fkey REFERENCES department,
        position_ids uuid[] NOT NULL,
        roles text[] NOT NULL,
        from_outside boolean NOT NULL,
        profile text,
        skills text[] NOT NULL,
        mentor_id uuid,
        entered_on date NOT NULL,
        left_on date,
        state text NOT NULL,
        next_deadline_at timestamptz,
        CONSTRAINT staff_number_key UNIQUE (number)
      );
      CREATE INDEX staff_position_ids ON staff USING gin (position_ids);
      CREATE INDEX staff_team ON staff (team_id);
      CREATE INDEX staff_next_deadline ON staff (next_deadline_at) WHERE next_deadline_at IS NOT NULL;

      CREATE TABLE account (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        staff_id uuid NOT NULL CONSTRAINT account_staff_fkey REFERENCES staff,
        username text NOT NULL,
        password_hash text NOT NULL,
        state text NOT NULL,
        must_change_password boolean NOT NULL,
        federated_issuer text,
        federated_subject text,
        offered_issuer text,
        offered_subject text,
        offered_by uuid,
        offered_at timestamptz,
        offered_why text,
        CONSTRAINT account_username_key UNIQUE (username),
        CONSTRAINT account_staff_key UNIQUE (staff_id),
        CONSTRAINT account_federated_key UNIQUE (federated_issuer, federated_subject)
      );

      CREATE TABLE founding (
        id smallint NOT NULL,
        founder_id uuid,
        ended_at timestamptz,
        CONSTRAINT founding_pkey PRIMARY KEY (id)
      );
      INSERT INTO founding (id) VALUES (1);

      CREATE TABLE proposal (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        kind text NOT NULL,
        subject text NOT NULL,
        staff_id uuid,
        wanted jsonb NOT NULL,
        basis jsonb NOT NULL,
        password_hash text,
        password_half text,
        reason text NOT NULL,
        asked_by uuid NOT NULL,
        asked_by_name text NOT NULL,
        asked_at timestamptz NOT NULL,
        decided_by uuid,
        decided_by_name text,
        decided_at timestamptz,
        decided_why text,
        state text NOT NULL,
        next_deadline_at timestamptz
      );
      CREATE UNIQUE INDEX proposal_open ON proposal (kind, subject) WHERE state = 'open';
      CREATE INDEX proposal_age ON proposal (asked_at, id);
      CREATE INDEX proposal_next_deadline ON proposal (next_deadline_at) WHERE next_deadline_at IS NOT NULL;

      CREATE TABLE failed_sign_ins (
        username text NOT NULL,
        source text NOT NULL,
        failures int NOT NULL,
        last_failed_at timestamptz NOT NULL,
        locked_until timestamptz,
        CONSTRAINT failed_sign_ins_pkey PRIMARY KEY (username, source)
      );
      CREATE INDEX failed_sign_ins_age ON failed_sign_ins (last_failed_at);

      CREATE TABLE known_device (
        account_id uuid NOT NULL CONSTRAINT known_device_account_fkey REFERENCES account,
        device_id uuid NOT NULL,
        used_at timestamptz NOT NULL,
        CONSTRAINT known_device_pkey PRIMARY KEY (account_id, device_id)
      );

      CREATE TABLE session (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        account_id uuid NOT NULL CONSTRAINT session_account_fkey REFERENCES account,
        staff_id uuid NOT NULL,
        fingerprint text NOT NULL,
        key_fingerprint text NOT NULL,
        used_key_fingerprint text,
        key_seed text NOT NULL,
        started_at timestamptz NOT NULL,
        renewed_at timestamptz,
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        ended_why text,
        CONSTRAINT session_fingerprint_key UNIQUE (fingerprint)
      );
      CREATE INDEX session_open ON session (account_id) WHERE ended_at IS NULL;
      CREATE INDEX session_age ON session (expires_at);

      CREATE TABLE shift (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        staff_id uuid NOT NULL CONSTRAINT shift_staff_fkey REFERENCES staff,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        state text NOT NULL
      );
      CREATE INDEX shift_staff_start ON shift (staff_id, starts_at);
      CREATE INDEX shift_start ON shift (starts_at, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE shift, session, known_device, failed_sign_ins, proposal, founding, account, staff, department, position, team',
    );
  }
}
