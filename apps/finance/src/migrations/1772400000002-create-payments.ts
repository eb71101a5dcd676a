import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payments and what they rest on. */
export class CreatePayments1772400000002 implements MigrationInterface {
  readonly name = 'CreatePayments1772400000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cheque_book (
        id uuid NOT NULL,
        version integer NOT NULL,
        custody_item_id uuid NOT NULL,
        bank_account text NOT NULL,
        series text NOT NULL,
        first_number integer NOT NULL,
        last_number integer NOT NULL,
        state text NOT NULL,
        taken_by_id uuid NOT NULL,
        taken_by_name text NOT NULL,
        registered_by_id uuid NOT NULL,
        registered_by_name text NOT NULL,
        registered_at timestamptz NOT NULL,
        taken_back jsonb,
        reason text,
        cancelled_count integer NOT NULL,
        PRIMARY KEY (id)
      );
      CREATE INDEX cheque_book_series ON cheque_book (bank_account, series, first_number);
      CREATE UNIQUE INDEX cheque_book_item ON cheque_book (custody_item_id) WHERE state = 'in_use';

      CREATE TABLE cheque_number (
        book_id uuid NOT NULL,
        next integer NOT NULL,
        last integer NOT NULL,
        CONSTRAINT cheque_number_pkey PRIMARY KEY (book_id)
      );

      CREATE TABLE cheque (
        id uuid NOT NULL,
        version integer NOT NULL,
        book_id uuid NOT NULL,
        bank_account text NOT NULL,
        place integer NOT NULL,
        number text NOT NULL,
        state text NOT NULL,
        payment_id uuid,
        payee_name text,
        amount_fen bigint,
        day date,
        good_until date,
        drawn_by_id uuid NOT NULL,
        filled_in jsonb NOT NULL,
        signature jsonb,
        handed_out jsonb,
        cashed jsonb,
        taken_back jsonb,
        voided jsonb,
        reason text,
        warned boolean NOT NULL,
        expired boolean NOT NULL,
        next_deadline_at timestamptz,
        CONSTRAINT cheque_number_key UNIQUE (book_id, place),
        CONSTRAINT cheque_never_blank CHECK (state = 'voided'
          OR payment_id IS NOT NULL AND payee_name IS NOT NULL AND amount_fen > 0 AND day IS NOT NULL AND good_until IS NOT NULL),
        PRIMARY KEY (id)
      );
      CREATE INDEX cheque_next_deadline ON cheque (next_deadline_at) WHERE next_deadline_at IS NOT NULL;
      CREATE INDEX cheque_signed ON cheque (bank_account) WHERE state = 'signed';
      CREATE UNIQUE INDEX cheque_payment ON cheque (payment_id) WHERE state <> 'voided';

      CREATE TABLE payment (
        id uuid NOT NULL,
        version integer NOT NULL,
        state text NOT NULL,
        kind text NOT NULL,
        way text NOT NULL,
        payee jsonb NOT NULL,
        payee_code text,
        payee_name_key text NOT NULL,
        payee_account_id uuid,
        account_number text,
        amount_fen bigint NOT NULL,
        account_code text NOT NULL,
        department_id uuid,
        summary text NOT NULL,
        documents jsonb NOT NULL,
        source jsonb,
        day date NOT NULL,
        requested_by_id uuid NOT NULL,
        requested jsonb NOT NULL,
        preparer_ids uuid[] NOT NULL,
        signers jsonb NOT NULL,
        signatures jsonb NOT NULL,
        sent jsonb,
        sent_day date,
        settled jsonb,
        slip_key text,
        cheque_id uuid,
        paid_day date,
        loan_id uuid,
        voucher_id uuid,
        reason text,
        budget jsonb,
        CONSTRAINT payment_budget_follows CHECK (budget IS NULL
          OR state IN ('approved', 'sent', 'paid') AND (budget ->> 'used')::boolean = (state = 'paid')),
        CONSTRAINT payment_slip UNIQUE (slip_key),
        PRIMARY KEY (id)
      );
      CREATE INDEX payment_sent ON payment (sent_day, id) WHERE sent_day IS NOT NULL;
      CREATE INDEX payment_waiting ON payment (state, id) WHERE state IN ('requested', 'approved', 'sent');
      CREATE INDEX payment_unvouched ON payment (paid_day)
        WHERE state = 'paid' AND way <> 'cash' AND voucher_id IS NULL;
      CREATE INDEX payment_paid_day ON payment (paid_day) WHERE state = 'paid';
      CREATE INDEX payment_payee_name ON payment (payee_name_key, kind, day);
      CREATE INDEX payment_payee ON payment (payee_code, kind, day) WHERE payee_code IS NOT NULL;
      CREATE INDEX payment_requester ON payment (requested_by_id, id);
      CREATE UNIQUE INDEX payment_loan_under_way ON payment (payee_code)
        WHERE kind = 'loan' AND state IN ('requested', 'approved', 'sent');
      CREATE INDEX payment_voucher ON payment (voucher_id) WHERE voucher_id IS NOT NULL;

      CREATE TABLE payment_invoice (
        invoice text NOT NULL,
        payment_id uuid NOT NULL,
        CONSTRAINT payment_invoice_pkey PRIMARY KEY (invoice)
      );
      CREATE INDEX payment_invoice_payment ON payment_invoice (payment_id);

      CREATE TABLE payee_account (
        id uuid NOT NULL,
        version integer NOT NULL,
        state text NOT NULL,
        payee_kind text NOT NULL,
        payee_name text NOT NULL,
        party text,
        staff_id uuid,
        bank_name text NOT NULL,
        account_number text NOT NULL,
        replaces_id uuid,
        successor_id uuid,
        registered_by_id uuid NOT NULL,
        registered_by_name text NOT NULL,
        registered_at timestamptz NOT NULL,
        approved jsonb,
        refused jsonb,
        retired jsonb,
        reason text,
        CONSTRAINT payee_account_digits CHECK (account_number ~ '^[0-9]{8,32}$'),
        CONSTRAINT payee_account_two CHECK (approved ->> 'byId' NOT IN (registered_by_id::text, staff_id::text)),
        PRIMARY KEY (id)
      );
      CREATE INDEX payee_account_staff ON payee_account (staff_id, id) WHERE staff_id IS NOT NULL;
      CREATE INDEX payee_account_party ON payee_account (party, id) WHERE party IS NOT NULL;
      CREATE UNIQUE INDEX payee_account_number ON payee_account (account_number) WHERE state = 'in_force';

      CREATE TABLE signing_authority (
        id uuid NOT NULL,
        version integer NOT NULL,
        state text NOT NULL,
        principal_id uuid NOT NULL,
        principal_name text NOT NULL,
        deputy_id uuid NOT NULL,
        deputy_name text NOT NULL,
        role text NOT NULL,
        kinds text[] NOT NULL,
        max_fen bigint NOT NULL,
        from_day date NOT NULL,
        until_day date NOT NULL,
        given_at timestamptz NOT NULL,
        accepted jsonb,
        ended jsonb,
        reason text,
        CONSTRAINT signing_authority_two CHECK (principal_id <> deputy_id),
        CONSTRAINT signing_authority_days CHECK (until_day BETWEEN from_day AND from_day + 92),
        PRIMARY KEY (id)
      );
      CREATE INDEX signing_authority_deputy ON signing_authority (deputy_id, id);
      CREATE INDEX signing_authority_principal ON signing_authority (principal_id, id);

      CREATE TABLE department (
        id uuid NOT NULL,
        name text NOT NULL,
        active boolean NOT NULL,
        PRIMARY KEY (id)
      );

      CREATE TABLE budget (
        id uuid NOT NULL,
        version integer NOT NULL,
        state text NOT NULL,
        department_id uuid NOT NULL,
        department_name text NOT NULL,
        account_code text NOT NULL,
        year text NOT NULL,
        amount_fen bigint NOT NULL,
        reserved_fen bigint NOT NULL,
        used_fen bigint NOT NULL,
        moves integer NOT NULL,
        nearly_used boolean NOT NULL,
        proposed_by_id uuid NOT NULL,
        proposed_by_name text NOT NULL,
        proposed_at timestamptz NOT NULL,
        decided jsonb,
        pending_fen bigint,
        change_asked jsonb,
        ended jsonb,
        reason text,
        CONSTRAINT budget_within CHECK (reserved_fen >= 0 AND used_fen >= 0 AND reserved_fen + used_fen <= amount_fen),
        PRIMARY KEY (id)
      );
      CREATE INDEX budget_account ON budget (account_code);
      CREATE UNIQUE INDEX budget_standing ON budget (department_id, account_code, year)
        WHERE state IN ('proposed', 'in_force', 'change_asked');

      CREATE TABLE budget_move (
        budget_id uuid NOT NULL,
        seq integer NOT NULL,
        kind text NOT NULL,
        payment_id uuid NOT NULL,
        amount_fen bigint NOT NULL,
        reserved_fen bigint NOT NULL,
        used_fen bigint NOT NULL,
        by_id uuid,
        by_name text,
        at timestamptz NOT NULL,
        CONSTRAINT budget_move_pkey PRIMARY KEY (budget_id, seq)
      );

      -- Under the id that it has where it was asked for (F-12).
      CREATE TABLE refund (
        id uuid NOT NULL,
        version integer NOT NULL,
        ticket_id uuid NOT NULL,
        state text NOT NULL,
        payment_id uuid,
        receipt_id uuid,
        part integer,
        amount_fen bigint,
        withdrawal jsonb,
        why text,
        CONSTRAINT refund_payment UNIQUE (payment_id),
        PRIMARY KEY (id)
      );

      CREATE TABLE loan_move (
        loan_id uuid NOT NULL,
        seq integer NOT NULL,
        kind text NOT NULL,
        document_id uuid NOT NULL,
        amount_fen bigint NOT NULL,
        settled_fen bigint NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT loan_move_pkey PRIMARY KEY (loan_id, seq)
      );

      CREATE TABLE loan (
        id uuid NOT NULL,
        version integer NOT NULL,
        state text NOT NULL,
        payment_id uuid NOT NULL,
        borrower_id uuid NOT NULL,
        borrower_name text NOT NULL,
        borrower_gone boolean NOT NULL,
        account_code text NOT NULL,
        amount_fen bigint NOT NULL,
        settled_fen bigint NOT NULL,
        moves integer NOT NULL,
        paid_day date NOT NULL,
        due_day date NOT NULL,
        overdue_told boolean NOT NULL,
        next_deadline_at timestamptz,
        CONSTRAINT loan_settled CHECK ((state = 'settled') = (settled_fen = amount_fen)),
        CONSTRAINT loan_within CHECK (settled_fen BETWEEN 0 AND amount_fen),
        PRIMARY KEY (id)
      );
      CREATE INDEX loan_next_deadline ON loan (next_deadline_at) WHERE next_deadline_at IS NOT NULL;
      CREATE INDEX loan_borrower ON loan (borrower_id, id);
      CREATE UNIQUE INDEX loan_payment ON loan (payment_id) WHERE state = 'open';
      CREATE UNIQUE INDEX loan_open ON loan (borrower_id) WHERE state = 'open';
      CREATE INDEX payment_account ON payment (account_number, kind) WHERE account_number IS NOT NULL;
    `);
    for (const table of ['budget_move', 'loan_move'])
      await runner.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${table}_append_only;
      `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE cheque, cheque_number, cheque_book;
      DROP TABLE budget_move, budget, department;
      DROP TABLE loan, loan_move;
      DROP TABLE refund, payment_invoice, payment;
      DROP TABLE signing_authority, payee_account;
    `);
  }
}
