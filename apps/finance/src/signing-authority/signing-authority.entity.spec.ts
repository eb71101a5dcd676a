import type { Role } from '@bumen/contracts';
import { raisedBy } from '@bumen/service-kit';
import { by } from '../voucher/voucher.rig.ts';
import { isFitDeputy, SigningAuthority, type Colleague, type Signature } from './signing-authority.entity.ts';

const [principalId, deputyId, other] = [1, 2, 3].map((n) => `0198c000-0000-7000-8000-00000000000${n}`) as [
  string,
  string,
  string,
];
const id = '0198c000-0000-7000-8000-0000000000dd';
const colleague = (...roles: Role[]): Colleague => ({ name: '张三', roles });
const principal = colleague('finance_manager');
const deputy = colleague('agent');

const given = () =>
  SigningAuthority.give(
    id,
    {
      ...{ deputyId, deputyName: '李四', role: 'finance_manager', kinds: ['expense', 'travel'] },
      ...{ fromDay: '2026-03-02', untilDay: '2026-03-08' },
    },
    100_000,
    by(principalId, 'finance_manager'),
  );
function accepted(): SigningAuthority {
  const authority = given();
  authority.accept(by(deputyId, 'agent'));
  return authority;
}
const signature: Signature = { ...{ deputyId, kind: 'expense', amountFen: 100_000, day: '2026-03-08' } };

test('F-06 an authority is given by one, accepted by the other and by nobody else, and covers what it says then', () => {
  const authority = given();
  expect(() => authority.refuseUnless(signature, principal, deputy)).toThrow('finance.signing_authority.unfit');
  for (const hand of [principalId, other])
    expect(() => authority.accept(by(hand, 'general_manager'))).toThrow('finance.signing_authority.not_yours');
  authority.accept(by(deputyId, 'agent'));
  expect(authority).toMatchObject({ state: 'in_force', accepted: { byId: deputyId }, principalName: '张三' });
  authority.refuseUnless(signature, principal, deputy);
  authority.refuseUnless({ ...signature, kind: 'travel', amountFen: 1, day: '2026-03-02' }, principal, deputy);
  expect(raisedBy(authority)).toHaveLength(2);
});

test.each([
  ['other_deputy', { deputyId: other }],
  ['dates', { day: '2026-03-01' }],
  ['dates', { day: '2026-03-09' }],
  ['other_kind', { kind: 'supplier' }],
  ['too_much', { amountFen: 100_001 }],
] satisfies [string, Partial<Signature>][])('F-06 an authority covers nothing beyond its limits: %s', (why, beyond) => {
  const refused = () => accepted().refuseUnless({ ...signature, ...beyond }, principal, deputy);
  expect(refused).toThrow(expect.objectContaining({ details: { why } }) as Error);
});

test.each([
  ['principal', undefined, deputy],
  ['principal', colleague('accountant'), deputy],
  ['deputy', principal, undefined],
  ['deputy', principal, colleague('agent', 'cashier')],
  ['deputy', principal, colleague('auditor')],
  ['deputy', principal, colleague('department_liaison')],
] satisfies [string, Colleague | undefined, Colleague | undefined][])(
  'F-06 P-04 an authority counts for nothing where who gave or was given it is unfit by now: %s',
  (why, gave, was) => {
    const refused = () => accepted().refuseUnless(signature, gave, was);
    expect(refused).toThrow(expect.objectContaining({ details: { why } }) as Error);
  },
);

test('F-06 P-04 whoever pays, audits or is from outside is nobody’s deputy', () => {
  for (const role of ['cashier', 'auditor', 'department_liaison'] as const)
    expect(isFitDeputy(colleague('agent', role))).toBe(false);
  expect([isFitDeputy(undefined), isFitDeputy(colleague('agent'))]).toEqual([false, true]);
});

test('F-06 either of both ends it, and so does who leads the finances or the company', () => {
  for (const ends of [
    by(principalId, 'accountant'),
    by(deputyId, 'agent'),
    by(other, 'finance_manager'),
    by(other, 'general_manager'),
  ]) {
    const authority = accepted();
    authority.end('休假结束', ends);
    expect(authority).toMatchObject({ state: 'ended', ended: { byId: ends.by.id }, reason: '休假结束' });
    expect(() => authority.refuseUnless(signature, principal, deputy)).toThrow('finance.signing_authority.unfit');
  }
  expect(() => accepted().end('不用了', by(other, 'accountant'))).toThrow('finance.signing_authority.not_yours');
  const declined = given();
  declined.end('不接受', by(deputyId, 'agent'));
  expect(() => declined.accept(by(deputyId, 'agent'))).toThrow('step_refused');
});

test('F-06 nothing is accepted once its days are over', () => {
  const late = by(deputyId, 'agent', '2026-03-08T16:00:00Z');
  expect(() => given().accept(late)).toThrow('finance.signing_authority.unfit');
  given().accept(by(deputyId, 'agent', '2026-03-08T15:59:00Z'));
});
