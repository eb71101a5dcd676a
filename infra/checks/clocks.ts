import { isSpec, type Source } from './sources.ts';
import { textsIn } from './sql-text.ts';
import { nodeOf, nodesIn, treeOf, wordOf, type Node } from './syntax-tree.ts';

/**
 * Where real time is read, and why it is real time there. Everywhere else time is business time, which the work in
 * progress carries (`work.now`, `act.at`): so a clock that is moved moves all of it.
 */
export const realTimeIn: ReadonlyMap<string, string> = new Map([
  ['apps/gateway/src/broker/broker.ts', 'until when somebody waits for an answer'],
  ['apps/gateway/src/clock/movable-clock.ts', 'until when somebody waits for an answer'],
  ['apps/gateway/src/events/event-feed.ts', 'since when the broker keeps a message'],
  ['apps/gateway/src/events/live-events.ts', 'until when a token lasts'],
  ['apps/gateway/src/http/service-call.ts', 'until when somebody waits for an answer'],
  ['apps/gateway/src/session/access-tokens.ts', 'until when a token lasts'],
  ['apps/gateway/src/session/revocations.ts', 'until when a token lasts'],
  ['apps/hr/src/account/failed-sign-ins.repository.ts', 'how long somebody is locked out'],
  ['apps/hr/src/account/known-device.repository.ts', 'how long a device is remembered'],
  ['apps/hr/src/account/password-check.ts', 'how long somebody is locked out'],
  ['apps/hr/src/session/session.controller.ts', 'until when a token lasts'],
  ['apps/hr/src/session/session.repository.ts', 'until when a token lasts, and how long what is over is kept'],
  ['apps/tickets/src/customer/lookups.repository.ts', 'how often somebody may search'],
  ['packages/clock/src/clock-file.ts', 'what a moved clock is moved from'],
  ['packages/service-kit/src/aggregate/act.ts', 'hands it to those above'],
  ['packages/service-kit/src/deadlines/dead-deadlines.repository.ts', 'retries, and how long they are remembered'],
  ['packages/service-kit/src/deadlines/sweeper.ts', 'when a failure is tried again'],
  ['packages/service-kit/src/events/dead-event.entity.ts', 'when it failed for good'],
  ['packages/service-kit/src/events/inbox.ts', 'when it was applied here'],
  ['packages/service-kit/src/events/outbox-pruning.ts', 'how long what was published is kept'],
  ['packages/service-kit/src/events/outbox-relay.ts', 'how long an event has waited, and when to look again'],
  ['packages/service-kit/src/events/passed-events.ts', 'when it was applied here'],
  ['packages/service-kit/src/events/published-runs.ts', 'how long the broker keeps a message'],
  ['packages/service-kit/src/events/reaction-attempt.entity.ts', 'retries'],
  ['packages/service-kit/src/events/reaction-runner.ts', 'retries'],
  ['packages/service-kit/src/events/relay-lease.ts', 'leases'],
  ['packages/service-kit/src/migrations/1700000000000-create-kit-tables.ts', 'the columns of those above'],
  ['packages/service-kit/src/migrations/migrate.ts', 'how long a database may take to start'],
  ['packages/service-kit/src/transaction/clock.ts', 'makes business time of it'],
  ['packages/service-kit/src/transaction/new-id.ts', 'ids in the order in which they are made'],
  ['packages/service-kit/src/transaction/transactions.ts', 'gives both times to the work'],
  ['packages/service-kit/src/transaction/unit-of-work.ts', 'how long a stored answer is kept'],
  ['packages/service-kit/src/transaction/work.ts', 'carries both times'],
  ['packages/service-kit/src/transport/request-server.ts', 'until when somebody waits for an answer'],
  ['packages/streams/src/stream-keeper.ts', 'how long a consumer that nobody knows is left alone'],
]);

const product = (path: string) =>
  /^(apps|packages)\/[^/]+\/src\/.+\.[mc]?ts$/.test(path) &&
  !isSpec(path) &&
  !/\.rig\.ts$|^packages\/testing\/|\/testing\//.test(path);

const sqlTime =
  /(?<![.\w])(?:(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\(\)|current_(?:timestamp|date|time)\b|localtime(?:stamp)?\b)|'now'/i;
/** The real times that work carries. */
const carried = new Set(['realNow', 'realAt', 'inRealTime']);

/** Where real time is read and nobody said why, and reasons that are none any more. */
export function clockComplaints(sources: readonly Source[], known: ReadonlyMap<string, string> = realTimeIn): string[] {
  const read = new Set<string>();
  const unsaid = sources
    .filter(({ path }) => product(path))
    .flatMap((source) => {
      const tree = treeOf(source);
      const places = [
        ...[...nodesIn(tree.body)].flatMap((node) => ({ node, what: readingOf(node) })),
        ...[...textsIn(tree.body)].map(({ node, text }) => ({ node, what: sqlTime.exec(text)?.[0] })),
      ].filter(({ what }) => what !== undefined);
      if (places.length > 0) read.add(source.path);
      if (known.has(source.path)) return [];
      return places.map(
        ({ node, what }) =>
          `${source.path}:${tree.lineOf(node)}: ${what} is real time; take the moment of the work in progress, or say in infra/checks/clocks.ts why it is real`,
      );
    });
  const past = [...known.keys()].filter((path) => !read.has(path));
  return [...unsaid, ...past.map((path) => `${path} reads no real time; take it out of infra/checks/clocks.ts`)];
}

/** How a node reads real time; undefined where it doesn't. */
function readingOf(node: Node): string | undefined {
  if (node.type === 'NewExpression' && wordOf(node['callee']) === 'Date')
    return ((node['arguments'] ?? []) as unknown[]).length === 0 ? 'new Date()' : undefined;
  if (node.type === 'CallExpression' && wordOf(node['callee']) === 'Date') return 'Date()';
  if (node.type !== 'MemberExpression') return undefined;
  const [of, name] = [wordOf(nodeOf(node['object'])), wordOf(node['property'])];
  if ((of === 'Date' || of === 'DateTime') && name === 'now') return `${of}.${name}`;
  return of === 'Temporal' && name === 'Now' ? 'Temporal.Now' : carried.has(name ?? '') ? name : undefined;
}
