import type { MigrationInterface, QueryRunner } from 'typeorm';

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
        closed boolean NOT NULL,
        added_by uuid,
        titled_by uuid,
        CONSTRAINT account_pkey PRIMARY KEY (code)
      );
      CREATE INDEX account_above ON account (above);

      CREATE TABLE account_closing (
        id uuid NOT NULL,
        version integer NOT NULL,
        state text NOT NULL,
        code text NOT NULL,
        title text NOT NULL,
        asked_by_id uuid NOT NULL,
        asked_by_name text NOT NULL,
        asked_at timestamptz NOT NULL,
        decided jsonb,
        reopened jsonb,
        reason text NOT NULL,
        PRIMARY KEY (id)
      );
      CREATE INDEX account_closing_code ON account_closing (code, id);
      CREATE UNIQUE INDEX account_closing_stands ON account_closing (code) WHERE state IN ('asked', 'closed');

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
      -- What was checked is what is posted, with its papers: they come to a draft and go from a draft (F-07).
      CREATE FUNCTION refuse_file_of_checked() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NOT EXISTS (SELECT FROM voucher WHERE id = NEW.owner_id AND state = 'draft') THEN
            RAISE EXCEPTION 'voucher % is no draft, so its files stay as they are (F-07)', NEW.owner_id;
          END IF;
          RETURN NEW;
        END $$;
      CREATE TRIGGER voucher_files BEFORE INSERT OR UPDATE ON attachment
        FOR EACH ROW WHEN (NEW.owner_kind = 'voucher') EXECUTE FUNCTION refuse_file_of_checked();
      ALTER TABLE attachment ENABLE ALWAYS TRIGGER voucher_files;
      -- What is posted, void or thrown away stays as it is.
      CREATE FUNCTION refuse_change_of_finished() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'voucher % is %, so it stays as it is (F-07)', OLD.id, OLD.state;
        END $$;
      CREATE TRIGGER voucher_finished BEFORE UPDATE OR DELETE ON voucher
        FOR EACH ROW WHEN (OLD.state IN ('posted', 'voided', 'discarded')) EXECUTE FUNCTION refuse_change_of_finished();
      ALTER TABLE voucher ENABLE ALWAYS TRIGGER voucher_finished;
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

      CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE wrong uuid;
        BEGIN
          -- The head is looked up by its key whatever the tables were like when this was planned.
          SELECT a.journal_id INTO wrong
            FROM (SELECT journal_id, count(*) AS lines, min(line) AS first, max(line) AS last, min(day) AS day,
                         max(day) AS last_day, sum(CASE side WHEN 'debit' THEN amount_fen ELSE -amount_fen END) AS rest
                    FROM added GROUP BY journal_id) a
           WHERE a.rest <> 0 OR a.first <> 1 OR a.last <> a.lines OR a.day <> a.last_day
              OR (SELECT j.lines = a.lines AND j.day = a.day FROM journal j WHERE j.id = a.journal_id) IS NOT TRUE
           LIMIT 1;
          IF FOUND THEN
            RAISE EXCEPTION 'journal % does not balance, or gets lines later (F-01)', wrong
              USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
          END IF;
          RETURN NULL;
        END $$;
      CREATE TRIGGER entry_balances AFTER INSERT ON entry REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced();
      ALTER TABLE entry ENABLE ALWAYS TRIGGER entry_balances;
    `);
    for (const table of ['posting', 'journal', 'entry', 'guarded_move', 'chain_block', 'chain_place'])
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
      DROP TABLE verification, chain_place, chain_block, chain, journal_unchained, total, guarded_move, guarded, entry,
        journal, posting, opening, voucher_number, voucher, period, account_closing,
        account, chart;
      DROP FUNCTION refuse_unbalanced;
      DROP FUNCTION refuse_change_of_finished;
      DROP INDEX outbox_posting, outbox_chain;
    `);
  }
}
