import {
  getTicket,
  hearCustomer,
  listedLengthMax,
  listMessages,
  listTickets,
  promisesMax,
  promiseTime,
  textLengthMax,
  type ResponseOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { TicketsRig, type Person } from '../tickets.rig.ts';
import { beginningOf } from './ticket.view.ts';

/** Every sign of it is another one, and it ends with the words. */
const longText = (end: string, from = 0x4e00) =>
  Array.from({ length: textLengthMax - end.length }, (_, index) => String.fromCodePoint(from + index)).join('') + end;

describe('long texts', () => {
  let rig: TicketsRig;
  let agent: Person;
  let supervisor: Person;
  beforeAll(async () => {
    rig = await TicketsRig.open();
    agent = await rig.person({ team: await rig.team('service') });
    supervisor = await rig.person({ roles: ['supervisor'] });
  }, 60_000);
  afterAll(() => rig?.close());

  test('T-01 a contact of 20,000 characters is kept whole and found by its last words; a longer one is refused', async () => {
    const question = longText('退货单号在最后');
    const { id } = await rig.open({ question });
    const client = rig.as(supervisor);
    expect((await client.call(getTicket, { ticketId: id })).question).toBe(question);
    const { items } = await client.call(listTickets, { words: '单号在最后' });
    expect(items.map((one) => one.id)).toEqual([id]);
    expect(items[0]!.question).toBe(`${question.slice(0, listedLengthMax)}…`);
    const said = await client.call(hearCustomer, { ticketId: id, channel: 'email', text: question });
    expect(said.id).toBe(id);
    const longer = { ticketId: id, channel: 'email', text: `${question}长` } as const;
    expect(await refusal(client.call(hearCustomer, longer))).toMatchObject({ code: 'invalid_request' });
  });

  test('R9 a page of long texts ends before it is more than a message holds, and the next one goes on behind it', async () => {
    const { id: ticketId } = await rig.open({ question: '邮件很长' });
    await rig.desk.sql(
      'tickets',
      `insert into ticket_message (id, ticket_id, kind, channel, text, by, by_name, at)
         select gen_random_uuid(), $1, 'from_customer', 'email', repeat('长', $2), 'c1', '客户', now()
           from generate_series(1, 199)`,
      [ticketId, textLengthMax],
    );
    const seen: ResponseOf<typeof listMessages>['items'] = [];
    let pages = 0;
    for (let cursor: string | undefined, more = true; more; pages += 1) {
      const page = await rig.as(supervisor).call(listMessages, { ticketId, limit: 200, ...(cursor && { cursor }) });
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
      more = cursor !== undefined;
    }
    expect(new Set(seen.map((one) => one.id)).size).toBe(200);
    expect(pages).toBe(8);
  });

  test('R9 all promises that a ticket may have, as long as they may be, leave an audit trail of their own size', async () => {
    const ticket = await rig.open({ question: '承诺很多' });
    const client = rig.as(agent);
    const what = '诺'.repeat(500);
    for (let number = 0; number < promisesMax; number += 1)
      await client.call(promiseTime, { ticketId: ticket.id, what, dueAt: '2026-03-02T12:00:00+08:00' });
    expect(
      await refusal(client.call(promiseTime, { ticketId: ticket.id, what, dueAt: '2026-03-02T12:00:00+08:00' })),
    ).toMatchObject({ code: 'tickets.promise.too_many' });
    const [trail] = await rig.desk.sql<{ bytes: number; longest: number }>(
      'tickets',
      `select sum(octet_length(before::text) + octet_length(after::text))::int as bytes,
         max(octet_length(before::text) + octet_length(after::text))::int as longest
         from audit_entry where aggregate_id = $1`,
      [ticket.id],
    );
    // Three bytes a character, and what else a promise tells.
    expect(trail!.longest).toBeLessThan(4_000);
    expect(trail!.bytes).toBeLessThan(promisesMax * 4_000);
  });
});

test.each([
  ['a short text stays', '充值未到账', '充值未到账'],
  ['a long one ends with an ellipsis', '长'.repeat(600), `${'长'.repeat(500)}…`],
  ['a telephone number is not halved', `${'长'.repeat(494)}13812345678`, `${'长'.repeat(494)}…`],
  ['nor is one in groups', `${'长'.repeat(492)}138-1234-5678`, `${'长'.repeat(492)}…`],
  ['nor an address', `${'长'.repeat(495)}somebody@example.com`, `${'长'.repeat(495)}…`],
  ['nor a name', `${'长'.repeat(498)}王小明`, `${'长'.repeat(498)}…`],
  ['nor a part of one', `${'长'.repeat(499)}小明找我`, `${'长'.repeat(499)}…`],
  ['nor a rare character', `${'长'.repeat(499)}𠮷田`, `${'长'.repeat(499)}\ufffd…`],
])('P-05 the beginning of a text: %s', (_, text, beginning) => {
  expect(beginningOf(text, '王小明')).toBe(beginning);
});
