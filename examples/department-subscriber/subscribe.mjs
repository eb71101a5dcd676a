// A department's own program: prints what happens in customer service, in order, and goes on where it stopped.
import { setTimeout as pause } from 'node:timers/promises';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const { NATS_URL, NATS_USER = '', NATS_PASSWORD, NATS_API = 'streams', NATS_STREAMS = '' } = process.env;
const department = NATS_USER.replace(/^department_/, '');
const nats = await connect({
  servers: NATS_URL,
  user: NATS_USER,
  pass: NATS_PASSWORD,
  inboxPrefix: `_INBOX_${NATS_USER}`,
  maxReconnectAttempts: -1,
  waitOnFirstConnect: true,
});

async function follow(stream, name) {
  while (!nats.isClosed() && !nats.isDraining()) {
    try {
      // The broker keeps our place under our name. One event at a time: the next comes when this one is acknowledged.
      const consumer = await jetstream(nats, { apiPrefix: NATS_API }).consumers.get(stream, name);
      for await (const message of await consumer.consume({ max_messages: 10, abort_on_missing_resource: true })) {
        take(message.json());
        message.ack();
      }
    } catch (error) {
      // The broker may be away for a while, or be filled anew.
      if (!/(stream|consumer) not found/.test(error.message)) console.error(`${stream}: ${error.message}`);
      await pause(1000);
    }
  }
}

/**
 * Do your work here. If this process dies before the acknowledgement the event comes again, so keep `subject` and
 * `aggregateversion` of what you did.
 */
function take(event) {
  console.log(event.time, event.type, event.subject, `#${event.aggregateversion}`, JSON.stringify(event.data));
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => nats.drain());
console.log(`${department} listens at ${NATS_URL}`);
// Under our name what every department hears, and under our name with `-own` what we alone hear.
const streams = NATS_STREAMS.split(',');
await Promise.all(streams.flatMap((stream) => [follow(stream, department), follow(stream, `${department}-own`)]));
