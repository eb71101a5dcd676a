import { createHash } from 'node:crypto';
import {
  acceptLink,
  accountChanged,
  authenticateFederated,
  changeOwnPassword,
  createAccount,
  getStaff,
  linkAccount,
  listAccounts,
  lockAccount,
  myAccount,
  renewSession,
  resetPassword,
  signInPolicy,
  staffLeaves,
  unlinkAccount,
  unlinkOwnAccount,
  unlockAccount,
} from '@bumen/contracts';
import { refusal, until } from '@bumen/testing';
import { count, HrRig, outcomes, password } from '../hr.rig.ts';

const wrong = 'not the password';

describe('accounts', () => {
  let hr: HrRig;
  beforeAll(async () => {
    hr = await HrRig.start();
  });
  beforeEach(() => hr.desk.clock.set('2026-03-02T09:00:00+08:00'));
  afterAll(() => hr?.close());

  const why = async (sessionId: string) => (await hr.told(sessionId)).at(-1)!.data['why'];

  test('P-02 an account has its password nowhere but as a hash', async () => {
    const person = await hr.person();
    const account = await hr.officer.call(
      createAccount,
      { staffId: person.id, username: ' Zhao.Yi ', password },
      { key: 'with a key' },
    );
    expect(account).toEqual({
      id: account.id,
      version: 1,
      staffId: person.id,
      username: 'zhao.yi',
      state: 'active',
      lockedUntil: null,
      mustChangePassword: true,
      federated: null,
      offeredLink: null,
      offers: expect.arrayContaining(['lock', 'unlock', 'reset_password', 'link'].map((step) => ({ step, why: null }))),
    });
    const [{ password_hash: hash }] = (await hr.desk.sql('hr', 'SELECT password_hash FROM account WHERE id = $1', [
      account.id,
    ])) as [{ password_hash: string }];
    expect(hash).toMatch(/^\$argon2id\$/);
    for (const table of ['audit_entry', 'outbox', 'idempotency']) {
      const text = JSON.stringify(await hr.desk.sql('hr', `SELECT * FROM ${table}`));
      expect(text).not.toContain(password);
      expect(text).not.toContain(hash.slice(-20));
    }
    // A hash of a request with a password in it could be guessed much faster than argon2's.
    const hashes = await hr.desk.sql<{ request_hash: string }>(
      'hr',
      'SELECT request_hash FROM idempotency WHERE operation = $1',
      ['hr.account.create'],
    );
    const told = { staffId: person.id, username: 'zhao.yi' };
    expect(hashes).toEqual([{ request_hash: createHash('sha256').update(JSON.stringify(told)).digest('base64url') }]);
  });

  test('R2 asked again under its key, creating an account and setting a password give their first answer and are done once', async () => {
    const person = await hr.person();
    const creating = { staffId: person.id, username: 'asked-again', password };
    const create = () => hr.officer.send(createAccount, creating, { key: 'create' });
    const first = await create();
    expect([first, await create()]).toEqual([
      { ...first, replayed: false },
      { ...first, replayed: true },
    ]);
    expect(
      await refusal(hr.officer.send(createAccount, { ...creating, username: 'another' }, { key: 'create' })),
    ).toMatchObject({ code: 'idempotency_key_reused' });

    const reset = () =>
      hr.officer.send(
        resetPassword,
        { accountId: first.body.id, password: 'given by HR 1', reason: '忘记密码' },
        { key: 'reset' },
      );
    expect([(await reset()).replayed, (await reset()).replayed]).toEqual([false, true]);

    // The second time the current password is another one; that must neither be refused nor count as a failure.
    const { sessionId } = await hr.signIn('asked-again', 'given by HR 1');
    const self = hr.desk.as('agent', { staffId: person.id, sessionId });
    const change = () =>
      self.send(changeOwnPassword, { current: 'given by HR 1', next: 'another good one' }, { key: 'change' });
    expect([(await change()).replayed, (await change()).replayed]).toEqual([false, true]);
    expect(await hr.desk.sql('hr', "SELECT 1 FROM failed_sign_ins WHERE username = 'asked-again'")).toEqual([]);
    expect((await hr.told(first.body.id)).map(({ version }) => version)).toEqual([1, 2, 3]);
    await expect(hr.signIn('asked-again', 'another good one')).resolves.toBeDefined();
  });

  test('R2 the same request several times at once under one key creates one account and has one answer', async () => {
    const person = await hr.person();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        hr.officer.send(createAccount, { staffId: person.id, username: 'at-once', password }, { key: 'at once' }),
      ),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  test('R6 a password is not reset on what somebody saw of an older version', async () => {
    const { account } = await hr.member('seen-before');
    await hr.officer.call(
      resetPassword,
      { accountId: account.id, password: 'given by HR 1', reason: '忘记密码' },
      { ifMatch: 1 },
    );
    expect(
      await refusal(
        hr.officer.call(
          resetPassword,
          { accountId: account.id, password: 'given by HR 2', reason: '忘记密码' },
          { ifMatch: 1 },
        ),
      ),
    ).toMatchObject({ code: 'version_mismatch' });
  });

  test('P-02 a username is given once and a person has one account, also at the same moment', async () => {
    const people = await Promise.all([hr.person(), hr.person(), hr.person()]);
    const named = await outcomes(
      people.map(({ id }) => hr.officer.call(createAccount, { staffId: id, username: 'same', password })),
    );
    expect([count(named, 'ok'), count(named, 'hr.name_taken')]).toEqual([1, 2]);
    const person = await hr.person();
    const owned = await outcomes(
      ['one', 'two'].map((username) =>
        hr.officer.call(createAccount, { staffId: person.id, username: `own-${username}`, password }),
      ),
    );
    expect(owned.toSorted()).toEqual(['hr.account.exists', 'ok']);
  });

  test('P-02 P-04 opening an account is offered exactly where it is not refused, in the same words', async () => {
    const offered = async (staffId: string) => {
      const { offers } = await hr.officer.call(getStaff, { staffId });
      return offers.find(({ step }) => step === 'open_account')!.why;
    };
    const person = await hr.person();
    expect(await offered(person.id)).toBeNull();
    await hr.officer.call(createAccount, { staffId: person.id, username: 'offered', password });
    const again = { staffId: person.id, username: 'offered-again', password };
    expect(await offered(person.id)).toEqual((await refusal(hr.officer.call(createAccount, again))).words());
    expect((await offered(person.id))!.en).toContain('account');
  });

  test('P-02 an unfit password is refused', async () => {
    const person = await hr.person();
    const create = (username: string, given: string) =>
      hr.officer.call(createAccount, { staffId: person.id, username, password: given });
    expect(await refusal(create('short', 'short'))).toMatchObject({ code: 'invalid_request' });
    expect(await refusal(create('wang', 'my-name-is-wang'))).toMatchObject({ code: 'hr.account.password_unfit' });
    const { account } = await hr.member('zhao');
    expect(
      await refusal(
        hr.officer.call(resetPassword, { accountId: account.id, password: 'my-name-is-zhao', reason: '忘记密码' }),
      ),
    ).toMatchObject({ code: 'hr.account.password_unfit' });
  });

  test('P-02 who has no account has no password to change, nor has who is gone', async () => {
    const next = { current: password, next: 'another good one' };
    const stranger = await hr.person();
    expect(await refusal(hr.desk.as('agent', { staffId: stranger.id }).call(changeOwnPassword, next))).toMatchObject({
      code: 'hr.account.not_found',
      details: { id: stranger.id },
    });
    const { person } = await hr.member('gone');
    await hr.officer.call(staffLeaves, { staffId: person.id, leftOn: '2026-03-02', reason: '离职' });
    expect(await refusal(hr.desk.as('agent', { staffId: person.id }).call(changeOwnPassword, next))).toMatchObject({
      code: 'hr.session.refused',
    });
  });

  test('P-04 an HR officer neither opens, locks, unlocks nor resets their own account', async () => {
    const { person, account } = await hr.member('officer', { roles: ['hr_officer'] });
    const self = hr.desk.as('hr_officer', { staffId: person.id });
    const all = await outcomes([
      self.call(createAccount, { staffId: person.id, username: 'second', password }),
      self.call(lockAccount, { accountId: account.id, reason: '试试' }),
      self.call(unlockAccount, { accountId: account.id, reason: '试试' }),
      self.call(resetPassword, { accountId: account.id, password: 'another good one', reason: '试试' }),
    ]);
    expect(all).toEqual(Array.from({ length: 4 }, () => 'hr.not_your_own'));
  });

  test('P-02 one’s own new password ends the other sessions and keeps this one', async () => {
    const { person } = await hr.member('chen');
    const [here, elsewhere] = [await hr.signIn('chen'), await hr.signIn('chen')];
    const self = hr.desk.as('agent', { staffId: person.id, sessionId: here.sessionId });
    expect(await refusal(self.call(changeOwnPassword, { current: wrong, next: 'another good one' }))).toMatchObject({
      code: 'hr.session.refused',
    });
    expect(await refusal(self.call(changeOwnPassword, { current: password, next: password }))).toMatchObject({
      code: 'hr.account.password_unfit',
    });
    expect(await self.call(changeOwnPassword, { current: password, next: 'another good one' })).toMatchObject({
      mustChangePassword: false,
    });
    expect(await why(elsewhere.sessionId)).toBe('password_changed');
    const renewed = outcomes(
      [here, elsewhere].map(({ refreshToken }) => hr.desk.as('anyone').call(renewSession, { refreshToken })),
    );
    expect(await renewed).toEqual(['ok', 'hr.session.over']);
    expect(await outcomes([hr.signIn('chen'), hr.signIn('chen', 'another good one')])).toEqual([
      'hr.session.refused',
      'ok',
    ]);
  });

  test('P-02 guessing the current password locks out there as signing in does, and only there', async () => {
    const { person } = await hr.member('guessed');
    const self = hr.desk.as('agent', { staffId: person.id });
    const guess = () => self.call(changeOwnPassword, { current: wrong, next: 'another good one' });
    const { failuresAllowed } = signInPolicy.default;
    for (let failure = 0; failure < failuresAllowed; failure += 1)
      expect(await refusal(guess())).toMatchObject({ code: 'hr.session.refused' });
    expect(await refusal(guess())).toMatchObject({ code: 'hr.account.locked' });
    // Who guesses has a session of theirs; they themselves still come in elsewhere.
    await expect(hr.signIn('guessed')).resolves.toBeDefined();
  });

  test('P-02 a reset password has to be changed and ends every session', async () => {
    const { account } = await hr.member('reset');
    const session = await hr.signIn('reset');
    expect(
      await hr.officer.call(resetPassword, { accountId: account.id, password: 'given by HR 1', reason: '忘记密码' }),
    ).toMatchObject({ mustChangePassword: true, version: 2 });
    expect(await why(session.sessionId)).toBe('password_changed');
    expect(await hr.signIn('reset', 'given by HR 1')).toMatchObject({ mustChangePassword: true });
    expect((await hr.audit(account.id)).at(-1)).toMatchObject({ reason: '忘记密码', after: { passwordHash: '***' } });
  });

  test('P-02 a lock ends every session and is told only to who knows the password', async () => {
    const { account } = await hr.member('locked');
    const session = await hr.signIn('locked');
    expect(await hr.manager.call(lockAccount, { accountId: account.id, reason: '调查' })).toMatchObject({
      state: 'locked',
    });
    expect(await why(session.sessionId)).toBe('account_locked');
    expect(await outcomes([hr.signIn('locked', wrong), hr.signIn('locked')])).toEqual([
      'hr.session.refused',
      'hr.account.barred',
    ]);
    expect(await refusal(hr.manager.call(lockAccount, { accountId: account.id, reason: '再次' }))).toMatchObject({
      code: 'step_refused',
    });
    await hr.manager.call(unlockAccount, { accountId: account.id, reason: '查清' });
    await expect(hr.signIn('locked')).resolves.toBeDefined();
  });

  test('P-02 no session begins while the account is being locked', async () => {
    const { account } = await hr.member('being-locked');
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    const locking = "UPDATE account SET state = 'locked' WHERE id = $1";
    const signIn = await hr.desk.holding('hr', locking, [account.id], async () => {
      let over = false;
      const asked = outcomes([hr.signIn('being-locked')]).finally(() => (over = true));
      await until(
        'the sign-in waits for the lock, or is through',
        async () => over || (await hr.desk.sql('hr', waiting)).length > 0,
      );
      return { asked };
    });
    expect(await signIn.asked).toEqual(['hr.account.barred']);
    expect(await hr.desk.sql('hr', 'SELECT id FROM session WHERE account_id = $1', [account.id])).toEqual([]);
  });

  test('P-02 unlocking lets somebody in before a lock-out is over', async () => {
    const { account } = await hr.member('patient');
    await outcomes(Array.from({ length: signInPolicy.default.failuresAllowed }, () => hr.signIn('patient', wrong)));
    const shown = (await hr.officer.call(listAccounts, { staffId: [account.staffId] })).items;
    expect(shown).toMatchObject([{ state: 'active', lockedUntil: '2026-03-02T01:15:00.000Z' }]);
    expect(await hr.officer.call(unlockAccount, { accountId: account.id, reason: '本人到场' })).toMatchObject({
      lockedUntil: null,
    });
    await expect(hr.signIn('patient')).resolves.toBeDefined();
  });

  test('P-04 a link is offered with a reason, told to its owner, holds when they agree, and has an end', async () => {
    const { person, account } = await hr.member('linked');
    const link = { issuer: 'https://login.example.com', subject: 'sub-0' };
    const self = hr.desk.as('agent', { staffId: person.id });
    const come = () =>
      hr.desk
        .as('anyone')
        .call(authenticateFederated, { ...link, address: '10.0.0.1', device: account.id, deviceKnown: false });
    expect(await refusal(self.call(acceptLink, link))).toMatchObject({ code: 'hr.account.link_not_offered' });
    expect(await refusal(self.call(unlinkOwnAccount, { reason: '不用了' }))).toMatchObject({
      code: 'hr.account.not_linked',
    });
    await hr.officer.call(linkAccount, { accountId: account.id, ...link, reason: '统一登录' });
    expect(accountChanged).toMatchObject({ toldToWhomItIsAbout: true, about: { staff: ['staffId'] } });
    expect(await refusal(come())).toMatchObject({ code: 'hr.session.refused' });
    expect(await self.call(myAccount, {})).toMatchObject({
      federated: null,
      offeredLink: { ...link, offeredById: hr.founderId, offeredAt: '2026-03-02T01:00:00.000Z', reason: '统一登录' },
    });
    expect(await self.call(acceptLink, link)).toMatchObject({ federated: link, offeredLink: null });
    const { sessionId } = await come();
    expect(await hr.officer.call(unlinkAccount, { accountId: account.id, reason: '供应商停用' })).toMatchObject({
      federated: null,
    });
    expect(await why(sessionId)).toBe('unlinked');
    expect(await refusal(come())).toMatchObject({ code: 'hr.session.refused' });
    expect(await refusal(hr.officer.call(unlinkAccount, { accountId: account.id, reason: '再次' }))).toMatchObject({
      code: 'hr.account.not_linked',
    });
    expect((await hr.audit(account.id)).map(({ action, reason }) => [action, reason])).toEqual([
      ['hr.account.create', null],
      ['hr.account.link', '统一登录'],
      ['hr.account.accept_link', null],
      ['hr.account.unlink', '供应商停用'],
    ]);
  });

  test('P-04 whoever ends their own link stays signed in here and nowhere else', async () => {
    const { person, account } = await hr.member('unlinking');
    const link = { issuer: 'https://login.example.com', subject: 'sub-00' };
    await hr.officer.call(linkAccount, { accountId: account.id, ...link, reason: '统一登录' });
    const [here, elsewhere] = [await hr.signIn('unlinking'), await hr.signIn('unlinking')];
    const self = hr.desk.as('agent', { staffId: person.id, sessionId: here.sessionId });
    await self.call(acceptLink, link);
    expect(await self.call(unlinkOwnAccount, { reason: '不用了' })).toMatchObject({ federated: null });
    expect(await why(here.sessionId)).toBeUndefined();
    expect(await why(elsewhere.sessionId)).toBe('unlinked');
  });

  test('P-04 who has no account has none to look at, to link or to unlink', async () => {
    const stranger = hr.desk.as('agent', { staffId: (await hr.person()).id });
    const link = { issuer: 'https://login.example.com', subject: 'sub-000' };
    const all = [
      stranger.call(myAccount, {}),
      stranger.call(acceptLink, link),
      stranger.call(unlinkOwnAccount, { reason: '不用了' }),
    ];
    expect(await outcomes(all)).toEqual(all.map(() => 'hr.account.not_found'));
  });

  test('P-02 an OpenID provider’s account signs in to one account only, also where both agree at the same moment', async () => {
    const link = { issuer: 'https://login.example.com', subject: 'sub-1' };
    const agreeing = await Promise.all(
      ['fed-one', 'fed-two'].map(async (username) => {
        const { person, account } = await hr.member(username);
        await hr.officer.call(linkAccount, { accountId: account.id, ...link, reason: '统一登录' });
        return hr.desk.as('agent', { staffId: person.id });
      }),
    );
    const all = await outcomes(agreeing.map((self) => self.call(acceptLink, link)));
    expect(all.toSorted()).toEqual(['hr.name_taken', 'ok']);
    const { account } = await hr.member('fed-three');
    const offered = hr.officer.call(linkAccount, { accountId: account.id, ...link, reason: '统一登录' });
    expect(await refusal(offered)).toMatchObject({ code: 'hr.name_taken' });
    const { items } = await hr.officer.call(listAccounts, {});
    expect(items.filter(({ federated }) => federated !== null).map(({ federated }) => federated)).toEqual([link]);
    expect(items.map(({ username }) => username)).toEqual(items.map(({ username }) => username).toSorted());
  });

  test('P-04 an account that was locked or closed agrees to nothing', async () => {
    const { person, account } = await hr.member('locked-linked');
    const link = { issuer: 'https://login.example.com', subject: 'sub-9' };
    await hr.officer.call(linkAccount, { accountId: account.id, ...link, reason: '统一登录' });
    await hr.manager.call(lockAccount, { accountId: account.id, reason: '调查' });
    const self = hr.desk.as('agent', { staffId: person.id });
    expect(await refusal(self.call(acceptLink, link))).toMatchObject({ code: 'step_refused' });
    await hr.officer.call(staffLeaves, { staffId: person.id, leftOn: '2026-03-02', reason: '离职' });
    expect(await refusal(self.call(unlinkOwnAccount, { reason: '离职' }))).toMatchObject({ code: 'step_refused' });
  });
});
