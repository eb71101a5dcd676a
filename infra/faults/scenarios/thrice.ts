import { eventStream } from '@bumen/contracts';
import { Chance } from '../chance.ts';
import type { LoadJob } from '../load-job.ts';
import type { Published } from '../stream-reader.ts';
import type { Scenario, Trial } from '../trial.ts';

const row = 'three times, shuffled';
const together = 50;

/**
 * Every event is published three more times, in a wild order and without the id by which the broker would know it
 * again, as a relay does that was away for longer than the broker remembers. Nothing may happen twice.
 */
export const thrice: Scenario = {
  name: 'thrice',
  rows: [row],
  counts: { short: 10, long: 1_000 },
  lane: 'busy',
  async run(trial) {
    const job = trial.load({ contactsEach: 2 });
    await job.finished();
    await trial.desk.settled();
    const messages = await messagesOf(trial, job);
    for (let seed = 1; seed <= trial.count; seed += 1) {
      const chance = new Chance(trial.chance.below(2 ** 31));
      await publishAgain(trial, chance.shuffled([...messages, ...messages, ...messages]));
      const { faults, ...figures } = await trial.examine(job, { publishedAgain: true });
      trial.ledger.judge(row, faults, figures);
    }
  },
};

/** What the streams hold of a load, each event once. */
export async function messagesOf({ desk, oracle }: Trial, job: LoadJob): Promise<Published[]> {
  const ids = new Set<string>();
  for (const { id, customer_id: customer } of await desk.sql<{ id: string; customer_id: string }>(
    'tickets',
    'SELECT id, customer_id FROM ticket WHERE question LIKE $1',
    [`${job.options.tag}-%`],
  ))
    ids.add(id).add(customer);
  for (const { id } of await desk.sql<{ id: string }>(
    'callbacks',
    'SELECT id FROM callback WHERE ticket_id = ANY($1::uuid[])',
    [[...ids]],
  ))
    ids.add(id);
  const all = [
    ...(await oracle.published(eventStream('tickets'))),
    ...(await oracle.published(eventStream('callbacks'))),
  ];
  return [...new Map(all.filter((one) => ids.has(one.aggregateId)).map((one) => [one.eventId, one])).values()];
}

export async function publishAgain({ desk }: Trial, messages: readonly Published[]): Promise<void> {
  for (let from = 0; from < messages.length; from += together)
    await Promise.all(
      messages.slice(from, from + together).map(async ({ subject, payload }) => {
        const owner = subject.startsWith('event.tickets.') ? 'tickets' : 'callbacks';
        await (await desk.publisher(owner)).publish(subject, payload);
      }),
    );
}
