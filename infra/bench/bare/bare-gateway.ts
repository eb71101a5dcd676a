import { connect } from '@nats-io/transport-node';
import { fastify, type FastifyReply } from 'fastify';

// The floor: HTTP in, one NATS request, its answer out. No sign-in, no schema, no key, no limits.

const nats = await connect({
  servers: process.env['NATS_URL']!,
  user: process.env['NATS_USER']!,
  pass: process.env['NATS_PASSWORD']!,
});
const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
const ask = async (reply: FastifyReply, subject: string, body: Buffer | string) => {
  const answer = await nats.request(subject, body, { timeout: 5_000 });
  return reply.type('application/json').send(Buffer.from(answer.data));
};
app.post('/tickets', (request, reply) => ask(reply, 'bare.ticket.create', request.body as Buffer));
app.get('/tickets', (_request, reply) => ask(reply, 'bare.ticket.list', ''));
app.get<{ Params: { id: string } }>('/tickets/:id', (request, reply) =>
  ask(reply, 'bare.ticket.get', JSON.stringify({ id: request.params.id })),
);
app.get('/health/ready', () => 'ready');
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
process.on(
  'SIGTERM',
  () =>
    void app
      .close()
      .then(() => nats.close())
      .then(() => process.exit(0)),
);
