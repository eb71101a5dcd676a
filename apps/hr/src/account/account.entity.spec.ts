import { raisedBy } from '@bumen/service-kit';
import { Account } from './account.entity.ts';

const staffId = '0198c000-0000-7000-8000-000000000001';
const hr = '0198c000-0000-7000-8000-000000000002';
const open = () =>
  Account.open(
    '0198c000-0000-7000-8000-0000000000cc',
    { staffId, username: 'wang', passwordHash: 'first', mustChangePassword: true },
    hr,
  );
type Step = (account: Account) => void;
const reach: Record<'active' | 'locked' | 'closed', Step> = {
  active: () => undefined,
  locked: (account) => account.lock(hr),
  closed: (account) => account.close(),
};
const steps: Record<string, Step> = {
  lock: (account) => account.lock(hr),
  unlock: (account) => account.unlock(hr),
  changePassword: (account) => account.changePassword('second'),
  resetPassword: (account) => account.resetPassword('second', hr),
  link: (account) => account.link('https://login.example.com', 'wang'),
};

describe('an account', () => {
  test('P-02 tells its state and neither its username nor anything of its password', () => {
    expect(raisedBy(open())).toEqual([
      {
        type: 'hr.account.changed',
        version: 1,
        data: { accountId: '0198c000-0000-7000-8000-0000000000cc', staffId, state: 'active' },
      },
    ]);
  });

  test.each<[state: keyof typeof reach, step: string, after: string]>([
    ['active', 'lock', 'locked'],
    ['active', 'unlock', 'active'],
    ['active', 'changePassword', 'active'],
    ['active', 'resetPassword', 'active'],
    ['active', 'link', 'active'],
    ['locked', 'lock', 'refused'],
    ['locked', 'unlock', 'active'],
    ['locked', 'changePassword', 'locked'],
    ['locked', 'resetPassword', 'locked'],
    ['locked', 'link', 'locked'],
    ['closed', 'lock', 'refused'],
    ['closed', 'unlock', 'refused'],
    ['closed', 'changePassword', 'refused'],
    ['closed', 'resetPassword', 'refused'],
    ['closed', 'link', 'refused'],
  ])('that is %s: %s → %s', (state, step, after) => {
    const account = open();
    reach[state](account);
    if (after === 'refused') expect(() => steps[step]!(account)).toThrow('step_refused');
    else {
      steps[step]!(account);
      expect(account.state).toBe(after);
    }
  });

  test('P-04 is not opened, locked, unlocked or given a password by its owner as an officer', () => {
    expect(() =>
      Account.open(hr, { staffId, username: 'wang', passwordHash: 'x', mustChangePassword: false }, staffId),
    ).toThrow('hr.not_your_own');
    for (const act of [
      (account: Account) => account.lock(staffId),
      (account: Account) => account.unlock(staffId),
      (account: Account) => account.resetPassword('x', staffId),
    ])
      expect(() => act(open())).toThrow('hr.not_your_own');
  });

  test('P-02 a password from somebody else has to be changed, one’s own not', () => {
    const account = open();
    account.changePassword('second');
    expect(account).toMatchObject({ passwordHash: 'second', mustChangePassword: false });
    account.resetPassword('third', hr);
    expect(account).toMatchObject({ passwordHash: 'third', mustChangePassword: true, mustChangeFirst: true });
    account.link('https://id.example', 'wang');
    expect(account.mustChangeFirst).toBe(false);
  });

  test('closes once and stays closed', () => {
    const account = open();
    account.close();
    account.close();
    expect(account).toMatchObject({ state: 'closed', version: 2 });
  });
});
