import { connect } from '@nats-io/transport-node';
import { fastify } from 'fastify';

// The floor: HTTP in, one NATS request, its answer out. No sign-in, no schema, no key, no limits.

const nats = await connect({ servers: process.env['NATS_URL']!, user: process.env['NATS_USER']!, pass: process.env['NATS_PASSWORD']! });
const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post('/tickets', async (request, reply) => {
  const answer = await nats.request('bare.ticket.create', request.body as Buffer, { timeout: 5_000 });
  return reply.type('application/json').send(Buffer.from(answer.data));
});
app.get('/health/ready', () => 'ready');
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
process.on('SIGTERM', () => void app.close().then(() => nats.close()).then(() => process.exit(0)));
