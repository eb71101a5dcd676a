import type { FaultDesk } from '../fault-desk.ts';
import type { LoadJob } from '../load-job.ts';
import type { Trial } from '../trial.ts';
import type { Plant } from './planted.ts';

/** Who owns the database can do that to tables that change no more; who runs the service can't. */
export const asOwner = (...changes: readonly string[]) => `
  CREATE TABLE witness.triggers AS SELECT tgrelid::regclass::text AS table, tgname, tgenabled FROM pg_trigger
    WHERE NOT tgisinternal AND tgrelid = ANY('{journal, entry, voucher, chain_block}'::regclass[]);
  ALTER TABLE journal DISABLE TRIGGER USER; ALTER TABLE entry DISABLE TRIGGER USER;
  ALTER TABLE voucher DISABLE TRIGGER USER; ALTER TABLE chain_block DISABLE TRIGGER USER;
  ${changes.join(';\n')};
  DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM witness.triggers LOOP EXECUTE format('ALTER TABLE %s ENABLE %s TRIGGER %I', one.table,
      CASE one.tgenabled WHEN 'A' THEN 'ALWAYS' ELSE '' END, one.tgname); END LOOP; END $$;
  DROP TABLE witness.triggers;
`;

const kept = new WeakMap<FaultDesk, Promise<LoadJob>>();
/** What all of them begin with, made once: each takes back what it changes. */
export function soundBooks(trial: Trial): Promise<LoadJob> {
  const made = kept.get(trial.desk) ?? makeBooks(trial);
  kept.set(trial.desk, made);
  return made;
}

async function makeBooks(trial: Trial): Promise<LoadJob> {
  const job = trial.load({ contactsEach: 0, vouchersEach: 4, tillsEach: 1, losesAnswers: 0 });
  await job.finished();
  const { faults } = await trial.examine(job);
  if (faults.length > 0) throw new Error(`before anything was planted: ${faults.join(' / ')}`);
  return job;
}

/** One change to sound books, which the oracle must see, and what takes it back. */
const changed =
  (change: (journalId: string) => string, back: (journalId: string) => string) => async (trial: Trial) => {
    const { desk } = trial;
    const job = await soundBooks(trial);
    const [{ id }] = (await desk.sql<{ id: string }>(
      'finance',
      `SELECT j.id FROM journal j JOIN voucher v ON v.id = j.voucher_id WHERE v.summary LIKE $1 LIMIT 1`,
      [`${job.options.tag}-%`],
    )) as [{ id: string }];
    await desk.sql('finance', change(id));
    const verdict = await trial.examine(job);
    await desk.sql('finance', back(id));
    return verdict;
  };

/** What was there before, to be put back. */
const keeps = (table: string, condition: string) =>
  `CREATE TABLE witness.kept_${table} AS SELECT * FROM ${table} WHERE ${condition}`;
const drops = (table: string) => `DROP TABLE witness.kept_${table}`;

export const copied = '019c0000-0000-7000-8000-00000000000a';
const withTotals = (journalId: string, factor: 1 | -1) => `
  UPDATE total t SET debit = t.debit + ${factor} * e.debit, credit = t.credit + ${factor} * e.credit
    FROM (SELECT account, to_char(day, 'YYYY-MM') AS month,
            coalesce(sum(amount_fen) FILTER (WHERE side = 'debit'), 0) AS debit,
            coalesce(sum(amount_fen) FILTER (WHERE side = 'credit'), 0) AS credit
            FROM entry WHERE journal_id = '${journalId}' GROUP BY 1, 2) e
   WHERE (t.account, t.month) = (e.account, e.month)
     AND t.slot = (SELECT min(slot) FROM total m WHERE (m.account, m.month) = (t.account, t.month))`;

export const bookPlants: readonly Plant[] = [
  {
    // It still balances, and what is kept fits it.
    row: 'planted: lines of a journal are altered',
    mustSay: /^books altered/,
    tryOut: changed(
      (id) =>
        asOwner(
          withTotals(id, -1),
          `UPDATE entry SET amount_fen = amount_fen * 2 WHERE journal_id = '${id}'`,
          withTotals(id, 1),
        ),
      (id) =>
        asOwner(
          withTotals(id, -1),
          `UPDATE entry SET amount_fen = amount_fen / 2 WHERE journal_id = '${id}'`,
          withTotals(id, 1),
        ),
    ),
  },
  {
    row: 'planted: a posting is doubled',
    mustSay: /^done twice/,
    tryOut: changed(
      (id) =>
        asOwner(
          `INSERT INTO journal SELECT (jsonb_populate_record(j, '{"id": "${copied}", "reverses": null}')).*
             FROM journal j WHERE id = '${id}'`,
          `INSERT INTO entry SELECT (jsonb_populate_record(e, '{"journal_id": "${copied}"}')).*
             FROM entry e WHERE journal_id = '${id}'`,
          withTotals(copied, 1),
        ),
      () =>
        asOwner(
          withTotals(copied, -1),
          `DELETE FROM entry WHERE journal_id = '${copied}'`,
          `DELETE FROM journal WHERE id = '${copied}'`,
        ),
    ),
  },
  {
    row: 'planted: a refusal takes a number',
    mustSay: /^numbers/,
    tryOut: changed(
      () => 'UPDATE voucher_number SET last = last + 1',
      () => 'UPDATE voucher_number SET last = last - 1',
    ),
  },
  {
    row: 'planted: a balance that is kept by the way',
    mustSay: /^kept and summed/,
    tryOut: changed(
      (id) => withTotals(id, 1),
      (id) => withTotals(id, -1),
    ),
  },
  {
    row: 'planted: an acknowledged posting is gone',
    mustSay: /^lost/,
    tryOut: changed(
      (id) =>
        asOwner(
          withTotals(id, -1),
          keeps('entry', `journal_id = '${id}'`),
          keeps('journal', `id = '${id}'`),
          `DELETE FROM entry WHERE journal_id = '${id}'`,
          `DELETE FROM journal WHERE id = '${id}'`,
        ),
      (id) =>
        asOwner(
          'INSERT INTO journal TABLE witness.kept_journal',
          'INSERT INTO entry TABLE witness.kept_entry',
          withTotals(id, 1),
          drops('entry'),
          drops('journal'),
        ),
    ),
  },
  {
    row: 'planted: who made a voucher checks it',
    mustSay: /^hands/,
    tryOut: changed(
      (id) =>
        asOwner(
          keeps('voucher', `journal_id = '${id}'`),
          `UPDATE voucher SET checked = made WHERE journal_id = '${id}'`,
        ),
      () =>
        asOwner(
          'UPDATE voucher v SET checked = k.checked FROM witness.kept_voucher k WHERE v.id = k.id',
          drops('voucher'),
        ),
    ),
  },
  {
    row: 'planted: a block that departments were not told of',
    mustSay: /^heads/,
    tryOut: changed(
      () => asOwner(keeps('chain_block', 'seq = 1'), `UPDATE chain_block SET hash = repeat('0', 64) WHERE seq = 1`),
      () =>
        asOwner(
          'UPDATE chain_block b SET hash = k.hash FROM witness.kept_chain_block k WHERE b.seq = k.seq',
          drops('chain_block'),
        ),
    ),
  },
];
