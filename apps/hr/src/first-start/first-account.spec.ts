import { createAccount, getStaff } from '@bumen/contracts';
import { HrRig, password } from '../hr.rig.ts';
import { firstSignIn } from './first-account.ts';

describe('the first start', () => {
  let hr: HrRig;
  beforeAll(async () => {
    hr = await HrRig.start();
  });
  afterAll(() => hr?.close());

  test('P-02 an empty database gets one person who can sign in and make everybody else', async () => {
    const founder = await hr.signIn('founder');
    expect(founder).toMatchObject({ roles: ['general_manager', 'hr_officer'], mustChangePassword: false });
    const person = await hr.person();
    const self = hr.desk.as(founder.roles, { staffId: founder.staffId });
    await expect(self.call(createAccount, { staffId: person.id, username: 'second', password })).resolves.toMatchObject(
      { username: 'second' },
    );
  });

  test('P-06 it is told and audited like everything else', async () => {
    const { staffId } = await hr.signIn('founder');
    expect(await hr.told(staffId)).toHaveLength(1);
    expect(await hr.audit(staffId)).toMatchObject([{ action: 'hr.first-start', actor: 'hr.first-start' }]);
    await expect(hr.desk.as('agent').call(getStaff, { staffId })).resolves.toMatchObject({ active: true });
  });

  test('a later start, and several at once, make no second one', async () => {
    await Promise.all([hr.desk.startInstance('hr'), hr.desk.startInstance('hr')]);
    expect(await hr.desk.sql('hr', "SELECT 1 FROM account WHERE username = 'founder'")).toHaveLength(1);
  });
});

describe('several that start on an empty database at once', () => {
  test('make one account', async () => {
    const hr = await HrRig.startEmpty();
    try {
      Object.assign(process.env, { BOOTSTRAP_USERNAME: 'founder', BOOTSTRAP_PASSWORD: password });
      await Promise.all(Array.from({ length: 3 }, () => hr.desk.startInstance('hr')));
      expect(await hr.desk.sql('hr', 'SELECT username FROM account')).toEqual([{ username: 'founder' }]);
    } finally {
      delete process.env['BOOTSTRAP_USERNAME'];
      delete process.env['BOOTSTRAP_PASSWORD'];
      await hr.close();
    }
  });
});

test.each<[env: Record<string, string>, message: string]>([
  [{ BOOTSTRAP_USERNAME: 'founder' }, 'set together'],
  [{ BOOTSTRAP_PASSWORD: password }, 'set together'],
  [{ BOOTSTRAP_USERNAME: 'not a name', BOOTSTRAP_PASSWORD: password }, 'BOOTSTRAP_USERNAME is not valid'],
  [{ BOOTSTRAP_USERNAME: 'founder', BOOTSTRAP_PASSWORD: 'short' }, 'BOOTSTRAP_PASSWORD is not valid'],
  [{ BOOTSTRAP_USERNAME: 'founder', BOOTSTRAP_PASSWORD: 'i-am-the-founder' }, 'BOOTSTRAP_PASSWORD is not fit'],
])('%o is refused: %s', (env, message) => {
  expect(() => firstSignIn(env)).toThrow(message);
});

test('nothing is asked for where neither is set', () => {
  expect(firstSignIn({ BOOTSTRAP_USERNAME: '', BOOTSTRAP_PASSWORD: '' })).toBeUndefined();
});
