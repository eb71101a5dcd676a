import type { Response } from 'supertest';
import {
  accountChanged,
  accountBarred,
  accountLocked,
  authenticate,
  authenticateFederated,
  renewSession,
  sessionEnded,
  sessionOver,
  signInRefused,
  staffChanged,
} from '@bumen/contracts';
import { until } from '@bumen/testing/until';
import { GatewayDesk, problemOf, teamOfEverybody } from '../testing/gateway-desk.ts';
import { startProvider, type TestProvider } from '../testing/oidc-provider.ts';

interface SignedIn {
  accessToken: string;
  refreshToken: string;
  expiresInS: number;
  tokenType: string;
  staff: { id: string; roles: string[] };
}

let desk: GatewayDesk;
beforeAll(async () => {
  desk = await GatewayDesk.start();
});
afterAll(() => desk?.close());

/** Resolves when the gateway answers this token with the status. */
async function answers(token: string, status: number): Promise<void> {
  const answered = async () => (await desk.with(token).get('/api/session')).status === status;
  await until(`the token is answered with ${status}`, answered);
}

describe('sign-in with an account', () => {
  test("turns hr's identity into tokens, and the token says who calls", async () => {
    const response = await desk.anyone
      .post('/api/session')
      .send({ username: 'agent', password: 'p' })
      .expect(201)
      .expect('cache-control', 'no-store');
    const signedIn = response.body as SignedIn;
    expect(signedIn).toMatchObject({
      tokenType: 'Bearer',
      expiresInS: 600,
      refreshToken: expect.any(String),
      staff: { id: desk.staffId('agent'), roles: ['agent'] },
    });
    expect((await desk.with(signedIn.accessToken).get('/api/session')).body).toEqual({
      staffId: desk.staffId('agent'),
      name: 'agent',
      roles: ['agent'],
      teamId: teamOfEverybody,
      expiresAt: expect.any(String),
    });
    expect(desk.received.at(-1)!.body).toEqual({
      username: 'agent',
      password: 'p',
      address: '127.0.0.1',
      device: expect.stringMatching(/^[0-9a-f-]{36}$/),
      deviceKnown: false,
    });
  });

  test.each([
    { refusal: signInRefused(), status: 401 },
    { refusal: accountLocked({ until: '2030-01-01' }), status: 423 },
    { refusal: accountBarred(), status: 423 },
  ])("passes on hr's refusal $refusal.code", async ({ refusal, status }) => {
    await desk.answer(authenticate, () => ({ problem: refusal }));
    const response = await desk.anyone.post('/api/session').send({ username: 'agent', password: 'wrong' });
    expect(problemOf(response)).toMatchObject({ status, code: refusal.code });
    await desk.answer(authenticate, ({ body }) => ({ body: desk.identityOf(String(body['username'])) }));
  });

  test('refreshes with the refresh token, and refuses one that is over', async () => {
    await desk.answer(renewSession, ({ body }) =>
      body['refreshToken'] === 'refresh-token-in-use' ? { body: desk.identityOf('agent') } : { problem: sessionOver() },
    );
    const refresh = () => desk.anyone.post('/api/session/refresh');
    const renewed = await refresh().send({ refreshToken: 'refresh-token-in-use' }).expect(200);
    await answers((renewed.body as SignedIn).accessToken, 200);
    expect(problemOf(await refresh().send({ refreshToken: 'refresh-token-used-up' }))).toMatchObject({
      status: 401,
      code: 'hr.session.over',
    });
    expect(problemOf(await refresh())).toMatchObject({ status: 400 });
  });

  test('P-02 lets nobody work with a password that somebody else set, until it is changed', async () => {
    await desk.answer(authenticate, ({ body }) => ({
      body: { ...desk.identityOf(String(body['username'])), mustChangePassword: true },
    }));
    const token = await desk.tokenOf('supervisor');
    await desk.answer(authenticate, ({ body }) => ({ body: desk.identityOf(String(body['username'])) }));
    const supervisor = desk.with(token);
    expect(problemOf(await supervisor.get('/api/hr/teams'))).toMatchObject({
      status: 403,
      code: 'password_change_required',
    });
    expect(problemOf(await supervisor.get('/api/events'))).toMatchObject({ code: 'password_change_required' });
    await answers(token, 200);
    await supervisor.delete('/api/session').expect(204);
  });

  test('refuses the token at once after signing out', async () => {
    const agent = await desk.as('agent');
    await agent.delete('/api/session').expect(204);
    await agent.get('/api/session').expect(401);
  });
});

describe('revocation by what hr tells', () => {
  const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sid: string };
  const staff = (role: string, change: object) => ({
    staffId: desk.staffId(role),
    number: '1',
    name: role,
    active: true,
    teamId: teamOfEverybody,
    departmentId: null,
    roles: [role],
    profile: null,
    skills: [],
    ...change,
  });

  test('refuses a session that ended elsewhere, and no other', async () => {
    const [ended, other] = [await desk.tokenOf('agent'), await desk.tokenOf('agent')];
    const { sid } = claimsOf(ended);
    await desk.publish(sessionEnded, sid, { sessionId: sid, staffId: desk.staffId('agent'), why: 'token_reused' });
    await answers(ended, 401);
    await answers(other, 200);
  });

  test('P-02 refuses a token whose roles are no longer what the staff member has, and takes a new one', async () => {
    const before = await desk.tokenOf('supervisor');
    await desk.publish(staffChanged, desk.staffId('supervisor'), staff('supervisor', { roles: ['agent'] }));
    await answers(before, 401);
    await desk.answer(authenticate, () => ({ body: { ...desk.identityOf('supervisor'), roles: ['agent'] } }));
    await answers(await desk.tokenOf('supervisor'), 200);
    await desk.answer(authenticate, ({ body }) => ({ body: desk.identityOf(String(body['username'])) }));
  });

  test('leaves those signed in whose change has nothing to do with what they may', async () => {
    const token = await desk.tokenOf('auditor');
    await desk.publish(staffChanged, desk.staffId('auditor'), staff('auditor', { skills: ['english'] }));
    const marker = await desk.tokenOf('agent');
    const { sid } = claimsOf(marker);
    await desk.publish(sessionEnded, sid, { sessionId: sid, staffId: desk.staffId('agent'), why: 'signed_out' });
    await answers(marker, 401);
    await answers(token, 200);
  });

  test('refuses whoever left, and whoever is locked until unlocked', async () => {
    const token = await desk.tokenOf('cashier');
    const accountId = desk.staffId('the account');
    await desk.publish(accountChanged, accountId, { accountId, staffId: desk.staffId('cashier'), state: 'locked' });
    await answers(token, 401);
    await desk.publish(accountChanged, accountId, { accountId, staffId: desk.staffId('cashier'), state: 'active' });
    await answers(token, 200);
    await desk.publish(staffChanged, desk.staffId('cashier'), staff('cashier', { active: false }));
    await answers(token, 401);
  });

  test('R10 knows of it after the broker was killed', async () => {
    const token = await desk.tokenOf('accountant');
    await answers(token, 200);
    await desk.broker.kill();
    const { sid } = claimsOf(token);
    await desk.publish(sessionEnded, sid, { sessionId: sid, staffId: desk.staffId('accountant'), why: 'signed_out' });
    await answers(token, 401);
  });
});

describe('sign-in at an OpenID provider', () => {
  let provider: TestProvider;
  let federated: GatewayDesk;
  beforeAll(async () => {
    provider = await startProvider();
    federated = await GatewayDesk.start({
      oidc: {
        issuer: provider.issuer,
        clientId: 'bumen',
        clientSecret: provider.clientSecret,
        redirectUrl: provider.redirectUrl,
      },
    });
    await federated.answer(authenticateFederated, ({ body }) =>
      body['issuer'] === provider.issuer && body['subject'] === 'linked'
        ? { body: federated.identityOf('agent') }
        : { problem: signInRefused() },
    );
  });
  afterAll(async () => {
    await federated?.close();
    await provider?.close();
  });

  /** Goes the browser's way up to the callback's address and the cookie that belongs to it. */
  async function wayTo(subject: string, query = ''): Promise<{ callback: string; cookie: string; start: Response }> {
    const start = await federated.anyone.get(`/api/session/oidc${query}`).expect(303);
    const callback = await provider.signIn(start.headers['location'] as string, subject);
    return { callback, cookie: start.get('Set-Cookie')![0]!.split(';')[0]!, start };
  }
  /** Comes back from the provider with that cookie. */
  const comeBack = (callback: string, cookie: string) => federated.anyone.get(callback).set('cookie', cookie);

  test('signs in the staff member whose account is linked', async () => {
    const { callback, cookie, start } = await wayTo('linked');
    const sent = new URL(start.headers['location'] as string).searchParams;
    expect(Object.fromEntries(sent)).toMatchObject({
      code_challenge_method: 'S256',
      state: expect.any(String),
      nonce: expect.any(String),
      response_type: 'code',
    });
    expect(start.get('Set-Cookie')![0]).toMatch(/HttpOnly.*SameSite=Lax/);
    const response = await comeBack(callback, cookie).expect(200);
    await federated
      .with((response.body as SignedIn).accessToken)
      .get('/api/session')
      .expect(200);
  });

  test('hands the session to the page that asked, once, without a token in any address', async () => {
    await federated.answer(renewSession, ({ body }) =>
      String(body['refreshToken']).startsWith('refresh-')
        ? { body: federated.identityOf('agent') }
        : { problem: sessionOver() },
    );
    const { callback, cookie } = await wayTo('linked', '?returnTo=/tickets');
    const response = await comeBack(callback, cookie).expect(303).expect('location', '/tickets');
    const handover = response.get('Set-Cookie')!.find((one) => one.startsWith('bumen_handover='))!;
    expect(handover).toMatch(/Path=\/api\/session\/refresh.*HttpOnly.*SameSite=Strict/);
    await federated.anyone
      .post('/api/session/refresh')
      .set('cookie', handover.split(';')[0]!)
      .expect(200)
      .expect('set-cookie', /bumen_handover=;.*Expires=Thu, 01 Jan 1970/);
  });

  test.each(['//evil.example', 'https://evil.example/', '/\\evil.example', '/.//evil.example', '/x/..//evil.example'])(
    'never sends anyone on to %s',
    async (elsewhere) => {
      const { callback, cookie } = await wayTo('linked', `?returnTo=${encodeURIComponent(elsewhere)}`);
      await comeBack(callback, cookie).expect(200);
    },
  );

  test('refuses whoever is not linked', async () => {
    const { callback, cookie } = await wayTo('stranger');
    expect(problemOf(await comeBack(callback, cookie))).toMatchObject({ status: 401, code: 'hr.session.refused' });
  });

  test("refuses a callback without its cookie, with another's, with another state, and a second time", async () => {
    const first = await wayTo('linked');
    const second = await wayTo('linked');
    const forged = new URL(first.callback, federated.gateway.url);
    forged.searchParams.set('state', 'forged');
    for (const [path, cookie] of [
      [first.callback, ''],
      [first.callback, second.cookie],
      [`${forged.pathname}${forged.search}`, first.cookie],
    ])
      expect(problemOf(await comeBack(path!, cookie!))).toMatchObject({
        status: 401,
        code: 'federated_sign_in_failed',
      });
    await comeBack(second.callback, second.cookie).expect(200);
    await comeBack(second.callback, second.cookie).expect(401);
  });

  test('answers 404 where no provider is set up, and 503 where it is away', async () => {
    expect(problemOf(await desk.anyone.get('/api/session/oidc'))).toMatchObject({
      status: 404,
      code: 'federation_off',
    });
    const away = await GatewayDesk.start({
      oidc: { issuer: 'http://127.0.0.1:1', clientId: 'bumen', clientSecret: 'x', redirectUrl: provider.redirectUrl },
    });
    try {
      expect(problemOf(await away.anyone.get('/api/session/oidc'))).toMatchObject({
        status: 503,
        code: 'service_unavailable',
      });
    } finally {
      await away.close();
    }
  });
});

describe('guessing', () => {
  let limited: GatewayDesk;
  beforeAll(async () => {
    limited = await GatewayDesk.start({ rateLimitSignInPerMinute: 3, rateLimitPerMinute: 5 });
  });
  afterAll(() => limited?.close());

  test('is slowed down per address for sign-in, with Retry-After', async () => {
    await limited.answer(authenticate, () => ({ problem: signInRefused() }));
    const tries = [];
    for (let count = 0; count < 4; count += 1)
      tries.push(await limited.anyone.post('/api/session').send({ username: `u${count}`, password: 'x' }));
    expect(tries.map((one) => one.status)).toEqual([401, 401, 401, 429]);
    const refused = tries.at(-1)!;
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(problemOf(refused)).toMatchObject({ code: 'too_many_requests' });
  });
});

describe('strangers behind one address', () => {
  const share = 4;
  let limited: GatewayDesk;
  beforeEach(async () => {
    limited = await GatewayDesk.start({
      rateLimitSignInPerMinute: share,
      rateLimitPerMinute: share,
      accessTokenTtlS: 1,
      trustProxy: 1,
    });
    await limited.answer(authenticate, ({ body }) =>
      body['password'] === 'p' ? { body: limited.identityOf('agent') } : { problem: signInRefused() },
    );
  });
  afterEach(() => limited?.close());

  const signIn = (word = 'p', cookie = '') =>
    limited.anyone.post('/api/session').set('cookie', cookie).send({ username: 'agent', password: word });
  const cookieOf = (answer: Response) => answer.get('Set-Cookie')![0]!.split(';')[0]!;
  const ask = async (times: number, request: () => PromiseLike<Response>) => {
    const answers = [];
    for (let count = 0; count < times; count += 1) answers.push((await request()).status);
    return answers;
  };

  test('P-02 R9 keep no device out on which somebody has signed in before: it has a share of its own, which nobody forges', async () => {
    const known = [cookieOf(await signIn().expect(201)), cookieOf(await signIn().expect(201))] as const;
    expect(await ask(share, () => signIn('guess'))).toEqual([401, 401, 429, 429]);
    for (const forged of ['bumen_device=made-up', `${known[0].slice(0, -6)}AAAAAA`])
      expect((await signIn('p', forged)).status).toBe(429);
    expect(await ask(share + 1, () => signIn('p', known[0]))).toEqual([201, 201, 201, 201, 429]);
    expect((await signIn('p', known[1])).status).toBe(201);
  });

  test('P-02 R9 keep nobody from refreshing, nor from hearing that a token is over', async () => {
    await limited.answer(renewSession, ({ body }) =>
      body['refreshToken'] === 'refresh-token-in-use'
        ? { body: limited.identityOf('agent') }
        : { problem: sessionOver() },
    );
    const answer = await signIn().expect(201);
    const refresh = (refreshToken: string, cookie = '') =>
      limited.anyone.post('/api/session/refresh').set('cookie', cookie).send({ refreshToken });
    expect(await ask(share + 1, () => refresh('refresh-token-made-up'))).toEqual([401, 401, 401, 401, 429]);
    expect((await refresh('refresh-token-in-use', cookieOf(answer))).status).toBe(200);
    const { accessToken } = answer.body as SignedIn;
    const { exp } = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as { exp: number };
    await until('the token is over', async () => Date.now() > exp * 1_000);
    expect((await limited.with(accessToken).get('/api/session')).status).toBe(401);
    expect((await limited.anyone.get('/api/session')).status).toBe(429);
  });

  test('P-02 R9 are one stranger, however many addresses of their network they have', async () => {
    const from = (address: string) => signIn('guess').set('x-forwarded-for', address);
    let host = 0;
    expect(await ask(share + 1, () => from(`2001:db8:0:1::${(host += 1)}`))).toEqual([401, 401, 401, 401, 429]);
    expect((await from('2001:db8:0:2::1')).status).toBe(401);
  });
});

describe('R9 strangers', () => {
  let limited: GatewayDesk;
  beforeAll(async () => {
    limited = await GatewayDesk.start({ rateLimitPerMinute: 3 });
  });
  afterAll(() => limited?.close());

  test.each([
    ['without a token', () => limited.anyone.get('/api/tickets')],
    ['with a forged one', () => limited.with('a.forged.token').get('/api/tickets')],
    ['at the documents', () => limited.anyone.get('/api/problems')],
    ['at addresses that are none', () => limited.anyone.get('/api/none')],
  ])('are counted %s', async (_where, ask) => {
    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push((await ask()).status);
    expect(answers.at(-1)).toBe(429);
  });

  test('send a short body', async () => {
    const body = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`unknown${index}`, index]));
    expect(problemOf(await limited.anyone.post('/api/session').send(body))).toMatchObject({ status: 413 });
  });
});
