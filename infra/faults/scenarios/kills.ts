import type { ServiceName } from '@bumen/contracts';
import type { SupervisedProcess } from '../../local/processes.ts';
import { until } from '../../local/until.ts';
import type { LoadJob } from '../load-job.ts';
import { limitsMs, type Scenario, type Trial } from '../trial.ts';

interface Target {
  readonly row: string;
  /** Writes that need what is killed. */
  readonly hits: readonly ServiceName[];
  readonly limitMs: number;
  /** Kills it; resolves when what stands in its place is there. */
  kill(trial: Trial): Promise<void>;
}

const roundsTogether = 5;
const all: readonly ServiceName[] = ['tickets', 'callbacks', 'finance'];
const process9 = (name: string, hits: readonly ServiceName[], limitMs = limitsMs.process): Target => ({
  row: `kill ${name}`,
  hits,
  limitMs,
  kill: ({ desk }) => desk.process(name).killAndHeal(),
});

const alone: readonly Target[] = [
  process9('gateway', all),
  process9('tickets', ['tickets']),
  process9('callbacks', ['callbacks']),
  process9('finance', ['finance']),
  process9('hr', []),
  process9('streams', []),
  process9('nats', all),
  { row: 'kill a PostgreSQL backend', hits: all, limitMs: limitsMs.postgres, kill: killBackend },
  { ...process9('postgres', all, limitsMs.postgres), row: 'kill the postmaster' },
];

async function killBackend({ desk, chance }: Trial): Promise<void> {
  const { rows } = await desk.admin.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name IN ('tickets', 'callbacks', 'finance')",
  );
  const began = new Date();
  process.kill(chance.oneOf(rows).pid, 'SIGKILL');
  // The server takes one lost backend for spoiled shared memory, and starts all of them anew.
  await until(
    'PostgreSQL has recovered',
    async () =>
      (
        await desk.admin.query<{ back: boolean }>(
          'SELECT pg_postmaster_start_time() IS NOT NULL AND NOT pg_is_in_recovery() AS back',
        )
      ).rows[0]!.back && Date.now() > began.getTime(),
    30_000,
    20,
  ).catch(() => undefined);
}

/** Which of two instances publishes the outbox. */
export async function leads(healthUrl: string): Promise<boolean> {
  const metrics = await fetch(`${healthUrl}/metrics`, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.text(),
    () => '',
  );
  return /^bumen_relay_leader\{[^}]*\} 1$/m.test(metrics);
}

/** kill -9, one process after the other, while the job goes on. */
export const kills: Scenario = {
  name: 'kills',
  rows: [...alone.map((one) => one.row), 'kill the relay leader', 'kill a reaction’s consumer'],
  counts: { short: 5, long: 100 },
  lane: 'busy',
  async run(trial) {
    await inPortions(
      trial,
      alone.map((one) => one.row),
      async (job) => {
        for (const target of trial.chance.shuffled(alone)) {
          await until('the job runs', () => job.firstAnswerSince(0) !== undefined, 30_000, 10);
          const since = Date.now();
          const healed = target.kill(trial);
          if (target.hits.length > 0) await trial.recovery(target.row, job, since, target.limitMs, target.hits);
          await healed;
          if (target.hits.length === 0) trial.ledger.recovered(target.row, Date.now() - since, target.limitMs);
        }
      },
    );
    await killOneOfTwo(trial);
  },
};

/** Several rounds under one load, so that what was interrupted by one kill is still under way at the next. */
async function inPortions(
  trial: Trial,
  rows: readonly string[],
  round: (job: LoadJob) => Promise<void>,
): Promise<void> {
  for (let done = 0; done < trial.count; done += roundsTogether) {
    const rounds = Math.min(roundsTogether, trial.count - done);
    const job = trial.load();
    for (let one = 0; one < rounds; one += 1) await round(job);
    await trial.judge(job, rows, rounds);
  }
}

/** With two instances of a service, the one that does the work is killed and the other takes it over. */
async function killOneOfTwo(trial: Trial): Promise<void> {
  const { desk } = trial;
  const [tickets, callbacks] = await Promise.all([desk.another('tickets'), desk.another('callbacks')]);
  const instances: readonly { process: SupervisedProcess; healthUrl: string }[] = [
    { process: desk.process('tickets'), healthUrl: desk.healthUrl('tickets') },
    tickets,
  ];
  const rows = ['kill the relay leader', 'kill a reaction’s consumer'] as const;
  try {
    await inPortions(trial, rows, async (job) => {
      let leader: SupervisedProcess | undefined;
      await until(
        'one instance leads',
        async () => {
          for (const one of instances) if (await leads(one.healthUrl)) leader = one.process;
          return leader !== undefined;
        },
        30_000,
      );
      const since = Date.now();
      const healed = leader!.killAndHeal();
      await trial.recovery(rows[0], job, since, limitsMs.process, ['tickets']);
      await healed;
      const then = Date.now();
      const healedToo = trial.chance.oneOf([desk.process('callbacks'), callbacks.process]).killAndHeal();
      await trial.recovery(rows[1], job, then, limitsMs.process, ['callbacks']);
      await healedToo;
    });
  } finally {
    await Promise.all([tickets.process.stop(), callbacks.process.stop()]);
  }
}
