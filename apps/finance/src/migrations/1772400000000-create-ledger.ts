import type { MigrationInterface, QueryRunner } from 'typeorm';
import { entryGuards, voucherGuards } from './guards.ts';

/** The chart of accounts, periods, vouchers, the ledger with its balances and chain, and what was verified of it. */
export class CreateLedger1772400000000 implements MigrationInterface {
  readonly name = 'CreateLedger1772400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE chart (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        standard text,
        source text
      );
      -- One chart; its row is the lock under which accounts and periods are added.
      INSERT INTO chart (id, version) VALUES ('019c0000-0000-7000-8000-000000000001', 0);

      CREATE TABLE account (
        code text NOT NULL,
        above text,
        title text NOT NULL,
        kind text NOT NULL,
        side text NOT NULL,
        currency text NOT NULL,
        guarded boolean NOT NULL,
        money boolean NOT NULL,
        added_by uuid,
        CONSTRAINT account_pkey PRIMARY KEY (code)
      );
      CREATE INDEX account_above ON account (above);

      CREATE TABLE period (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        month text NOT NULL,
        state text NOT NULL,
        opened_by text NOT NULL,
        opened_at timestamptz NOT NULL,
        closing_by uuid,
        closed_by text,
        closed_at timestamptz,
        asked_by uuid,
        asked_by_name text,
        asked_at timestamptz,
        reopenings int NOT NULL,
        rates jsonb NOT NULL,
        ends_at timestamptz NOT NULL,
        CONSTRAINT period_month_key UNIQUE (month)
      );

      CREATE TABLE voucher (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        kind text NOT NULL,
        state text NOT NULL,
        purpose text NOT NULL,
        day date NOT NULL,
        month text NOT NULL,
        number int,
        summary text NOT NULL,
        lines jsonb NOT NULL,
        documents jsonb NOT NULL,
        attachments_count smallint NOT NULL,
        late boolean NOT NULL,
        maker uuid NOT NULL,
        made jsonb NOT NULL,
        submitted_at timestamptz,
        checked jsonb,
        signed jsonb,
        posted jsonb,
        reason text,
        journal_id uuid,
        red_of_id uuid,
        CONSTRAINT voucher_number_key UNIQUE (month, kind, number)
      );
      CREATE INDEX voucher_maker ON voucher (maker, id);
      CREATE INDEX voucher_unposted ON voucher (month) WHERE state NOT IN ('posted', 'voided', 'discarded');
      -- A posted voucher is reversed by one at a time, and once.
      CREATE UNIQUE INDEX voucher_red ON voucher (red_of_id) WHERE state NOT IN ('voided', 'discarded');
      ${voucherGuards}
      -- The last number of each kind and month (F-07).
      CREATE TABLE voucher_number (
        month text NOT NULL,
        kind text NOT NULL,
        last int NOT NULL,
        CONSTRAINT voucher_number_pkey PRIMARY KEY (month, kind)
      );

      -- One set, with an id of its own that is always the same (F-21).
      CREATE TABLE opening (
        id uuid NOT NULL,
        version int NOT NULL,
        state text NOT NULL,
        lines jsonb NOT NULL,
        open_items jsonb NOT NULL,
        drafters jsonb NOT NULL,
        drafted jsonb NOT NULL,
        approved_by_manager jsonb,
        approved_by_director jsonb,
        posted jsonb,
        journal_id uuid,
        CONSTRAINT opening_pkey PRIMARY KEY (id)
      );

      CREATE TABLE posting (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        journals int NOT NULL
      );
      CREATE TABLE journal (
        id uuid NOT NULL,
        posting_id uuid NOT NULL,
        month text NOT NULL,
        day date NOT NULL,
        kind text NOT NULL,
        voucher_id uuid,
        voucher_digest text,
        reverses uuid,
        summary text NOT NULL,
        lines smallint NOT NULL,
        posted_by text NOT NULL,
        posted_at timestamptz NOT NULL,
        correlation_id text NOT NULL,
        digest text NOT NULL,
        CONSTRAINT journal_pkey PRIMARY KEY (id)
      );
      -- A journal is reversed once (F-01).
      CREATE UNIQUE INDEX journal_reverses_key ON journal (reverses) WHERE reverses IS NOT NULL;
      -- What keeps a month from being closed is looked for in it.
      CREATE INDEX journal_month ON journal (month, id);
      CREATE INDEX journal_voucher ON journal (voucher_id) WHERE voucher_id IS NOT NULL;
      CREATE TABLE entry (
        journal_id uuid NOT NULL,
        line smallint NOT NULL,
        day date NOT NULL,
        account text NOT NULL,
        side text NOT NULL,
        amount_fen bigint NOT NULL,
        currency text NOT NULL,
        foreign_amount bigint,
        party text,
        reference text,
        CONSTRAINT entry_pkey PRIMARY KEY (journal_id, line),
        CONSTRAINT entry_side CHECK (side IN ('debit', 'credit')),
        CONSTRAINT entry_amount CHECK (amount_fen <> 0),
        CONSTRAINT entry_foreign CHECK ((currency = 'CNY') = (foreign_amount IS NULL))
      );
      CREATE INDEX entry_account ON entry (account, day, journal_id, line);

      -- Balances that may not fall below nothing, decided in the locked row; in the account's own currency.
      CREATE TABLE guarded (
        account text NOT NULL,
        balance bigint NOT NULL,
        version int NOT NULL,
        CONSTRAINT guarded_pkey PRIMARY KEY (account),
        CONSTRAINT guarded_balance CHECK (balance >= 0)
      ) WITH (fillfactor = 70);
      CREATE TABLE guarded_move (
        account text NOT NULL,
        version int NOT NULL,
        journal_id uuid NOT NULL,
        amount bigint NOT NULL,
        balance_after bigint NOT NULL,
        CONSTRAINT guarded_move_pkey PRIMARY KEY (account, version)
      );
      -- Sums of each account and month in sixteen parts, so that those who post to a busy account don't queue.
      CREATE TABLE total (
        account text NOT NULL,
        month text NOT NULL,
        slot smallint NOT NULL,
        debit bigint NOT NULL,
        credit bigint NOT NULL,
        foreign_debit bigint NOT NULL,
        foreign_credit bigint NOT NULL,
        CONSTRAINT total_pkey PRIMARY KEY (account, month, slot)
      ) WITH (fillfactor = 70);

      CREATE TABLE journal_unchained (
        journal_id uuid NOT NULL,
        CONSTRAINT journal_unchained_pkey PRIMARY KEY (journal_id)
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
      CREATE TABLE chain (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        hash text NOT NULL,
        extended_at timestamptz NOT NULL
      );
      INSERT INTO chain (id, version, hash, extended_at)
        VALUES ('019c0000-0000-7000-8000-000000000002', 0, repeat('0', 64), '2000-01-01T00:00:00Z');
      CREATE TABLE chain_block (
        seq int NOT NULL,
        prev text NOT NULL,
        count int NOT NULL,
        root text NOT NULL,
        hash text NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT chain_block_pkey PRIMARY KEY (seq)
      );
      CREATE TABLE chain_place (
        journal_id uuid NOT NULL,
        seq int NOT NULL,
        place int NOT NULL,
        CONSTRAINT chain_place_pkey PRIMARY KEY (journal_id),
        CONSTRAINT chain_place_key UNIQUE (seq, place)
      );
      CREATE TABLE verification (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        scope text NOT NULL,
        state text NOT NULL,
        started_by text NOT NULL,
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        from_seq int NOT NULL,
        until_seq int NOT NULL,
        from_hash text NOT NULL,
        blocks int NOT NULL,
        journals int NOT NULL,
        stage text NOT NULL,
        last_hash text NOT NULL,
        last_account text NOT NULL,
        last_voucher uuid NOT NULL,
        witnessed jsonb NOT NULL,
        finding jsonb,
        next_deadline_at timestamptz
      );
      CREATE INDEX verification_age ON verification (started_at, id);
      CREATE INDEX verification_next_deadline ON verification (next_deadline_at) WHERE next_deadline_at IS NOT NULL;
      -- The heads that were told are found by it.
      CREATE INDEX outbox_chain ON outbox (aggregate_version) WHERE subject = 'event.finance.chain.extended';
      -- The digests that a commit told are found by it.
      CREATE INDEX outbox_posting ON outbox (aggregate_id) WHERE subject = 'event.finance.posting.posted';

      ${entryGuards}

      CREATE TABLE cash_box (
        desk_id uuid NOT NULL,
        box text NOT NULL,
        account text NOT NULL,
        balance_fen bigint NOT NULL,
        moves integer NOT NULL,
        CONSTRAINT cash_box_balance CHECK (balance_fen >= 0),
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
        name text NOT NULL,
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
        registered_by_id uuid NOT NULL,
        registered_by_name text NOT NULL,
        registered_at timestamptz NOT NULL,
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
        parts jsonb NOT NULL,
        cheque_in_hand boolean NOT NULL,
        issued_by_id uuid NOT NULL,
        issued jsonb NOT NULL,
        void_asked jsonb,
        voided jsonb,
        reason text,
        CONSTRAINT receipt_number_key UNIQUE (number),
        PRIMARY KEY (id)
      );
      CREATE INDEX receipt_cheques ON receipt (desk_id, id) WHERE cheque_in_hand;
      CREATE INDEX receipt_of_day ON receipt (desk_id, day, number);

      CREATE TABLE cash_deposit (
        id uuid NOT NULL,
        version integer NOT NULL,
        desk_id uuid NOT NULL,
        day date NOT NULL,
        state text NOT NULL,
        kind text NOT NULL,
        amount_fen bigint NOT NULL,
        bank_account text NOT NULL,
        receipt_ids uuid[] NOT NULL,
        custodian_id uuid NOT NULL,
        carried jsonb NOT NULL,
        slip_number text,
        slip_day date,
        banked jsonb,
        return_asked jsonb,
        returned jsonb,
        returned_day date,
        reason text,
        CONSTRAINT cash_deposit_slip UNIQUE (bank_account, slip_number),
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
        custodian_id uuid NOT NULL,
        drawn jsonb NOT NULL,
        confirmed jsonb,
        refused jsonb,
        refused_day date,
        reason text,
        CONSTRAINT cash_draw_number UNIQUE (bank_account, number),
        PRIMARY KEY (id)
      );
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
        CONSTRAINT takings_permit_number UNIQUE (number),
        PRIMARY KEY (id)
      );

      CREATE TABLE cash_payout (
        id uuid NOT NULL,
        version integer NOT NULL,
        desk_id uuid NOT NULL,
        day date NOT NULL,
        state text NOT NULL,
        box text NOT NULL,
        kind text NOT NULL,
        payee jsonb NOT NULL,
        firm text,
        firm_name text,
        amount_fen bigint NOT NULL,
        document jsonb NOT NULL,
        invoice text,
        takings_permit_id uuid,
        custodian_id uuid NOT NULL,
        paid jsonb NOT NULL,
        returned jsonb,
        reason text,
        CONSTRAINT cash_payout_invoice UNIQUE (invoice),
        PRIMARY KEY (id)
      );
      CREATE INDEX cash_payout_firm_name ON cash_payout (firm_name, day) WHERE firm_name IS NOT NULL;
      CREATE INDEX cash_payout_firm ON cash_payout (firm, day) WHERE firm IS NOT NULL;
      CREATE INDEX cash_payout_permit ON cash_payout (takings_permit_id, id) WHERE takings_permit_id IS NOT NULL;
      CREATE INDEX cash_payout_of_day ON cash_payout (desk_id, day, id);
    `);
    const kept = [
      'posting',
      'journal',
      'entry',
      'guarded_move',
      'chain_block',
      'chain_place',
      'cash_move',
      'spot_count',
    ];
    for (const table of kept)
      await runner.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${table}_append_only;
      `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER voucher_files ON attachment;
      DROP FUNCTION refuse_file_of_checked;
      DROP TABLE cash_payout, takings_permit, takings_permit_month;
      DROP TABLE spot_count, cash_difference, cash_draw, cash_deposit, receipt, receipt_number, receipt_book;
      DROP TABLE staff_member, cash_day, cash_desk, cash_move, cash_box;
      DROP TABLE verification, chain_place, chain_block, chain, journal_unchained, total, guarded_move, guarded, entry,
        journal, posting, opening, voucher_number, voucher, period, account, chart;
      DROP FUNCTION refuse_unbalanced;
      DROP FUNCTION refuse_change_of_finished;
      DROP INDEX outbox_posting, outbox_chain;
    `);
  }
}
