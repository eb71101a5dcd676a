import { catalogue, consumerName, eventStream, services } from '@bumen/contracts';
import type { FaultDesk } from './fault-desk.ts';

/** How many events of each service wait for the broker. */
export async function unpublished(desk: FaultDesk): Promise<Record<string, number>> {
  const counts = await Promise.all(
    services.map(async (service) => {
      const [row] = await desk.sql<{ count: number }>(service, 'SELECT count(*)::int AS count FROM outbox_waiting');
      return [service, row!.count] as const;
    }),
  );
  return Object.fromEntries(counts);
}

/** How many events each reaction has still to deal with. */
async function unapplied(desk: FaultDesk): Promise<Record<string, number>> {
  const counts = await Promise.all(
    catalogue.reactions.map(async (reaction) => {
      const manager = await desk.streams(reaction.service, 2_000);
      const info = await manager.consumers
        .info(eventStream(reaction.source), consumerName(reaction))
        .catch((error: Error) => error);
      const left = info instanceof Error ? Infinity : info.num_pending + info.num_ack_pending;
      return [consumerName(reaction), left] as const;
    }),
  );
  return Object.fromEntries(counts);
}

/** Journals that wait for their place in the chain (F-01). */
async function unchained(desk: FaultDesk): Promise<Record<string, number>> {
  const [row] = await desk.sql<{ count: number }>('finance', 'SELECT count(*)::int AS count FROM journal_unchained');
  return { journals: row!.count };
}

const none = (counts: Record<string, number>) => Object.values(counts).every((count) => count === 0);

/** Whether nothing is under way: looked at twice, because what a reaction does is itself told to others. */
export async function isSettled(desk: FaultDesk): Promise<boolean> {
  for (let look = 0; look < 2; look += 1)
    for (const count of [unchained, unpublished, unapplied]) if (!none(await count(desk))) return false;
  return true;
}

export async function whatIsLeft(desk: FaultDesk): Promise<string> {
  const [outboxes, consumers] = await Promise.all([unpublished(desk).catch(String), unapplied(desk).catch(String)]);
  return `left in the outboxes: ${JSON.stringify(outboxes)}, with the consumers: ${JSON.stringify(consumers)}`;
}
