import { randomUUID } from 'node:crypto';
import { renewSession } from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { HrRig, outcomes, password } from '../hr.rig.ts';

describe('business time that is moved', () => {
  let hr: HrRig;
  beforeAll(async () => {
    hr = await HrRig.start();
  });
  beforeEach(() => hr.desk.clock.set('2026-03-02T09:00:00+08:00'));
  afterAll(() => hr?.close());

  test('P-02 signs nobody out: a session lasts by real time', async () => {
    await hr.member('patient');
    const session = await hr.signIn('patient');
    await hr.desk.clock.moveTo('2027-03-02T09:00:00+08:00');
    const renewed = await hr.desk.as('anyone').call(renewSession, { refreshToken: session.refreshToken });
    expect(renewed).toMatchObject({ sessionId: session.sessionId, refreshExpiresAt: session.refreshExpiresAt });
    hr.desk.clock.advance({ days: 2 });
    expect(
      await refusal(hr.desk.as('anyone').call(renewSession, { refreshToken: renewed.refreshToken })),
    ).toMatchObject({ code: 'hr.session.over' });
  });

  test('P-02 lets nobody in: who is locked out stays so by real time', async () => {
    await hr.member('guessed');
    const address = '203.0.113.9';
    await outcomes(Array.from({ length: 12 }, () => hr.signIn('guessed', 'not the password', { address })));
    const locked = { code: 'hr.account.locked' };
    expect(await refusal(hr.signIn('guessed', password, { address }))).toMatchObject(locked);
    await hr.desk.clock.moveTo('2027-03-02T09:00:00+08:00');
    expect(await refusal(hr.signIn('guessed', password, { address }))).toMatchObject(locked);
    hr.desk.clock.advance({ days: 1 });
    await expect(hr.signIn('guessed', password, { address })).resolves.toBeDefined();
  });

  test('P-02 forgets no device: it is remembered by real time', async () => {
    await hr.member('travelling');
    const device = randomUUID();
    await hr.signIn('travelling', password, { device });
    await hr.desk.clock.moveTo('2027-03-02T09:00:00+08:00');
    const rows = await hr.desk.sql('hr', 'SELECT used_at FROM known_device WHERE device_id = $1', [device]);
    expect(rows).toEqual([{ used_at: new Date('2026-03-02T01:00:00Z') }]);
  });
});
