import { pino } from 'pino';
import { catalogue, streamsUser, teamChanged } from '@bumen/contracts';
import { until } from '@bumen/testing/until';
import { Broker } from '../broker/broker.ts';
import { Metrics } from '../operations/metrics.ts';
import { Revocations } from '../session/revocations.ts';
import { GatewayDesk, teamOfEverybody, testConfig } from '../testing/gateway-desk.ts';
import { EventFeed } from './event-feed.ts';
import { LiveEvents, type Sink } from './live-events.ts';

test('R9 a reader who takes nothing is dropped once too much waits, and others go on', async () => {
  const desk = await GatewayDesk.start();
  const log = pino({ level: 'silent' });
  const broker = new Broker(testConfig(desk.broker, { natsUser: streamsUser('gateway') }), log);
  await broker.start(5000);
  const live = new LiveEvents({
    broker,
    log,
    metrics: new Metrics(),
    revocations: new Revocations(60_000),
    events: catalogue.events,
    max: 10,
    maxOfOne: 10,
    revocationsMs: 60_000,
    holds: () => true,
  });
  try {
    const signedIn = {
      caller: { staffId: 's', name: 's', roles: ['agent'], teamId: null, sessionId: 'x' },
      callerHeader: '',
      mustChangePassword: false,
      expiresAt: Date.now() + 60_000,
    };
    const dropped = Promise.withResolvers<void>();
    let waiting = 0;
    const slow: Sink = {
      write: (text) => {
        waiting += text.length;
      },
      get waitingBytes() {
        return waiting;
      },
      end: () => undefined,
      drop: () => dropped.resolve(),
    };
    let quickEvents = 0;
    const quick: Sink = {
      write: (text) => {
        quickEvents += text.includes('data:') ? 1 : 0;
      },
      waitingBytes: 0,
      end: () => undefined,
      drop: () => undefined,
    };
    await live.open(signedIn, slow, undefined);
    await live.open(signedIn, quick, undefined);
    const published = 1500;
    for (let count = 0; count < published; count += 100)
      await Promise.all(
        Array.from({ length: 100 }, () =>
          desk.publish(teamChanged, teamOfEverybody, {
            teamId: teamOfEverybody,
            name: 'x',
            kind: 'service',
            leadStaffId: null,
            headcount: 5,
          }),
        ),
      );
    await dropped.promise;
    expect(waiting).toBeLessThanOrEqual(256 * 1024);
    await until('the quick one has all', () => quickEvents === published);
  } finally {
    live.close();
    await broker.close();
    await desk.close();
  }
});

test('R9 a feed that rested begins at the present: what happened meanwhile is there for who resumes and is told to nobody else', async () => {
  const desk = await GatewayDesk.start();
  const log = pino({ level: 'silent' });
  const broker = new Broker(testConfig(desk.broker, { natsUser: streamsUser('gateway') }), log);
  await broker.start(5000);
  const feed = new EventFeed('hr', broker, log, { lastEvents: 4 }, new Map());
  const publish = () =>
    desk.publish(teamChanged, teamOfEverybody, {
      teamId: teamOfEverybody,
      name: 'x',
      kind: 'service',
      leadStaffId: null,
      headcount: 5,
    });
  try {
    await publish();
    feed.run();
    await feed.caughtUp;
    const seen = feed.last;
    feed.stop();
    for (let count = 0; count < 6; count += 1) await publish();
    feed.run();
    await feed.caughtUp;
    expect(feed.last).toBe(seen + 6);
    expect(feed.after(seen + 3)?.map((event) => event.sequence)).toEqual([seen + 4, seen + 5, seen + 6]);
    expect(feed.after(seen)).toBeUndefined();
  } finally {
    feed.stop();
    await broker.close();
    await desk.close();
  }
});
