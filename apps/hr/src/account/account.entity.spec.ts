import { raisedBy } from '@bumen/service-kit';
import { by } from '../act.rig.ts';
import { Account } from './account.entity.ts';

const staffId = '0198c000-0000-7000-8000-000000000001';
const hr = '0198c000-0000-7000-8000-000000000002';
const open = () =>
  Account.create('0198c000-0000-7000-8000-0000000000cc', { staffId, username: 'wang', passwordHash: 'first' }, by(hr));
const issuer = 'https://login.example.com';
type Step = (account: Account) => void;
const reach: Record<'active' | 'locked' | 'closed', Step> = {
  active: () => undefined,
  locked: (account) => account.lock(by(hr)),
  closed: (account) => account.close(by(hr)),
};
const steps: Record<string, Step> = {
  lock: (account) => account.lock(by(hr)),
  unlock: (account) => account.unlock(by(hr)),
  changePassword: (account) => account.changePassword('second', by(staffId)),
  resetPassword: (account) => account.resetPassword('second', by(hr)),
  link: (account) => account.offerLink(issuer, 'wang', '统一登录', by(hr)),
  acceptLink: (account) => account.acceptLink(issuer, 'wang', by(staffId)),
  unlink: (account) => account.unlink(by(hr)),
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
    ['active', 'acceptLink', 'active'],
    ['active', 'unlink', 'active'],
    ['locked', 'lock', 'refused'],
    ['locked', 'unlock', 'active'],
    ['locked', 'changePassword', 'locked'],
    ['locked', 'resetPassword', 'locked'],
    ['locked', 'link', 'locked'],
    ['locked', 'acceptLink', 'refused'],
    ['locked', 'unlink', 'locked'],
    ['closed', 'lock', 'refused'],
    ['closed', 'unlock', 'refused'],
    ['closed', 'changePassword', 'refused'],
    ['closed', 'resetPassword', 'refused'],
    ['closed', 'link', 'refused'],
    ['closed', 'acceptLink', 'refused'],
    ['closed', 'unlink', 'refused'],
  ])('that is %s: %s → %s', (state, step, after) => {
    const account = open();
    account.offerLink(issuer, 'wang', '统一登录', by(hr));
    reach[state](account);
    if (after === 'refused') expect(() => steps[step]!(account)).toThrow('step_refused');
    else {
      steps[step]!(account);
      expect(account.state).toBe(after);
    }
  });

  test('P-04 is not opened, locked, unlocked, offered a link or given a password by its owner as an officer', () => {
    expect(() => Account.create(hr, { staffId, username: 'wang', passwordHash: 'x' }, by(staffId))).toThrow(
      'hr.not_your_own',
    );
    for (const act of [
      (account: Account) => account.lock(by(staffId)),
      (account: Account) => account.unlock(by(staffId)),
      (account: Account) => account.resetPassword('x', by(staffId)),
      (account: Account) => account.offerLink(issuer, 'x', '统一登录', by(staffId)),
    ])
      expect(() => act(open())).toThrow('hr.not_your_own');
  });

  test('P-02 a password from somebody else has to be changed, one’s own not', () => {
    const account = open();
    account.changePassword('second', by(staffId));
    expect(account).toMatchObject({ passwordHash: 'second', mustChangePassword: false });
    account.resetPassword('third', by(hr));
    expect(account).toMatchObject({ passwordHash: 'third', mustChangePassword: true });
    account.offerLink(issuer, 'wang', '统一登录', by(hr));
    account.acceptLink(issuer, 'wang', by(staffId));
    expect(account).toMatchObject({ federatedSubject: 'wang', mustChangePassword: true });
  });

  test('P-04 a link holds when its owner agrees to the one that is offered, until it ends', () => {
    const account = open();
    expect(() => account.acceptLink(issuer, 'wang', by(staffId))).toThrow('hr.account.link_not_offered');
    expect(() => account.unlink(by(staffId))).toThrow('hr.account.not_linked');
    account.offerLink(issuer, 'wang', '统一登录', by(hr));
    account.offerLink(issuer, 'mallory', '更正', by(hr));
    expect(() => account.acceptLink(issuer, 'wang', by(staffId))).toThrow('hr.account.link_not_offered');
    expect(account).toMatchObject({ federatedSubject: null, offeredSubject: 'mallory', offeredWhy: '更正' });
    account.acceptLink(issuer, 'mallory', by(staffId));
    expect(account).toMatchObject({ federatedSubject: 'mallory', offeredSubject: null, offeredBy: null });
    account.unlink(by(staffId));
    expect(account).toMatchObject({ federatedIssuer: null, federatedSubject: null });
  });

  test('closes once and stays closed', () => {
    const account = open();
    account.close(by(hr));
    account.close(by(hr));
    expect(account).toMatchObject({ state: 'closed', version: 2 });
  });

  test('P-04 offers an officer every step of another’s account, of their own none', () => {
    const possible = (staff: string) =>
      open()
        .offers(by(staff, undefined, ['hr_officer']))
        .flatMap(({ step, why }) => (why === null ? [step] : []));
    expect(possible(hr)).toEqual(['lock', 'unlock', 'reset_password', 'link']);
    expect(possible(staffId)).toEqual([]);
  });
});
