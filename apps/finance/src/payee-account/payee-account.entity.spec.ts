import { raisedBy } from '@bumen/service-kit';
import { by } from '../voucher/voucher.rig.ts';
import { PayeeAccount } from './payee-account.entity.ts';

const [clerk, manager, payee] = [1, 2, 3].map((n) => `0198c000-0000-7000-8000-00000000000${n}`) as [
  string,
  string,
  string,
];
const approver = { ...by(manager, 'finance_manager'), by: { ...by(manager, 'finance_manager').by, name: '吴经理' } };
const idOf = (n: number) => `0198c000-0000-7000-8000-0000000000a${n}`;
const content = {
  payee: { kind: 'person' as const, payeeName: '张三', party: null, staffId: payee },
  bankName: '工商银行',
};
const registered = (n = 1, replaces: PayeeAccount | null = null) =>
  PayeeAccount.register(idOf(n), { ...content, accountNumber: '6222 0202-1234' }, replaces, by(clerk, 'accountant'));
function inForce(n = 1): PayeeAccount {
  const account = registered(n);
  account.approve(approver);
  return account;
}

test('F-06 P-04 an account is registered by one, approved by another, and by nobody whose it is', () => {
  const account = registered();
  expect(account).toMatchObject({ state: 'registered', accountNumber: '622202021234', payee: content.payee });
  for (const hand of [clerk, payee])
    expect(() => account.approve(by(hand, 'general_manager'))).toThrow('finance.second_hand');
  account.approve(approver);
  expect(account).toMatchObject({ state: 'in_force', approved: { byId: manager } });
  expect(() => account.refuse('户名不符', by(manager, 'finance_manager'))).toThrow('step_refused');
  account.retire('对方销户', by(clerk, 'accountant'));
  expect(account).toMatchObject({ state: 'retired', retired: { byId: clerk }, reason: '对方销户' });
  expect(() => account.approve(approver)).toThrow('step_refused');
  expect(raisedBy(account)).toHaveLength(3);
});

test('F-06 P-04 nobody approves an account in their own name, also where it is said to be nobody’s of the staff', () => {
  const given = { ...content, payee: { ...content.payee, staffId: null }, accountNumber: '622202021234' };
  const account = PayeeAccount.register(idOf(1), given, null, by(clerk, 'accountant'));
  const { by: namesake, ...act } = by(manager, 'finance_manager');
  expect(() => account.approve({ ...act, by: { ...namesake, name: ' 张 三' } })).toThrow('finance.second_hand');
  account.approve({ ...act, by: { ...namesake, name: '李四' } });
  expect(account.state).toBe('in_force');
});

test('F-06 what was refused is never in force, and who registered an account may take it back so', () => {
  const account = registered();
  account.refuse('填错', by(clerk, 'accountant'));
  expect(account).toMatchObject({ state: 'refused', refused: { byId: clerk } });
  expect(() => account.approve(approver)).toThrow('step_refused');
  expect(() => account.refuseUnlessInForce()).toThrow('finance.payee_account.not_in_force');
});

test('F-06 only what is in force is corrected, and once', () => {
  expect(() => registered(2, registered())).toThrow('finance.payee_account.not_in_force');
  const old = inForce();
  const [one, two] = [registered(2, old), registered(3, old)];
  expect(one.replacesId).toBe(old.id);
  old.replaceBy(one, by(manager, 'finance_manager'));
  expect(old).toMatchObject({ state: 'retired', successorId: one.id, retired: { byId: manager } });
  expect(() => old.replaceBy(two, by(manager, 'finance_manager'))).toThrow('finance.payee_account.not_in_force');
});
