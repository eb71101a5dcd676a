import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { command, type RequestOf, type ResponseOf } from '@bumen/contracts';
import { bareService, refusal, startDesk, type Client, type Desk } from '@bumen/testing';
import { audit } from '../audit/audit.ts';
import { Transactions } from '../transaction/transactions.ts';
import { currentWork, keepAnswer } from '../transaction/work.ts';
import { Handles } from './handles.ts';

const answer = z.object({ made: z.string() });
const words = { problems: [], summary: { zh: '试', en: 'Try' } } as const;
const request = z.object({ text: z.string(), password: z.string().default('') });
const keeping = command({
  name: 'tickets.own.keep',
  roles: ['agent'],
  request,
  response: answer,
  secretFields: ['password'],
  ...words,
});
const forgetful = command({ name: 'tickets.own.forget', roles: ['agent'], request, response: answer, ...words });
const ofStrangers = command({ name: 'tickets.own.stranger', roles: 'anyone', request, response: answer, ...words });
const withSecrets = command({
  name: 'tickets.own.secret',
  roles: ['agent'],
  request,
  response: answer,
  secretAnswer: true,
  ...words,
});

@Controller()
class OwnController {
  constructor(private readonly transactions: Transactions) {}

  @Handles(keeping, { transactions: 'own' })
  async keep({ text }: RequestOf<typeof keeping>): Promise<ResponseOf<typeof keeping>> {
    await this.transactions.run(currentWork(), async () => this.#make(`${text} before`));
    return this.transactions.run(currentWork(), async () => keepAnswer(this.#make(text)));
  }
  @Handles(forgetful, { transactions: 'own' })
  forget({ text }: RequestOf<typeof forgetful>): Promise<ResponseOf<typeof forgetful>> {
    return this.transactions.run(currentWork(), async () => this.#make(text));
  }
  @Handles(ofStrangers)
  strange({ text }: RequestOf<typeof ofStrangers>): ResponseOf<typeof ofStrangers> {
    return this.#make(text);
  }
  @Handles(withSecrets, { transactions: 'own' })
  secret({ text }: RequestOf<typeof withSecrets>): Promise<ResponseOf<typeof withSecrets>> {
    return this.transactions.run(currentWork(), async () => this.#make(text));
  }

  /** Something new each time, which leaves a trace. */
  #make(text: string): { made: string } {
    audit({ aggregate: 'own', aggregateId: text, facts: {} });
    return { made: currentWork().newId() };
  }
}

describe('handlers with their own transactions', () => {
  let desk: Desk;
  let ann: Client;
  beforeAll(async () => {
    desk = await startDesk({ tickets: bareService('tickets', OwnController) }, { open: true });
    ann = desk.as('agent', { staffId: 'a1', name: 'Ann' });
  });
  afterAll(() => desk.close());

  const times = async (text: string) =>
    (await desk.sql('tickets', 'SELECT 1 FROM audit_entry WHERE aggregate_id = $1', [text])).length;
  const stored = async (operation: { name: string }) =>
    (await desk.sql('tickets', 'SELECT 1 FROM idempotency WHERE operation = $1', [operation.name])).length;

  test('R2 give their first answer again under its key, with no second effect', async () => {
    const first = await ann.send(keeping, { text: 'once' }, { key: 'k1' });
    expect(await ann.send(keeping, { text: 'once' }, { key: 'k1' })).toEqual({ ...first, replayed: true });
    expect([await times('once'), await times('once before')]).toEqual([1, 1]);
    expect((await refusal(ann.call(keeping, { text: 'other' }, { key: 'k1' }))).code).toBe('idempotency_key_reused');
  });

  test('R2 asked several times at once under one key they have one effect of what the answer tells, and one answer', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, () => ann.send(keeping, { text: 'at once' }, { key: 'k2' })),
    );
    expect(new Set(all.map(({ body }) => body.made)).size).toBe(1);
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await times('at once')).toBe(1);
  });

  test('a secret in a request is nowhere in what is kept, so that another secret under the same key is the same request', async () => {
    const first = await ann.send(keeping, { text: 'secretive', password: 'one' }, { key: 'k3' });
    expect(await ann.send(keeping, { text: 'secretive', password: 'two' }, { key: 'k3' })).toEqual({
      ...first,
      replayed: true,
    });
  });

  test('R2 one that forgets to keep its answer is found out with the first call, key or none', async () => {
    expect((await refusal(ann.call(forgetful, { text: 'forgotten' }, { failing: true }))).code).toBe('internal_error');
  });

  test.each([
    ['anyone may call, since strangers would share their keys', ofStrangers],
    ['answers with secrets', withSecrets],
  ])('R2 nothing is kept of what %s', async (_, operation) => {
    const [one, two] = [
      await ann.send(operation, { text: operation.name }, { key: 'k4' }),
      await ann.send(operation, { text: operation.name }, { key: 'k4' }),
    ];
    expect(one.body.made).not.toBe(two.body.made);
    expect([await times(operation.name), await stored(operation)]).toEqual([2, 0]);
  });
});
