import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cash desks with their boxes and days, and the documents of both. */
export class CreateCashDesks1772400000001 implements MigrationInterface {
  readonly name = 'CreateCashDesks1772400000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cash_box (
        desk_id uuid NOT NULL,
        box text NOT NULL,
        account text NOT NULL,
        balance_fen bigint NOT NULL,
        moves integer NOT NULL,
        CONSTRAINT cash_box_balance CHECK (balance_fen BETWEEN 0 AND 9999999999999),
        CONSTRAINT cash_box_pkey PRIMARY KEY (desk_id, box)
      );
      CREATE UNIQUE INDEX cash_box_account ON cash_box (account);

      CREATE TABLE cash_move (
        desk_id uuid NOT NULL,
        box text NOT NULL,
        seq integer NOT NULL,
        day date NOT NULL,
        kind text NOT NULL,
        document_id uuid NOT NULL,
        amount_fen bigint NOT NULL,
        balance_fen bigint NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT cash_move_pkey PRIMARY KEY (desk_id, box, seq)
      );
      CREATE INDEX cash_move_document ON cash_move (document_id);
      CREATE INDEX cash_move_day ON cash_move (desk_id, day, box, seq);

      CREATE TABLE cash_desk (
        id uuid NOT NULL,
        version integer NOT NULL,
        desk_name text NOT NULL,
        state text NOT NULL,
        custodian_id uuid NOT NULL,
        custodian_name text NOT NULL,
        takings_account text NOT NULL,
        petty_account text NOT NULL,
        day_id uuid,
        day date,
        counted boolean NOT NULL,
        last_day date,
        over_limit boolean NOT NULL,
        overdue_told boolean NOT NULL,
        left_behind boolean NOT NULL,
        handover_id uuid,
        next_deadline_at timestamptz,
        PRIMARY KEY (id)
      );
      CREATE INDEX cash_desk_next_deadline ON cash_desk (next_deadline_at) WHERE next_deadline_at IS NOT NULL;
      CREATE INDEX cash_desk_custodian ON cash_desk (custodian_id, id);

      CREATE TABLE cash_day (
        id uuid NOT NULL,
        version integer NOT NULL,
        desk_id uuid NOT NULL,
        day date NOT NULL,
        state text NOT NULL,
        quiet boolean NOT NULL,
        custodian_id uuid NOT NULL,
        custodian_name text NOT NULL,
        opened jsonb,
        opening jsonb NOT NULL,
        counts jsonb NOT NULL,
        allowance jsonb,
        explanations jsonb,
        closing jsonb,
        closed jsonb,
        digest text,
        chain_head jsonb,
        CONSTRAINT cash_day_once UNIQUE (desk_id, day),
        voucher_ids jsonb,
        PRIMARY KEY (id)
      );
      CREATE INDEX cash_day_unclosed ON cash_day (state) WHERE state <> 'closed';

      CREATE TABLE staff_member (
        id uuid NOT NULL,
        name text NOT NULL,
        active boolean NOT NULL,
        roles text[] NOT NULL,
        PRIMARY KEY (id)
      );

      CREATE TABLE receipt_book (
        id uuid NOT NULL,
        version integer NOT NULL,
        desk_id uuid NOT NULL,
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
      CREATE INDEX receipt_book_desk ON receipt_book (desk_id, id);
      CREATE INDEX receipt_book_series ON receipt_book (series, first_number);

      CREATE TABLE receipt_number (
        book_id uuid NOT NULL,
        desk_id uuid NOT NULL,
        series text NOT NULL,
        next integer NOT NULL,
        last integer NOT NULL,
        CONSTRAINT receipt_number_pkey PRIMARY KEY (book_id)
      );
      CREATE INDEX receipt_number_desk ON receipt_number (desk_id, book_id) WHERE next <= last;

      CREATE TABLE receipt (
        id uuid NOT NULL,
        version integer NOT NULL,
        desk_id uuid NOT NULL,
        book_id uuid NOT NULL,
        number text NOT NULL,
        day date NOT NULL,
        state text NOT NULL,
        payer text NOT NULL,
        kind text NOT NULL,
        contract text,
        loan_id uuid,
        parts jsonb NOT NULL,
        received_fen bigint NOT NULL,
        refunded_fen bigint NOT NULL,
        refunds jsonb NOT NULL,
        cheque_in_hand boolean NOT NULL,
        issued_by_id uuid NOT NULL,
        issued jsonb NOT NULL,
        void_asked jsonb,
        voided jsonb,
        reason text,
        CONSTRAINT receipt_number_key UNIQUE (number),
        -- What goes back is never more than what came in (F-12).
        CONSTRAINT receipt_refunded CHECK (refunded_fen BETWEEN 0 AND received_fen),
        PRIMARY KEY (id)
      );
      CREATE INDEX receipt_cheques ON receipt (desk_id, id) WHERE cheque_in_hand;
      CREATE INDEX receipt_parts ON receipt USING gin (parts);
      CREATE INDEX receipt_of_day ON receipt (desk_id, day, number);

      CREATE TABLE cash_deposit (
        id uuid NOT NULL,
        version integer NOT NULL,
        desk_id uuid NOT NULL,
        day date NOT NULL,
        state text NOT NULL,
        kind text NOT NULL,
        box text,
        amount_fen bigint NOT NULL,
        bank_account text NOT NULL,
        receipt_ids uuid[] NOT NULL,
        custodian_id uuid NOT NULL,
        carried jsonb NOT NULL,
        slip_number text,
        slip_key text,
        slip_day date,
        banked jsonb,
        return_asked jsonb,
        returned jsonb,
        returned_day date,
        reason text,
        CONSTRAINT cash_deposit_slip UNIQUE (bank_account, slip_key),
        PRIMARY KEY (id)
      );
      CREATE INDEX cash_deposit_under_way ON cash_deposit (desk_id, id) WHERE state IN ('left', 'return_asked');
      CREATE INDEX cash_deposit_of_day ON cash_deposit (desk_id, day, id);

      CREATE TABLE cash_draw (
        id uuid NOT NULL,
        version integer NOT NULL,
        desk_id uuid NOT NULL,
        day date NOT NULL,
        state text NOT NULL,
        amount_fen bigint NOT NULL,
        bank_account text NOT NULL,
        number text NOT NULL,
        number_key text NOT NULL,
        custodian_id uuid NOT NULL,
        drawn jsonb NOT NULL,
        confirmed jsonb,
        refused jsonb,
        refused_day date,
        reason text,
        PRIMARY KEY (id)
      );
      CREATE UNIQUE INDEX cash_draw_number ON cash_draw (bank_account, number_key) WHERE state <> 'refused';
      CREATE INDEX cash_draw_of_day ON cash_draw (desk_id, day, id);

      CREATE TABLE cash_difference (
        id uuid NOT NULL,
        version integer NOT NULL,
        desk_id uuid NOT NULL,
        desk_name text NOT NULL,
        cash_day_id uuid NOT NULL,
        day date NOT NULL,
        box text NOT NULL,
        amount_fen bigint NOT NULL,
        explanation text NOT NULL,
        custodian_id uuid NOT NULL,
        custodian_name text NOT NULL,
        state text NOT NULL,
        found_at timestamptz NOT NULL,
        decided_at timestamptz,
        decision jsonb,
        reason text,
        voucher_id uuid,
        CONSTRAINT cash_difference_once UNIQUE (cash_day_id, box),
        PRIMARY KEY (id)
      );
      CREATE INDEX cash_difference_desk ON cash_difference (desk_id, id);
      CREATE INDEX cash_difference_open ON cash_difference (day) WHERE state = 'open';

      CREATE TABLE spot_count (
        id uuid NOT NULL,
        version integer NOT NULL,
        desk_id uuid NOT NULL,
        desk_name text NOT NULL,
        cash_day_id uuid NOT NULL,
        day date NOT NULL,
        custodian_id uuid NOT NULL,
        custodian_name text NOT NULL,
        takings jsonb NOT NULL,
        petty jsonb NOT NULL,
        unfit jsonb NOT NULL,
        counted_by_id uuid NOT NULL,
        counted_by_name text NOT NULL,
        counted_at timestamptz NOT NULL,
        PRIMARY KEY (id)
      );
      CREATE INDEX spot_count_desk ON spot_count (desk_id, id);

      CREATE TABLE custody_item (
        id uuid NOT NULL,
        version integer NOT NULL,
        kind text NOT NULL,
        item_name text NOT NULL,
        state text NOT NULL,
        holder_id uuid NOT NULL,
        holder_name text NOT NULL,
        held_since timestamptz NOT NULL,
        holder_gone boolean NOT NULL,
        receiver_id uuid,
        receiver_name text,
        given jsonb,
        reason text,
        PRIMARY KEY (id)
      );
      CREATE INDEX custody_item_holder ON custody_item (holder_id, id);

      CREATE TABLE cash_handover (
        id uuid NOT NULL,
        version integer NOT NULL,
        desk_id uuid NOT NULL,
        desk_name text NOT NULL,
        state text NOT NULL,
        giver_id uuid NOT NULL,
        giver_name text NOT NULL,
        receiver_id uuid NOT NULL,
        receiver_name text NOT NULL,
        after_day date,
        list jsonb NOT NULL,
        digest text NOT NULL,
        begun jsonb NOT NULL,
        received jsonb,
        witness jsonb,
        reason text NOT NULL,
        PRIMARY KEY (id)
      );
      CREATE INDEX cash_handover_desk ON cash_handover (desk_id, id);

      CREATE TABLE takings_permit_month (
        takings_permit_id uuid NOT NULL,
        month text NOT NULL,
        monthly_fen bigint NOT NULL,
        used_fen bigint NOT NULL,
        payouts integer NOT NULL,
        reported jsonb,
        CONSTRAINT takings_permit_month_used CHECK (used_fen >= 0 AND used_fen <= monthly_fen),
        CONSTRAINT takings_permit_month_pkey PRIMARY KEY (takings_permit_id, month)
      );

      CREATE TABLE takings_permit (
        id uuid NOT NULL,
        version integer NOT NULL,
        state text NOT NULL,
        bank_name text NOT NULL,
        number text NOT NULL,
        number_key text NOT NULL,
        kinds text[] NOT NULL,
        monthly_fen bigint NOT NULL,
        from_day date NOT NULL,
        until_day date NOT NULL,
        registered_by_id uuid NOT NULL,
        registered_by_name text NOT NULL,
        registered_at timestamptz NOT NULL,
        approved jsonb,
        revoked jsonb,
        reason text,
        PRIMARY KEY (id)
      );
      CREATE UNIQUE INDEX takings_permit_number ON takings_permit (number_key)
        WHERE approved IS NOT NULL OR state <> 'revoked';

      CREATE TABLE cash_payout (
        id uuid NOT NULL,
        version integer NOT NULL,
        payment_id uuid NOT NULL,
        desk_id uuid NOT NULL,
        day date NOT NULL,
        state text NOT NULL,
        box text NOT NULL,
        kind text NOT NULL,
        payee jsonb NOT NULL,
        firm text,
        firm_name text,
        amount_fen bigint NOT NULL,
        account_code text NOT NULL,
        documents jsonb NOT NULL,
        takings_permit_id uuid,
        custodian_id uuid NOT NULL,
        paid jsonb NOT NULL,
        returned jsonb,
        reason text,
        PRIMARY KEY (id)
      );
      CREATE UNIQUE INDEX cash_payout_paid_once ON cash_payout (payment_id) WHERE state = 'paid';
      CREATE INDEX cash_payout_payment ON cash_payout (payment_id, id);
      CREATE INDEX cash_payout_firm_name ON cash_payout (firm_name, day) WHERE firm_name IS NOT NULL;
      CREATE INDEX cash_payout_firm ON cash_payout (firm, day) WHERE firm IS NOT NULL;
      CREATE INDEX cash_payout_permit ON cash_payout (takings_permit_id, id) WHERE takings_permit_id IS NOT NULL;
      CREATE INDEX cash_payout_of_day ON cash_payout (desk_id, day, id);
    `);
    for (const table of ['cash_move', 'spot_count'])
      await runner.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${table}_append_only;
      `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE cash_payout, takings_permit, takings_permit_month;
      DROP TABLE cash_handover, custody_item, spot_count, cash_difference;
      DROP TABLE cash_draw, cash_deposit, receipt, receipt_number, receipt_book;
      DROP TABLE staff_member, cash_day, cash_desk, cash_move, cash_box;
    `);
  }
}
