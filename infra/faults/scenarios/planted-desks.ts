import { cashDayClosed, departmentStream, eventStream } from '@bumen/contracts';
import { asOwner, copied, soundBooks } from './planted-books.ts';
import type { Plant } from './planted.ts';

/** Ids of what a change is made to. */
interface Found {
  readonly deskId: string;
  /** The second day of that desk. */
  readonly dayId: string;
  readonly firstDayId: string;
  readonly handoverId: string;
}

/** Of a desk that was handed over between its two days. */
const found = `SELECT d.id AS "deskId", y.id AS "dayId", h.id AS "handoverId",
    (SELECT f.id FROM cash_day f WHERE f.desk_id = d.id AND f.day < y.day) AS "firstDayId"
  FROM cash_desk d JOIN cash_handover h ON h.desk_id = d.id AND h.state = 'completed'
  JOIN cash_day y ON y.desk_id = d.id AND y.day > h.after_day WHERE d.desk_name LIKE $1 ORDER BY d.id LIMIT 1`;

/** What was there before is kept, changed, and put back. */
const changed =
  (table: string, key: keyof Found, change: string): Plant['tryOut'] =>
  async (trial) => {
    const { desk } = trial;
    const job = await soundBooks(trial);
    const [ids] = await desk.sql<Found>('finance', found, [`${job.options.tag}-%`]);
    const { [key]: id } = ids!;
    await desk.sql('finance', `CREATE TABLE witness.kept AS SELECT * FROM ${table} WHERE id = '${id}'`);
    await desk.sql('finance', `UPDATE ${table} SET ${change} WHERE id = '${id}'`);
    const verdict = await trial.examine(job);
    await desk.sql(
      'finance',
      `DELETE FROM ${table} WHERE id = '${id}'; INSERT INTO ${table} TABLE witness.kept; DROP TABLE witness.kept`,
    );
    return verdict;
  };

/** An event that nobody publishes, since the day is closed once. */
const again = (stream: string, dayId: string) => `
  INSERT INTO outbox (stream, subject, event_id, aggregate_id, aggregate_version, envelope, occurred_at)
    SELECT stream, subject, gen_random_uuid(), aggregate_id, aggregate_version + 1, envelope, occurred_at FROM outbox
     WHERE stream = '${stream}' AND aggregate_id = '${dayId}' AND envelope::jsonb ->> 'type' = '${cashDayClosed.name}'`;

export const deskPlants: readonly Plant[] = [
  {
    row: 'planted: a day is closed twice',
    mustSay: /^done twice.*: close /,
    async tryOut(trial) {
      const { desk } = trial;
      const job = await soundBooks(trial);
      const [ids] = await desk.sql<Found>('finance', found, [`${job.options.tag}-%`]);
      const { dayId } = ids!;
      const [{ last }] = (await desk.sql<{ last: string }>('finance', 'SELECT max(id) AS last FROM outbox')) as [
        { last: string },
      ];
      for (const stream of [eventStream('finance'), departmentStream('finance')])
        await desk.sql('finance', again(stream, dayId));
      const verdict = await trial.examine(job);
      await desk.sql('finance', `DELETE FROM outbox WHERE id > ${last} AND aggregate_id = '${dayId}'`);
      return verdict;
    },
  },
  {
    row: 'planted: an acknowledged close is gone',
    mustSay: /^lost.*: close /,
    tryOut: changed('cash_day', 'dayId', `state = 'counted', closing = NULL, closed = NULL, digest = NULL`),
  },
  {
    row: 'planted: a day that begins with something else',
    mustSay: /^days in order/,
    tryOut: changed(
      'cash_day',
      'dayId',
      `opening = jsonb_set(opening, '{takingsFen}', to_jsonb((opening ->> 'takingsFen')::int + 1))`,
    ),
  },
  {
    row: 'planted: a day is skipped',
    mustSay: /^days in order/,
    tryOut: changed('cash_day', 'dayId', 'day = day + 1'),
  },
  {
    row: 'planted: a closed day is open again',
    mustSay: /^desks and days/,
    tryOut: changed('cash_day', 'dayId', `state = 'open'`),
  },
  {
    row: 'planted: a difference that nobody keeps',
    mustSay: /^days and moves/,
    tryOut: changed(
      'cash_day',
      'dayId',
      `counts = jsonb_set(counts, '{-1, petty, differenceFen}', to_jsonb((counts -> -1 -> 'petty' ->> 'differenceFen')::int + 1))`,
    ),
  },
  {
    row: 'planted: a digest of a day is altered',
    mustSay: /^told of days/,
    tryOut: changed('cash_day', 'dayId', `digest = repeat('0', 64)`),
  },
  {
    row: 'planted: what was done on a closed day is altered',
    mustSay: /^digests of days/,
    async tryOut(trial) {
      const { desk } = trial;
      const job = await soundBooks(trial);
      const like = `${job.options.tag}-d%`;
      const payer = (from: string, to: string) =>
        desk.sql('finance', `UPDATE receipt SET payer = replace(payer, '${from}', '${to}') WHERE payer LIKE $1`, [
          like,
        ]);
      await payer('-1r1', '-1R1');
      const verdict = await trial.examine(job);
      await payer('-1R1', '-1r1');
      return verdict;
    },
  },
  {
    row: 'planted: vouchers of a day that come to something else',
    mustSay: /^vouchers of days/,
    tryOut: changed('cash_day', 'firstDayId', `voucher_ids = voucher_ids - 0`),
  },
  {
    row: 'planted: a receipt on two vouchers',
    mustSay: /^receipts on vouchers/,
    async tryOut(trial) {
      const { desk } = trial;
      const job = await soundBooks(trial);
      const [ids] = await desk.sql<Found>('finance', found, [`${job.options.tag}-%`]);
      await desk.sql(
        'finance',
        `INSERT INTO voucher SELECT (jsonb_populate_record(v, '{"id": "${copied}"}')).* FROM voucher v WHERE v.id::text IN (
           SELECT voucher_ids ->> 0 FROM cash_day WHERE id = '${ids!.firstDayId}')`,
      );
      const verdict = await trial.examine(job);
      await desk.sql('finance', asOwner(`DELETE FROM voucher WHERE id = '${copied}'`));
      return verdict;
    },
  },
  {
    row: 'planted: a day that ends with another sum than was counted',
    mustSay: /^closings/,
    tryOut: changed(
      'cash_day',
      'dayId',
      `closing = jsonb_set(closing, '{pettyFen}', to_jsonb((closing ->> 'pettyFen')::int + 1))`,
    ),
  },
  {
    row: 'planted: a custodian whom nobody gave the desk to',
    mustSay: /^custody/,
    tryOut: changed('cash_desk', 'deskId', 'custodian_id = gen_random_uuid()'),
  },
  {
    row: 'planted: a handover without its third hand',
    mustSay: /^signatures/,
    tryOut: changed('cash_handover', 'handoverId', 'witness = received'),
  },
  {
    row: 'planted: a handover that is done and not told',
    mustSay: /^lost.*: attest /,
    async tryOut(trial) {
      const { desk } = trial;
      const job = await soundBooks(trial);
      const [ids] = await desk.sql<Found>('finance', found, [`${job.options.tag}-%`]);
      const where = `aggregate_id = '${ids!.handoverId}' AND envelope::jsonb -> 'data' ->> 'state' = 'completed'`;
      await desk.sql('finance', `CREATE TABLE witness.kept AS SELECT * FROM outbox WHERE ${where}`);
      await desk.sql('finance', `DELETE FROM outbox WHERE ${where}`);
      const verdict = await trial.examine(job);
      await desk.sql('finance', 'INSERT INTO outbox TABLE witness.kept; DROP TABLE witness.kept');
      return verdict;
    },
  },
];
