// What the database itself refuses of the books, to whoever asks.

export const voucherGuards = `
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
`;

/** Each journal balances as its lines come in, and gets none later (F-01). */
export const entryGuards = `
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
`;
