import { accountChanged, positionChanged, sessionEnded, staffChanged, teamChanged } from '@bumen/contracts';
import { until } from '@bumen/testing/until';
import { createGateway } from '../gateway.ts';
import { GatewayDesk, problemOf, teamOfEverybody, testConfig } from '../testing/gateway-desk.ts';

const teamData = { teamId: teamOfEverybody, name: '客服组', kind: 'service', leadStaffId: null, headcount: 5 };

interface Told {
  readonly event: string;
  readonly id: string;
  readonly data: Record<string, unknown>;
}

/** Reads one stream; keeps what it was told. */
class Listener {
  readonly told: Told[] = [];
  lastId = '';
  readonly #abort = new AbortController();
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly response: Response;
  #text = '';

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.#reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  }

  static async open(
    gateway: { readonly url: string },
    token: string,
    lastEventId?: string,
    query = '',
  ): Promise<Listener> {
    const abort = new AbortController();
    // What never ends has no answer that supertest could wait for.
    const response = await fetch(`${gateway.url}/api/events${query}`, {
      signal: abort.signal,
      headers: { authorization: `Bearer ${token}`, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const listener = new Listener(response, abort);
    // The stream has a place in time once its first id has come.
    await listener.until(() => listener.lastId !== '');
    return listener;
  }

  /** Reads on until it holds; resolves to false where the stream ends before. */
  async until(holds: () => boolean): Promise<boolean> {
    while (!holds()) {
      const { done, value } = await this.#reader.read();
      if (done) return false;
      this.#text += value;
      for (let end = this.#text.indexOf('\n\n'); end >= 0; end = this.#text.indexOf('\n\n')) {
        this.#take(this.#text.slice(0, end));
        this.#text = this.#text.slice(end + 2);
      }
    }
    return true;
  }

  count(event: string): number {
    return this.told.filter((one) => one.event === event).length;
  }
  close(): void {
    this.#abort.abort();
  }

  #take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    );
    this.lastId = fields.get('id') ?? this.lastId;
    if (fields.has('data'))
      this.told.push({
        event: fields.get('event')!,
        id: fields.get('id')!,
        data: JSON.parse(fields.get('data')!) as Record<string, unknown>,
      });
  }
}

let desk: GatewayDesk;
const listeners: Listener[] = [];
const open = async (...parameters: Parameters<typeof Listener.open>) => {
  const listener = await Listener.open(...parameters);
  listeners.push(listener);
  return listener;
};
beforeAll(async () => {
  desk = await GatewayDesk.start();
});
afterEach(() => listeners.splice(0).forEach((one) => one.close()));
afterAll(() => desk?.close());

describe('live events', () => {
  test('tell who may see it what happened, without its data', async () => {
    const listener = await open(desk.gateway, await desk.tokenOf('agent'));
    const envelope = await desk.publish(teamChanged, teamOfEverybody, teamData);
    await listener.until(() => listener.told.length > 0);
    expect(listener.told).toEqual([
      {
        event: 'hr.team.changed',
        id: expect.stringMatching(/hr=[0-9a-z]+\.\d+/),
        data: {
          id: envelope.id,
          type: 'hr.team.changed',
          aggregateId: teamOfEverybody,
          version: envelope.aggregateversion,
          time: envelope.time,
          about: { team: [teamOfEverybody] },
        },
      },
    ]);
    expect(listener.response.headers.get('content-encoding')).toBeNull();
    expect(listener.response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('P-05 tell whom it is about by ids alone, and only those whom the caller asks for', async () => {
    const [me, somebody, otherTeam] = [desk.staffId('agent'), desk.staffId('somebody'), desk.staffId('another team')];
    const token = await desk.tokenOf('agent');
    const [all, mine, ours, both] = [
      await open(desk.gateway, token),
      await open(desk.gateway, token, undefined, '?concerning=me'),
      await open(desk.gateway, token, undefined, '?concerning=team'),
      await open(desk.gateway, token, undefined, '?concerning=me,team'),
    ];
    const change = (leadStaffId: string, teamId: string) =>
      desk.publish(teamChanged, teamId, { ...teamData, teamId, leadStaffId });
    const told = [
      await change(me, otherTeam),
      await change(somebody, teamOfEverybody),
      await change(somebody, otherTeam),
      await change(me, teamOfEverybody),
    ].map(({ id }) => id);
    const heard = (listener: Listener) => listener.told.map(({ data }) => data['id']);
    for (const listener of [all, mine, ours, both]) await listener.until(() => heard(listener).includes(told[3]));
    expect(heard(all)).toEqual(told);
    expect(heard(mine)).toEqual([told[0], told[3]]);
    expect(heard(ours)).toEqual([told[1], told[3]]);
    expect(heard(both)).toEqual([told[0], told[1], told[3]]);
    expect(all.told[0]!.data['about']).toEqual({ staff: [me], team: [otherTeam] });
    expect(JSON.stringify(all.told)).not.toContain(teamData.name);
  });

  test.each(['?concerning=everybody', '?concerning=me,customer', '?concerning=', '?concerns=me'])(
    'are refused where %s asks for what there is not',
    async (query) => {
      const agent = await desk.as('agent');
      expect(problemOf(await agent.get(`/api/events${query}`))).toMatchObject({ status: 400, code: 'invalid_request' });
    },
  );

  test('P-02 tell nobody else', async () => {
    const [agent, officer] = [
      await open(desk.gateway, await desk.tokenOf('agent')),
      await open(desk.gateway, await desk.tokenOf('hr_officer')),
    ];
    await desk.publish(positionChanged, desk.staffId('a position'), {
      positionId: desk.staffId('a position'),
      name: '客服',
      tier: 'agent',
      roles: ['agent'],
    });
    await desk.publish(teamChanged, teamOfEverybody, teamData);
    await Promise.all([agent, officer].map((one) => one.until(() => one.count('hr.team.changed') > 0)));
    expect([agent.count('hr.position.changed'), officer.count('hr.position.changed')]).toEqual([0, 1]);
  });

  test('P-04 tell the owner of an account of what is done to it, and no other colleague', async () => {
    const [owner, colleague] = [
      await open(desk.gateway, await desk.tokenOf('agent')),
      await open(desk.gateway, await desk.tokenOf('qa_reviewer')),
    ];
    const accountId = desk.staffId('an account');
    await desk.publish(accountChanged, accountId, { accountId, staffId: desk.staffId('agent'), state: 'active' });
    await desk.publish(teamChanged, teamOfEverybody, teamData);
    await Promise.all([owner, colleague].map((one) => one.until(() => one.count('hr.team.changed') > 0)));
    expect([owner.count('hr.account.changed'), colleague.count('hr.account.changed')]).toEqual([1, 0]);
  });

  test('come once and in order to a reader who comes back with the last id, even from another gateway', async () => {
    const token = await desk.tokenOf('agent');
    const first = await open(desk.gateway, token);
    await desk.publish(teamChanged, teamOfEverybody, teamData);
    await first.until(() => first.told.length === 1);
    first.close();
    const missed = [
      await desk.publish(teamChanged, teamOfEverybody, teamData),
      await desk.publish(teamChanged, teamOfEverybody, teamData),
    ];
    const again = await open(desk.gateway, token, first.lastId);
    const other = await createGateway(testConfig(desk.broker));
    const elsewhere = await open(other, token, first.lastId);
    const live = await desk.publish(teamChanged, teamOfEverybody, teamData);
    await again.until(() => again.told.length >= 3);
    await elsewhere.until(() => elsewhere.told.length >= 3);
    for (const reader of [again, elsewhere])
      expect(reader.told.map((one) => one.data['id'])).toEqual([...missed, live].map((one) => one.id));
    await other.close();
  });

  test.each(['nonsense', 'hr=0.1', 'hr=zzzzzz.99999'])(
    'tell a reader with the unknown id %s to read its lists anew',
    async (id) => {
      const listener = await open(desk.gateway, await desk.tokenOf('agent'), id);
      await listener.until(() => listener.told.length > 0);
      expect(listener.told[0]!.event).toBe('reset');
    },
  );

  test('tell a reader whose id is from before there was a service to read its lists anew', async () => {
    const token = await desk.tokenOf('agent');
    const before = await open(desk.gateway, token);
    const without = before.lastId.split(';').filter((part) => !part.startsWith('callbacks='));
    expect(without).toHaveLength(before.lastId.split(';').length - 1);
    const listener = await open(desk.gateway, token, without.join(';'));
    await listener.until(() => listener.told.length > 0);
    expect(listener.told[0]!.event).toBe('reset');
  });

  test('go on after the broker was killed, without a gap', async () => {
    const listener = await open(desk.gateway, await desk.tokenOf('agent'));
    await desk.publish(teamChanged, teamOfEverybody, teamData);
    await listener.until(() => listener.told.length === 1);
    await desk.broker.kill();
    const after = await desk.publish(teamChanged, teamOfEverybody, teamData);
    await listener.until(() => listener.told.length === 2);
    expect(listener.told[1]!.data['id']).toBe(after.id);
  });

  test('end when the session ends', async () => {
    const token = await desk.tokenOf('agent');
    const listener = await open(desk.gateway, token);
    const { sid } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sid: string };
    await desk.publish(sessionEnded, sid, { sessionId: sid, staffId: desk.staffId('agent'), why: 'signed_out' });
    expect(await listener.until(() => false)).toBe(false);
  });

  test('end when the staff member may see less than before', async () => {
    const listener = await open(desk.gateway, await desk.tokenOf('supervisor'));
    const staffId = desk.staffId('supervisor');
    await desk.publish(staffChanged, staffId, {
      staffId,
      number: '1',
      name: 'x',
      active: true,
      teamId: teamOfEverybody,
      departmentId: null,
      roles: ['agent'],
      profile: null,
      skills: [],
    });
    expect(await listener.until(() => false)).toBe(false);
  });

  test('are refused without a sign-in', async () => {
    expect(problemOf(await desk.anyone.get('/api/events'))).toMatchObject({ status: 401 });
  });
});

describe('bounds of live events', () => {
  let bounded: GatewayDesk;
  beforeAll(async () => {
    bounded = await GatewayDesk.start({ eventStreamsMax: 1, accessTokenTtlS: 2 });
  });

  test('R9 one person has so many, and leaves the other places to others', async () => {
    const shared = await GatewayDesk.start({ eventStreamsMax: 3, eventStreamsPerPersonMax: 2 });
    try {
      const token = await shared.tokenOf('agent');
      const mine = [await open(shared.gateway, token), await open(shared.gateway, await shared.tokenOf('agent'))];
      const tooMany = await (await shared.as('agent')).get('/api/events');
      expect(problemOf(tooMany)).toMatchObject({ status: 429, code: 'too_many_requests' });
      listeners.push(await open(shared.gateway, await shared.tokenOf('supervisor')));
      mine[0]!.close();
      await until('the place is free', async () => {
        const response = await fetch(`${shared.gateway.url}/metrics`);
        return (await response.text()).includes('bumen_gateway_event_streams 2');
      });
      listeners.push(await open(shared.gateway, token));
    } finally {
      listeners.splice(0).forEach((one) => one.close());
      await shared.close();
    }
  });
  afterAll(() => bounded?.close());

  test('end with the token, and leave the place to the next', async () => {
    const listener = await open(bounded.gateway, await bounded.tokenOf('agent'));
    expect(problemOf(await (await bounded.as('agent')).get('/api/events'))).toMatchObject({ status: 503 });
    expect(await listener.until(() => false)).toBe(false);
    listeners.push(await open(bounded.gateway, await bounded.tokenOf('agent')));
  });
});
