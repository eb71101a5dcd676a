import { randomUUID } from 'node:crypto';
import { getStaff, resetPassword, signInPolicy, unlockAccount } from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { count, HrRig, outcomes, password } from '../hr.rig.ts';

const wrong = 'not the password';
const { failuresAllowed, failuresBeforeSlowing, slowedSecondsMax } = signInPolicy.default;

describe('lock-outs', () => {
  let hr: HrRig;
  beforeAll(async () => {
    hr = await HrRig.start();
  });
  beforeEach(() => hr.desk.clock.set('2026-03-02T09:00:00+08:00'));
  afterAll(() => hr?.close());

  /** As many failures, each from an address of its own. */
  const stranger = async (username: string, failures: number, network = '203.0.113') => {
    const all: string[] = [];
    for (let index = 0; index < failures; index += 1)
      all.push(...(await outcomes([hr.signIn(username, wrong, { address: `${network}.${index}` })])));
    return all;
  };

  test('P-02 a stranger locks out nobody but the address that they come from', async () => {
    const shift = ['one', 'two', 'three'];
    for (const username of shift) await hr.member(username);
    for (const username of shift)
      await outcomes(
        Array.from({ length: failuresAllowed + 1 }, () => hr.signIn(username, wrong, { address: '203.0.113.1' })),
      );
    for (const username of shift) {
      expect((await refusal(hr.signIn(username, password, { address: '203.0.113.1' }))).code).toBe('hr.account.locked');
      await expect(hr.signIn(username)).resolves.toBeDefined();
    }
    // All addresses of one subscriber are one.
    await hr.member('six');
    const of = (last: string) => ({ address: `2001:db8:1:2::${last}` });
    const all = await outcomes(['1', '2', '3', '4', '5', '6'].map((last) => hr.signIn('six', wrong, of(last))));
    expect(count(all, 'hr.session.refused')).toBe(failuresAllowed);
  });

  test('P-02 who guesses from everywhere is slowed down, and devices that the owner signed in from are spared', async () => {
    const { account } = await hr.member('owner');
    const device = randomUUID();
    await hr.signIn('owner', password, { device });
    const guesses = await stranger('owner', failuresBeforeSlowing + 3);
    expect(count(guesses, 'hr.session.refused')).toBe(failuresBeforeSlowing);
    expect(count(guesses, 'too_many_requests')).toBe(3);
    expect(await refusal(hr.signIn('owner', password, { address: '198.51.100.7' }))).toMatchObject({
      code: 'too_many_requests',
      details: { retryAfterS: 1 },
    });
    await expect(hr.signIn('owner', password, { device, address: '203.0.113.5' })).resolves.toBeDefined();
    // Somebody else's device is none of theirs.
    await hr.member('colleague');
    const elsewhere = randomUUID();
    await hr.signIn('colleague', password, { device: elsewhere });
    expect(await outcomes([hr.signIn('owner', password, { device: elsewhere })])).toEqual(['too_many_requests']);
    hr.desk.clock.advance({ seconds: 1 });
    await expect(hr.signIn('owner', password, { address: '198.51.100.7' })).resolves.toBeDefined();

    for (let guess = 0; guess < 10; guess += 1) {
      hr.desk.clock.advance({ seconds: slowedSecondsMax });
      await stranger('owner', 1, `10.1.${guess}`);
    }
    expect(await refusal(hr.signIn('owner'))).toMatchObject({ details: { retryAfterS: slowedSecondsMax } });
    expect(await hr.audit('owner')).toMatchObject([{ after: { where: 'anywhere', failures: failuresBeforeSlowing } }]);
    await hr.officer.call(unlockAccount, { accountId: account.id, reason: '本人到场' });
    await expect(hr.signIn('owner')).resolves.toBeDefined();
  });

  test('P-02 of many guesses from everywhere at once no more are answered than before it slows', async () => {
    for (const username of ['guessed', 'nobody-at-all']) {
      if (username === 'guessed') await hr.member(username);
      const all = await outcomes(
        Array.from({ length: failuresBeforeSlowing + 10 }, (_, index) =>
          hr.signIn(username, wrong, { address: `192.0.2.${index}` }),
        ),
      );
      expect(count(all, 'hr.session.refused')).toBe(failuresBeforeSlowing);
      expect(count(all, 'too_many_requests')).toBe(10);
    }
  });

  test('P-02 a device that fails is locked out by itself, for that person', async () => {
    for (const username of ['deskmate', 'other-deskmate']) await hr.member(username);
    const device = randomUUID();
    for (const username of ['deskmate', 'other-deskmate']) await hr.signIn(username, password, { device });
    for (let failure = 0; failure < failuresAllowed; failure += 1)
      await outcomes([hr.signIn('deskmate', wrong, { device })]);
    expect((await refusal(hr.signIn('deskmate', password, { device }))).code).toBe('hr.account.locked');
    await expect(hr.signIn('deskmate')).resolves.toBeDefined();
    await expect(hr.signIn('other-deskmate', password, { device })).resolves.toBeDefined();
  });

  test('P-02 a device is known while it is used, one of twenty, and until somebody else sets the password', async () => {
    const { account } = await hr.member('traveller');
    const devices = Array.from({ length: 21 }, () => randomUUID());
    for (const device of devices) {
      hr.desk.clock.advance({ minutes: 1 });
      await hr.signIn('traveller', password, { device });
    }
    const slowed = async (device: string, word = password) =>
      (await outcomes([hr.signIn('traveller', word, { device })]))[0] === 'too_many_requests';
    await stranger('traveller', failuresBeforeSlowing);
    expect([await slowed(devices[0]!), await slowed(devices[1]!), await slowed(devices[20]!)]).toEqual([
      true,
      false,
      false,
    ]);
    await hr.officer.call(resetPassword, { accountId: account.id, password: 'given by HR 1', reason: '忘记密码' });
    expect(await slowed(devices[20]!, 'given by HR 1')).toBe(true);
    await hr.officer.call(unlockAccount, { accountId: account.id, reason: '本人到场' });
    await hr.signIn('traveller', 'given by HR 1', { device: devices[20]! });
    hr.desk.clock.advance({ days: 91 });
    await stranger('traveller', failuresBeforeSlowing);
    expect(await slowed(devices[20]!, 'given by HR 1')).toBe(true);
  });

  test('R9 a burst of strangers keeps neither the rest of the service nor known devices waiting, and has an end', async () => {
    const { person } = await hr.member('busy');
    let answered = 0;
    const burst = Array.from({ length: 120 }, (_, index) =>
      outcomes([hr.signIn(`unknown-${index}`, wrong, { address: `203.0.113.${index}` })]).finally(
        () => (answered += 1),
      ),
    );
    // What nobody has room for is refused at once; the others wait for a hash each.
    const reads = Array.from({ length: 20 }, () => hr.desk.as('agent').call(getStaff, { staffId: person.id }));
    await Promise.all(reads);
    await expect(hr.signIn('busy', password, { deviceKnown: true })).resolves.toBeDefined();
    expect(answered).toBeLessThan(burst.length);
    const all = (await Promise.all(burst)).flat();
    expect(count(all, 'too_many_requests')).toBeGreaterThan(0);
    expect(count(all, 'hr.session.refused')).toBeGreaterThan(0);
    expect(count(all, 'too_many_requests') + count(all, 'hr.session.refused')).toBe(burst.length);
  });

  test('P-05 P-06 a password that is typed in place of a username is stored nowhere; whom somebody guesses at is on the trail', async () => {
    const typed = 'my-Secret-Passw0rd';
    await hr.member('guessed-at');
    for (const username of [typed, 'guessed-at'])
      await outcomes(
        Array.from({ length: failuresAllowed + 1 }, () => hr.signIn(username, wrong, { address: '203.0.113.77' })),
      );
    expect((await refusal(hr.signIn(typed, wrong, { address: '203.0.113.77' }))).code).toBe('hr.account.locked');
    const tables = ['audit_entry', 'failed_sign_ins', 'outbox'];
    for (const table of tables)
      expect(
        await hr.desk.sql('hr', `SELECT FROM ${table} AS one WHERE one::text ILIKE '%' || $1 || '%'`, [typed]),
      ).toEqual([]);
    const where = { after: { where: 'address', failures: failuresAllowed } };
    expect(await hr.audit('#nobody')).toContainEqual(
      expect.objectContaining({ after: expect.objectContaining(where.after) }),
    );
    expect(await hr.audit('guessed-at')).toMatchObject([where]);
  });
});
