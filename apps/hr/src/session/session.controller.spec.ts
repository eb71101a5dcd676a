import {
  acceptLink,
  authenticate,
  authenticateFederated,
  changeStaff,
  endSession,
  linkAccount,
  lockAccount,
  renewSession,
  signInPolicy,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { count, HrRig, outcomes, password } from '../hr.rig.ts';

const device = '0198c000-0000-4000-8000-00000000000d';
const wrong = 'not the password';

describe('sessions', () => {
  let hr: HrRig;
  beforeAll(async () => {
    hr = await HrRig.start();
  });
  beforeEach(() => hr.desk.clock.set('2026-03-02T09:00:00+08:00'));
  afterAll(() => hr?.close());

  const renew = (refreshToken: string) => hr.desk.as('anyone').call(renewSession, { refreshToken });

  test('P-02 the right password begins a session that says who it is', async () => {
    const team = await hr.team();
    const { person } = await hr.member('zhao', { name: '赵一', roles: ['agent', 'qa_reviewer'], teamId: team.id });
    const session = await hr.signIn(' Zhao ');
    expect(session).toEqual({
      sessionId: session.sessionId,
      staffId: person.id,
      name: '赵一',
      roles: ['agent', 'qa_reviewer'],
      teamId: team.id,
      refreshToken: expect.stringMatching(/^[\w-]{43}\.[\w-]{43}$/),
      refreshExpiresAt: '2026-03-02T13:00:00.000Z',
      mustChangePassword: true,
    });
    expect(await hr.told(session.sessionId)).toEqual([
      { what: 'started', version: 1, data: { sessionId: session.sessionId, staffId: person.id } },
    ]);
  });

  test('P-02 the database holds neither a refresh token nor a half of it', async () => {
    await hr.member('secretive');
    const { refreshToken } = await hr.signIn('secretive');
    const next = await renew(refreshToken);
    const tables = await hr.desk.sql<{ name: string }>(
      'hr',
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    );
    for (const { name } of tables) {
      const text = JSON.stringify(await hr.desk.sql('hr', `SELECT * FROM "${name}"`));
      for (const part of [...refreshToken.split('.'), ...next.refreshToken.split('.')])
        expect(text).not.toContain(part);
    }
  });

  test('P-02 nobody learns whether a username exists, neither by the answers nor by the lock-out', async () => {
    await hr.member('exists');
    const answers = async (username: string) => {
      const all: unknown[] = [];
      for (let failure = 0; failure <= signInPolicy.default.failuresAllowed; failure += 1) {
        const { code, details } = await refusal(hr.signIn(username, wrong));
        all.push([code, details]);
      }
      return all;
    };
    const known = await answers('exists');
    expect(known).toEqual(await answers('exists-not'));
    expect(known.at(-2)).toEqual(['hr.session.refused', {}]);
    expect(known.at(-1)).toEqual(['hr.account.locked', { until: '2026-03-02T01:15:00.000Z' }]);
  });

  test('P-02 a lock-out refuses the right password as well, ends by itself, and is on the audit trail once', async () => {
    await hr.member('locked-out');
    await outcomes(Array.from({ length: signInPolicy.default.failuresAllowed }, () => hr.signIn('locked-out', wrong)));
    expect(await refusal(hr.signIn('locked-out'))).toMatchObject({
      code: 'hr.account.locked',
      status: 423,
      details: { until: '2026-03-02T01:15:00.000Z' },
    });
    expect(await hr.audit('locked-out')).toMatchObject([
      { action: 'hr.session.authenticate', after: { failures: 5, lockedUntil: '2026-03-02T01:15:00.000Z' } },
    ]);
    hr.desk.clock.advance({ minutes: 15 });
    await expect(hr.signIn('locked-out')).resolves.toBeDefined();
  });

  test('P-02 of many guesses at once only as many are answered as are allowed, whatever else goes on', async () => {
    await hr.member('guessed');
    const all = await outcomes(Array.from({ length: 20 }, () => hr.signIn('guessed', wrong)));
    expect([count(all, 'hr.session.refused'), count(all, 'hr.account.locked')]).toEqual([
      signInPolicy.default.failuresAllowed,
      20 - signInPolicy.default.failuresAllowed,
    ]);
    expect(await refusal(hr.signIn('guessed'))).toMatchObject({ code: 'hr.account.locked' });
  });

  test('P-02 success forgets the failures, and many may sign in at once', async () => {
    await hr.member('forgetful');
    const { failuresAllowed } = signInPolicy.default;
    for (let round = 0; round < 2; round += 1) {
      for (let failure = 1; failure < failuresAllowed; failure += 1)
        expect(await refusal(hr.signIn('forgetful', wrong))).toMatchObject({ code: 'hr.session.refused' });
      await hr.signIn('forgetful');
    }
    expect(await outcomes(Array.from({ length: 10 }, () => hr.signIn('forgetful')))).toEqual(
      Array.from({ length: 10 }, () => 'ok'),
    );
  });

  test('P-02 the policy says how many failures and for how long', async () => {
    await hr.member('strict');
    // As two persons have set it.
    const set = (value: object) =>
      hr.desk.sql(
        'hr',
        `INSERT INTO policy_setting (name, effective_from, value, set_by, reason, set_at)
           VALUES ($1, '2026-03-02T01:00:00Z', $2, 'x', 'x', now())`,
        [signInPolicy.name, JSON.stringify({ ...signInPolicy.default, ...value })],
      );
    await set({ failuresAllowed: 1, lockMinutes: 60, sessionHours: 1 });
    expect(await refusal(hr.signIn('strict', wrong))).toMatchObject({ code: 'hr.session.refused' });
    expect(await refusal(hr.signIn('strict'))).toMatchObject({ details: { until: '2026-03-02T02:00:00.000Z' } });
    hr.desk.clock.advance({ hours: 1 });
    const session = await hr.signIn('strict');
    expect(session.refreshExpiresAt).toBe('2026-03-02T03:00:00.000Z');
    hr.desk.clock.advance({ hours: 1 });
    expect(await refusal(renew(session.refreshToken))).toMatchObject({ code: 'hr.session.over' });
    hr.desk.clock.set('2026-03-02T09:00:00+08:00');
    await set({});
  });

  test('P-02 failures that are long forgotten don’t fill the database', async () => {
    for (let index = 0; index < 15; index += 1) await hr.signIn(`nobody-${index}`, wrong).catch(() => undefined);
    const kept = `SELECT username FROM failed_sign_ins WHERE last_failed_at <= '${hr.desk.clock.now().toISOString()}'`;
    expect((await hr.desk.sql('hr', kept)).length).toBeGreaterThan(15);
    hr.desk.clock.advance({ hours: 2 });
    for (let index = 0; index < 3; index += 1) await hr.signIn(`somebody-${index}`, wrong).catch(() => undefined);
    expect(await hr.desk.sql('hr', kept)).toEqual([]);
  });

  test('R2 nothing of a sign-in is kept under a key, since strangers would share it', async () => {
    await hr.member('keyed');
    const credentials = { username: 'keyed', password, address: '10.0.0.1', device, deviceKnown: false };
    const signIn = () => hr.desk.as('anyone').send(authenticate, credentials, { key: "everybody's" });
    const [one, two] = [await signIn(), await signIn()];
    expect([one.replayed, two.replayed]).toEqual([false, false]);
    expect(one.body.sessionId).not.toBe(two.body.sessionId);
    await hr.desk.as('anyone').call(renewSession, { refreshToken: one.body.refreshToken }, { key: "everybody's" });
    expect(
      await hr.desk.sql(
        'hr',
        "SELECT operation FROM idempotency WHERE caller = 'anyone' OR operation LIKE 'hr.session.%'",
      ),
    ).toEqual([]);
  });

  test('P-02 sessions that ended long ago don’t fill the database', async () => {
    await hr.member('frequent');
    const old = await Promise.all(Array.from({ length: 12 }, () => hr.signIn('frequent')));
    hr.desk.clock.advance({ days: 30 });
    const recent = await hr.signIn('frequent');
    hr.desk.clock.advance({ hours: 13 });
    // Those of the other tests are older and go first.
    for (let begun = 0; begun < 10; begun += 1) await hr.signIn('frequent');
    const left = await hr.desk.sql<{ id: string }>('hr', 'SELECT id FROM session WHERE id = ANY($1::uuid[])', [
      [...old, recent].map(({ sessionId }) => sessionId),
    ]);
    expect(left).toEqual([{ id: recent.sessionId }]);
  });

  test('P-02 renewing gives new tokens with the roles of now, and each step is in the session’s chain', async () => {
    const { person } = await hr.member('renewing');
    const session = await hr.signIn('renewing');
    const reviewer = await hr.position(['qa_reviewer']);
    await hr.officer.call(changeStaff, { staffId: person.id, positionIds: [reviewer.id], reason: '转岗' });
    const second = await renew(session.refreshToken);
    expect(second).toMatchObject({
      sessionId: session.sessionId,
      roles: ['qa_reviewer'],
      refreshExpiresAt: session.refreshExpiresAt,
    });
    hr.desk.clock.advance({ minutes: 30 });
    await renew(second.refreshToken);
    expect((await hr.told(session.sessionId)).map(({ what, version }) => [what, version])).toEqual([
      ['started', 1],
      ['renewed', 2],
      ['renewed', 3],
    ]);
  });

  test('P-02 the same renewal several times at once, or again after a lost answer, gives one and the same token', async () => {
    await hr.member('retrying');
    const session = await hr.signIn('retrying');
    const all = await Promise.all(Array.from({ length: 6 }, () => renew(session.refreshToken)));
    hr.desk.clock.advance({ seconds: 20 });
    all.push(await renew(session.refreshToken));
    expect(new Set(all.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(await hr.told(session.sessionId)).toHaveLength(2);
    await expect(renew(all[0]!.refreshToken)).resolves.toBeDefined();
  });

  test('P-02 an old token ends the session for thief and owner, and that is kept although it is refused', async () => {
    const { person } = await hr.member('robbed');
    const session = await hr.signIn('robbed');
    const owners = await renew(session.refreshToken);
    hr.desk.clock.advance({ seconds: 21 });
    expect(await refusal(renew(session.refreshToken))).toMatchObject({ code: 'hr.session.over', status: 401 });
    expect(await refusal(renew(owners.refreshToken))).toMatchObject({ code: 'hr.session.over' });
    expect((await hr.told(session.sessionId)).at(-1)).toEqual({
      what: 'ended',
      version: 3,
      data: { sessionId: session.sessionId, staffId: person.id, why: 'token_reused' },
    });
  });

  test.each(['no token at all, but long enough', `${'a'.repeat(43)}.${'b'.repeat(43)}`])(
    'P-02 %s renews nothing',
    async (token) => {
      expect(await refusal(renew(token))).toMatchObject({ code: 'hr.session.over' });
    },
  );

  test('P-02 one ends one’s own session, once, and nobody else’s', async () => {
    const { person } = await hr.member('signing-out');
    const { sessionId, refreshToken } = await hr.signIn('signing-out');
    const self = hr.desk.as('agent', { staffId: person.id });
    expect(await hr.desk.as('agent').call(endSession, { sessionId })).toEqual({ ended: false });
    expect(await self.call(endSession, { sessionId })).toEqual({ ended: true });
    expect(await self.call(endSession, { sessionId })).toEqual({ ended: false });
    expect(await refusal(renew(refreshToken))).toMatchObject({ code: 'hr.session.over' });
  });

  test('P-02 an OpenID provider’s account signs in where it is linked', async () => {
    const { person, account } = await hr.member('federated');
    const come = (subject: string) =>
      hr.desk
        .as('anyone')
        .call(authenticateFederated, {
          issuer: 'https://login.example.com',
          subject,
          address: '10.0.0.1',
          device,
          deviceKnown: false,
        });
    expect(await refusal(come('sub-7'))).toMatchObject({ code: 'hr.session.refused' });
    await hr.officer.call(linkAccount, {
      accountId: account.id,
      issuer: 'https://login.example.com',
      subject: 'sub-7',
      reason: '统一登录',
    });
    expect(await refusal(come('sub-7'))).toMatchObject({ code: 'hr.session.refused' });
    const self = hr.desk.as('agent', { staffId: person.id });
    await self.call(acceptLink, { issuer: 'https://login.example.com', subject: 'sub-7' });
    expect(await come('sub-7')).toMatchObject({ staffId: person.id });
    await hr.manager.call(lockAccount, { accountId: account.id, reason: '调查' });
    expect(await refusal(come('sub-7'))).toMatchObject({ code: 'hr.account.barred' });
  });

  test('P-05 a password or token in the wrong place is not repeated in the refusal', async () => {
    const unfit = JSON.stringify({ username: 7, password });
    const { details } = await refusal(hr.desk.as('anyone').sendRaw('hr.session.authenticate', unfit));
    expect(JSON.stringify(details)).not.toContain(password);
  });
});
