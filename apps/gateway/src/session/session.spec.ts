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
import { GatewayDesk, json, problemOf, teamOfEverybody } from '../testing/gateway-desk.ts';
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
  await desk.makeStream();
});
afterAll(() => desk?.close());

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
/** Resolves when the gateway answers this token with the status. */
async function answers(token: string, status: number): Promise<void> {
  for (;;) if ((await desk.fetch('/api/session', bearer(token))).status === status) return;
}

describe('sign-in with an account', () => {
  test("turns hr's identity into tokens, and the token says who calls", async () => {
    const response = await desk.fetch('/api/session', json('POST', { username: 'agent', password: 'p' }));
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const signedIn = (await response.json()) as SignedIn;
    expect(signedIn).toMatchObject({
      tokenType: 'Bearer',
      expiresInS: 600,
      refreshToken: expect.any(String),
      staff: { id: desk.staffId('agent'), roles: ['agent'] },
    });
    expect(await (await desk.fetch('/api/session', bearer(signedIn.accessToken))).json()).toEqual({
      staffId: desk.staffId('agent'),
      name: 'agent',
      roles: ['agent'],
      teamId: teamOfEverybody,
      expiresAt: expect.any(String),
    });
    expect(desk.received.at(-1)!.body).toEqual({ username: 'agent', password: 'p', address: '127.0.0.1' });
  });

  test.each([
    { refusal: signInRefused(), status: 401 },
    { refusal: accountLocked({ until: '2030-01-01' }), status: 423 },
    { refusal: accountBarred(), status: 423 },
  ])("passes on hr's refusal $refusal.code", async ({ refusal, status }) => {
    await desk.answer(authenticate, () => ({ problem: refusal }));
    expect(
      await problemOf(await desk.fetch('/api/session', json('POST', { username: 'agent', password: 'wrong' }))),
    ).toMatchObject({ status, code: refusal.code });
    await desk.answer(authenticate, ({ body }) => ({ body: desk.identityOf(String(body['username'])) }));
  });

  test('refreshes with the refresh token, and refuses one that is over', async () => {
    await desk.answer(renewSession, ({ body }) =>
      body['refreshToken'] === 'refresh-token-in-use' ? { body: desk.identityOf('agent') } : { problem: sessionOver() },
    );
    const renewed = (await (
      await desk.fetch('/api/session/refresh', json('POST', { refreshToken: 'refresh-token-in-use' }))
    ).json()) as SignedIn;
    await answers(renewed.accessToken, 200);
    expect(
      await problemOf(
        await desk.fetch('/api/session/refresh', json('POST', { refreshToken: 'refresh-token-used-up' })),
      ),
    ).toMatchObject({ status: 401, code: 'hr.session.over' });
    expect(await problemOf(await desk.fetch('/api/session/refresh', { method: 'POST' }))).toMatchObject({
      status: 400,
    });
  });

  test('P-02 lets nobody work with a password that somebody else set, until it is changed', async () => {
    await desk.answer(authenticate, ({ body }) => ({
      body: { ...desk.identityOf(String(body['username'])), mustChangePassword: true },
    }));
    const token = await desk.tokenOf('supervisor');
    await desk.answer(authenticate, ({ body }) => ({ body: desk.identityOf(String(body['username'])) }));
    expect(await problemOf(await desk.fetch('/api/hr/teams', bearer(token)))).toMatchObject({
      status: 403,
      code: 'password_change_required',
    });
    expect(await problemOf(await desk.fetch('/api/events', bearer(token)))).toMatchObject({
      code: 'password_change_required',
    });
    await answers(token, 200);
    expect((await desk.fetch('/api/session', { method: 'DELETE', ...bearer(token) })).status).toBe(204);
  });

  test('refuses the token at once after signing out', async () => {
    const token = await desk.tokenOf('agent');
    expect((await desk.fetch('/api/session', { method: 'DELETE', ...bearer(token) })).status).toBe(204);
    expect((await desk.fetch('/api/session', bearer(token))).status).toBe(401);
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
    const start = await federated.fetch(`/api/session/oidc${query}`);
    expect(start.status).toBe(303);
    const callback = await provider.signIn(start.headers.get('location')!, subject);
    return { callback, cookie: start.headers.get('set-cookie')!.split(';')[0]!, start };
  }

  test('signs in the staff member whose account is linked', async () => {
    const { callback, cookie, start } = await wayTo('linked');
    const sent = new URL(start.headers.get('location')!).searchParams;
    expect(Object.fromEntries(sent)).toMatchObject({
      code_challenge_method: 'S256',
      state: expect.any(String),
      nonce: expect.any(String),
      response_type: 'code',
    });
    expect(start.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/);
    const response = await federated.fetch(callback, { headers: { cookie } });
    expect(response.status).toBe(200);
    const { accessToken } = (await response.json()) as SignedIn;
    expect((await federated.fetch('/api/session', bearer(accessToken))).status).toBe(200);
  });

  test('hands the session to the page that asked, once, without a token in any address', async () => {
    await federated.answer(renewSession, ({ body }) =>
      String(body['refreshToken']).startsWith('refresh-')
        ? { body: federated.identityOf('agent') }
        : { problem: sessionOver() },
    );
    const { callback, cookie } = await wayTo('linked', '?returnTo=/tickets');
    const response = await federated.fetch(callback, { headers: { cookie } });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/tickets']);
    const handover = response.headers.getSetCookie().find((one) => one.startsWith('bumen_handover='))!;
    expect(handover).toMatch(/Path=\/api\/session\/refresh.*HttpOnly.*SameSite=Strict/);
    const refreshed = await federated.fetch('/api/session/refresh', {
      method: 'POST',
      headers: { cookie: handover.split(';')[0]! },
    });
    expect(refreshed.status).toBe(200);
    expect(refreshed.headers.get('set-cookie')).toMatch(/bumen_handover=;.*Expires=Thu, 01 Jan 1970/);
  });

  test.each(['//evil.example', 'https://evil.example/', '/\\evil.example'])(
    'never sends anyone on to %s',
    async (elsewhere) => {
      const { callback, cookie } = await wayTo('linked', `?returnTo=${encodeURIComponent(elsewhere)}`);
      expect((await federated.fetch(callback, { headers: { cookie } })).status).toBe(200);
    },
  );

  test('refuses whoever is not linked', async () => {
    const { callback, cookie } = await wayTo('stranger');
    expect(await problemOf(await federated.fetch(callback, { headers: { cookie } }))).toMatchObject({
      status: 401,
      code: 'hr.session.refused',
    });
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
      expect(await problemOf(await federated.fetch(path!, { headers: { cookie: cookie! } }))).toMatchObject({
        status: 401,
        code: 'federated_sign_in_failed',
      });
    expect((await federated.fetch(second.callback, { headers: { cookie: second.cookie } })).status).toBe(200);
    expect((await federated.fetch(second.callback, { headers: { cookie: second.cookie } })).status).toBe(401);
  });

  test('answers 404 where no provider is set up, and 503 where it is away', async () => {
    expect(await problemOf(await desk.fetch('/api/session/oidc'))).toMatchObject({
      status: 404,
      code: 'federation_off',
    });
    const away = await GatewayDesk.start({
      oidc: { issuer: 'http://127.0.0.1:1', clientId: 'bumen', clientSecret: 'x', redirectUrl: provider.redirectUrl },
    });
    try {
      expect(await problemOf(await away.fetch('/api/session/oidc'))).toMatchObject({
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
      tries.push(await limited.fetch('/api/session', json('POST', { username: `u${count}`, password: 'x' })));
    expect(tries.map((one) => one.status)).toEqual([401, 401, 401, 429]);
    const refused = tries.at(-1)!;
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await problemOf(refused)).toMatchObject({ code: 'too_many_requests' });
  });
});
