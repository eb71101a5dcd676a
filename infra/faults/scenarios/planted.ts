import { until } from '../../local/until.ts';
import type { Verdict } from '../oracle.ts';
import type { Scenario, Trial } from '../trial.ts';
import { holdOneOpen, withHeldTransactions } from './low-outbox-id.ts';
import { bookPlants } from './planted-books.ts';
import { deskPlants } from './planted-desks.ts';
import { paymentPlants } from './planted-payments.ts';
import { messagesOf, publishAgain } from './thrice.ts';
import { wipe } from './wiped-broker.ts';

export interface Plant {
  readonly row: string;
  /** Breaks one thing on which a promise stands and lets the job run; answers what the oracle says. */
  readonly tryOut: (trial: Trial) => Promise<Verdict>;
  /** Some sentence of the oracle must say this. */
  readonly mustSay: RegExp;
}

/** Nothing that the broker lost is noticed to be missing. */
const noRefill = `
  CREATE OR REPLACE FUNCTION witness.never_forget() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF (SELECT created_at FROM outbox WHERE id = NEW.id) <> now() THEN RETURN NULL; END IF; RETURN NEW; END $$;
  CREATE OR REPLACE TRIGGER never_forget BEFORE INSERT
    ON outbox_waiting FOR EACH ROW EXECUTE FUNCTION witness.never_forget();
`;
/** As for a relay that goes on from the last id it has seen: whatever commits below it counts as published. */
const lastIdOnly = `
  CREATE OR REPLACE FUNCTION witness.pass_over() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM outbox_published p WHERE p.stream = NEW.stream AND NEW.id < ANY(p.ids)) THEN DELETE
        FROM outbox_waiting WHERE stream = NEW.stream AND id = NEW.id; END IF;
      RETURN NULL;
    END $$;
  CREATE CONSTRAINT TRIGGER pass_over AFTER INSERT
    ON outbox_waiting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION witness.pass_over();
`;

const plants: readonly Plant[] = [
  {
    row: 'planted: no idempotency keys',
    mustSay: /^done twice/,
    async tryOut(trial) {
      const job = trial.load({ contactsEach: 2, keys: false, losesAnswers: 0.5, patienceMs: 5_000 });
      await job.finished();
      return trial.examine(job);
    },
  },
  {
    row: 'planted: no inbox',
    mustSay: /^applied/,
    async tryOut(trial) {
      const { desk } = trial;
      const job = trial.load({ contactsEach: 1 });
      await job.finished();
      await desk.settled();
      const messages = await messagesOf(trial, job);
      const ids = [...new Set(messages.map((one) => one.aggregateId))];
      for (const service of ['tickets', 'callbacks'] as const)
        await desk.sql(service, 'DELETE FROM inbox WHERE aggregate_id = ANY($1)', [ids]);
      await publishAgain(
        trial,
        messages.toSorted((one, other) => one.version - other.version),
      );
      return trial.examine(job, { publishedAgain: true });
    },
  },
  {
    row: 'planted: no refill',
    mustSay: /^not published/,
    async tryOut(trial) {
      const { desk } = trial;
      for (const service of ['tickets', 'callbacks'] as const) await desk.sql(service, noRefill);
      const job = trial.load({ contactsEach: 1 });
      await job.finished();
      await desk.settled();
      await wipe(trial);
      const verdict = await trial.examine(job);
      for (const service of ['tickets', 'callbacks'] as const)
        await desk.sql(service, 'DROP TRIGGER never_forget ON outbox_waiting');
      return verdict;
    },
  },
  {
    // Late, because events behind one that is lost wait for it, and nothing settles any more.
    row: 'planted: id > last relay',
    mustSay: /^not published/,
    async tryOut(trial) {
      const { desk } = trial;
      await desk.sql('tickets', withHeldTransactions.holdOpen);
      await desk.sql('tickets', lastIdOnly);
      const job = await holdOneOpen(trial);
      await job.end();
      await desk.settled(15_000).catch(() => undefined);
      const verdict = await trial.oracle.examine(job);
      await desk.sql('tickets', `${withHeldTransactions.letGo}; DROP TRIGGER pass_over ON outbox_waiting`);
      return verdict;
    },
  },
  ...bookPlants,
  ...deskPlants,
  ...paymentPlants,
  {
    // Last, because what it loses is lost.
    row: 'planted: synchronous_commit off',
    mustSay: /^lost/,
    async tryOut(trial) {
      const { desk } = trial;
      const { rows: before } = await desk.admin.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'",
      );
      await desk.admin.query('ALTER SYSTEM SET synchronous_commit = off');
      await desk.admin.query("ALTER SYSTEM SET wal_writer_delay = '10s'");
      await desk.admin.query('SELECT pg_reload_conf()');
      await until(
        'commits no longer wait',
        async () =>
          (await desk.admin.query<{ value: string }>("SELECT current_setting('synchronous_commit') AS value")).rows[0]!
            .value === 'off',
        10_000,
      );
      const job = trial.load({ contactsEach: 4, losesAnswers: 0, patienceMs: 15_000, perS: 200 });
      await until('the job runs', () => job.writes.filter((one) => one.status !== undefined).length > 40, 30_000, 5);
      // The wal writer would flush at its leisure; with a pause it is as if the power failed before it came to it.
      for (const { pid } of before) process.kill(pid, 'SIGSTOP');
      const had = job.writes.filter((one) => one.status !== undefined).length;
      await until(
        'writes are acknowledged that are on no disk',
        () => job.writes.filter((one) => one.status !== undefined).length > had + 20,
        30_000,
        5,
      );
      const healed = desk.process('postgres').killAndHeal();
      // Stopped as it is, it would keep the shared memory from being made anew.
      for (const { pid } of before) process.kill(pid, 'SIGKILL');
      await healed;
      await job.end();
      await desk.settled(20_000).catch(() => undefined);
      return trial.oracle.examine(job);
    },
  },
];

/** Each oracle is shown the fault that it is there for, every time; one that sees nothing is no oracle. */
export const planted: Scenario = {
  name: 'planted',
  rows: plants.map((one) => one.row),
  counts: { short: 1, long: 5 },
  lane: 'waiting',
  spoils: true,
  async run(trial) {
    for (const { row, tryOut, mustSay } of plants) {
      const { faults } = await tryOut(trial);
      trial.ledger.judge(
        row,
        faults.some((one) => mustSay.test(one))
          ? []
          : [`the oracle did not see it; it said: ${faults.join(' / ') || 'nothing'}`],
      );
    }
  },
};
