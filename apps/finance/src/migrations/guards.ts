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
      SELECT a.journal_id INTO wrong FROM added a LEFT JOIN journal j ON j.id = a.journal_id
        GROUP BY a.journal_id, j.id, j.lines
        HAVING j.id IS NULL OR count(*) <> j.lines OR min(a.line) <> 1 OR max(a.line) <> j.lines
          OR bool_or(a.day <> j.day) OR sum(CASE a.side WHEN 'debit' THEN a.amount_fen ELSE -a.amount_fen END) <> 0
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
