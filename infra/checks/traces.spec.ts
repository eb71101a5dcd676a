import {
  followTicketsWithCallbacks,
  openTicket,
  replyToCustomer,
  resolveTicket,
  acceptTicket,
  type Operation,
} from '@bumen/contracts';
import { WholeHouse } from '@bumen/fuzz/whole-house';
import { startTracing, type Tracing } from '@bumen/tracing';
import { Collector, type CollectedSpan } from '@bumen/tracing/collector';

const [internal, server, client, producer, consumer] = [1, 2, 3, 4, 5];
const customer = { name: '欧阳明月心', phone: '13812345678' };
const words = '会员到期后积分会清零吗';

/** From a span up to the one that began its trace, the youngest first. */
function lineage(span: CollectedSpan, spans: readonly CollectedSpan[]): CollectedSpan[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return parent ? [span, ...lineage(parent, spans)] : [span];
}

describe('traces', () => {
  let house: WholeHouse;
  let collector: Collector;
  let tracing: Tracing | undefined;
  let token: string;
  beforeAll(async () => {
    [house, collector] = [await WholeHouse.open(), await Collector.start()];
    token = await house.signIn(house.members.get('agent')!);
  }, 120_000);
  afterAll(async () => {
    await tracing?.close();
    await house?.close();
    await collector?.close();
  });

  /** The id of what is answered, and that of what follows from the request. */
  async function ask(operation: Operation, body: Record<string, unknown>): Promise<readonly [string, string]> {
    const seen = operation.seen && (await house.desk.versionOf(operation.service, String(body[operation.seen])));
    const [method, path] = operation.http!.split(' ') as [string, string];
    const address = path.replace(':ticketId', String(body['ticketId']));
    const answer = await fetch(`${house.gateway.url}/api${address}`, {
      method,
      body: JSON.stringify({ ...body, ticketId: undefined }),
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        ...(seen !== undefined && { 'if-match': `"${seen}"` }),
      },
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return [(JSON.parse(text) as { id: string }).id, answer.headers.get('correlation-id')!];
  }

  test('E-02 one trace leads from a request at the gateway over tickets and its relay to the callback that follows', async () => {
    const [ticketId] = await ask(openTicket, { customer, channel: 'chat', nature: 'consult', question: words });
    await ask(acceptTicket, { ticketId });
    await ask(replyToCustomer, { ticketId, text: words });
    await house.desk.settle();
    tracing = await startTracing('bumen', { endpoint: collector.endpoint, ratio: 1 }, (reason) => {
      throw new Error(reason);
    });
    const [, followed] = await ask(resolveTicket, { ticketId, cause: words, remedy: words, reply: words });
    await house.desk.settle();
    await tracing.close();

    const [root, ...others] = collector.spans.filter(
      ({ kind, parentSpanId }) => kind === server && parentSpanId === undefined,
    );
    expect(others).toEqual([]);
    expect(root!.attributes).toMatchObject({
      'bumen.operation': resolveTicket.name,
      'http.route': '/api/tickets/:ticketId/resolve',
      'http.response.status_code': 200,
    });
    const trace = collector.spans.filter(({ traceId }) => traceId === root!.traceId);
    expect(trace.filter(({ attributes }) => attributes['bumen.correlation_id'] !== followed)).toEqual([]);

    const reacted = trace.find(
      ({ attributes }) =>
        attributes['bumen.reaction'] === followTicketsWithCallbacks.name &&
        attributes['bumen.event'] === 'tickets.ticket.resolved',
    )!;
    const told = trace
      .filter(({ kind }) => kind === producer)
      .find(({ name }) => name === 'send callbacks.callback.due')!;
    expect(lineage(told, trace).map(({ kind, name }) => [kind, name])).toEqual([
      [producer, 'send callbacks.callback.due'],
      [internal, 'transaction'],
      [consumer, 'process tickets.ticket.resolved'],
      [internal, 'transaction'],
      [server, resolveTicket.name],
      [client, resolveTicket.name],
      [server, 'POST /api/tickets/:ticketId/resolve'],
    ]);
    expect(lineage(told, trace)[2]).toBe(reacted);
    expect(reacted.attributes).toMatchObject({ 'bumen.aggregate_id': ticketId, 'bumen.outcome': 'moved' });
    const sent = trace.find(({ name }) => name === 'send tickets.ticket.resolved')!;
    expect(sent.parentSpanId).toBe(reacted.parentSpanId);
  }, 60_000);

  test('P-05 nothing personal and nothing that anybody wrote is in a trace', () => {
    expect(collector.bodies.length).toBeGreaterThan(0);
    for (const said of [customer.name, customer.phone, words, token])
      expect(collector.bodies.join()).not.toContain(said);
  });
});
