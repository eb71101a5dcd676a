import { RetryingClient } from '../retrying-client.ts';
import type { Scenario } from '../trial.ts';

const row = 'hot row';
const aggregates = 10;
const clients = 8;
const batch = 2_000;

/**
 * Eight clients change ten tickets, each on the version that it saw: one wins, the others are told so, and nothing is
 * overwritten (R6).
 */
export const hotRow: Scenario = {
  name: 'hot-row',
  rows: [row],
  counts: { short: 2_000, long: 1_000_000 },
  lane: 'busy',
  async run(trial) {
    for (let done = 0; done < trial.count; done += batch) {
      const job = trial.load({ contactsEach: 0, losesAnswers: 0 });
      const { tag } = job.options;
      const all = Array.from(
        { length: clients },
        (_, index) =>
          new RetryingClient(
            trial.desk.stack.baseUrl,
            trial.desk.people.clerks[index % trial.desk.people.clerks.length]!,
            job.options,
            job.writes,
          ),
      );
      const versions = new Map<string, number>();
      for (let index = 0; index < aggregates; index += 1) {
        const { answer } = await all[0]!.write('tickets', 'open', `${tag}-${index}q`, 'POST', '/tickets', {
          channel: 'chat',
          nature: 'consult',
          question: `${tag}-${index}q`,
          customer: { name: '客户' },
        });
        versions.set(answer!['id'] as string, answer!['version'] as number);
      }
      const ids = [...versions.keys()];
      const won = new Map<string, number>();
      const faults: string[] = [];
      let beaten = 0;
      let next = 0;
      const target = Math.min(batch, trial.count - done);
      await Promise.all(
        all.map(async (client) => {
          while (next < target) {
            const mark = `${tag}-${next}w`;
            next += 1;
            const id = trial.chance.oneOf(ids);
            const seen = versions.get(id)!;
            const write = await client.write(
              'tickets',
              'remark',
              mark,
              'POST',
              `/tickets/${id}/remarks`,
              { text: mark },
              { 'if-match': `"${seen}"` },
            );
            if (write.status === 412 || write.status === 409) {
              beaten += 1;
              versions.set(
                id,
                Math.max(
                  versions.get(id)!,
                  Number((write.answer?.['details'] as { actual?: number } | undefined)?.actual ?? 0),
                ),
              );
            } else if (write.status === 200) {
              const now = write.answer!['version'] as number;
              const place = `${id} ${now}`;
              if (now !== seen + 1)
                faults.push(`a write on version ${seen} of ${id} was taken and made it ${now} (R6)`);
              won.set(place, (won.get(place) ?? 0) + 1);
              versions.set(id, Math.max(versions.get(id)!, now));
            } else faults.push(`${mark} was answered ${write.status ?? 'never'} (${write.setbacks.join(', ')})`);
          }
        }),
      );
      for (const [place, count] of won) if (count > 1) faults.push(`version ${place} was won ${count} times (R6)`);
      for (const client of all) client.close();
      const { faults: found, ...figures } = await trial.examine(job);
      trial.ledger.judge(row, [...faults.slice(0, 10), ...found], { ...figures, beaten });
    }
  },
};
