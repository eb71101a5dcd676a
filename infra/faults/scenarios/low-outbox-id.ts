import { randomBytes } from 'node:crypto';
import type { LoadJob } from '../load-job.ts';
import { RetryingClient } from '../retrying-client.ts';
import type { Scenario, Trial } from '../trial.ts';

const row = 'low outbox id held open';
/** With these digits the trace of such a request begins. */
const heldTrace = 'de1d0fe4';

/** Keeps a transaction open after it has taken its outbox id, where the request's trace says so. */
const holdOpen = `
  CREATE OR REPLACE FUNCTION witness.hold_open() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN PERFORM pg_sleep(2); RETURN NULL; END $$;
  CREATE OR REPLACE TRIGGER hold_open AFTER INSERT ON outbox FOR EACH ROW
    WHEN (NEW.envelope LIKE '%"traceparent":"00-${heldTrace}%') EXECUTE FUNCTION witness.hold_open();
`;
const letGo = 'DROP TRIGGER IF EXISTS hold_open ON outbox';

/** An id is taken before its commit, so a relay that goes on from the last id it has seen never sees this one. */
export const lowOutboxId: Scenario = {
  name: 'low-outbox-id',
  rows: [row],
  counts: { short: 5, long: 500 },
  lane: 'busy',
  async run(trial) {
    await trial.desk.sql('tickets', holdOpen);
    try {
      for (let round = 1; round <= trial.count; round += 1) await trial.judge(await holdOneOpen(trial), [row]);
    } finally {
      await trial.desk.sql('tickets', letGo);
    }
  },
};

/** One write holds its low id open for 2 s, while eight others write and commit higher ones. */
export async function holdOneOpen(trial: Trial): Promise<LoadJob> {
  const job = trial.load({ contactsEach: 0 });
  const { tag } = job.options;
  const client = new RetryingClient(trial.desk.stack.baseUrl, trial.desk.people.clerks[0]!, job.options, job.writes);
  const ids = await Promise.all(
    Array.from({ length: 9 }, async (_, index) => {
      const opened = await client.write('tickets', 'open', `${tag}-${index}q`, 'POST', '/tickets', {
        channel: 'chat',
        nature: 'consult',
        question: `${tag}-${index}q`,
        customer: { name: '客户' },
      });
      return opened.answer?.['id'] as string;
    }),
  );
  const remark = (index: number, mark: string, headers: Readonly<Record<string, string>> = {}) =>
    client.write('tickets', 'remark', mark, 'POST', `/tickets/${ids[index]}/remarks`, { text: mark }, headers);
  let open = true;
  const held = remark(0, `${tag}-held`, {
    traceparent: `00-${heldTrace}${randomBytes(12).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
  }).finally(() => {
    open = false;
  });
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let count = 0; open; count += 1) await remark(writer + 1, `${tag}-${writer}w${count}`);
    }),
  );
  await held;
  client.close();
  return job;
}

export const withHeldTransactions = { holdOpen, letGo };
