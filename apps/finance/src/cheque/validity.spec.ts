import { calendarPolicy, chequePolicy, type ChequeValidity, type Policy } from '@bumen/contracts';
import { rulesBy } from '../rules.ts';
import { lastDayOfCheque } from './validity.ts';

const get = ((policy: Policy) => policy.default) as never;
const { isBankDay, cheque } = rulesBy({ get, at: get });
const nextDay = { days: 10, beginsOn: 'next_day', ifBankClosed: 'next_banking_day' } as const;

test('F-11 a cheque is good for ten days from the day after it is issued, unless the company says otherwise', () => {
  expect(cheque).toMatchObject(nextDay);
  expect(chequePolicy.default.chaseDays).toBe(3);
});

const cases: readonly (readonly [issued: string, validity: ChequeValidity, until: string, why: string])[] = [
  ['2026-06-23', nextDay, '2026-07-03', 'a Friday'],
  ['2025-03-21', { ...nextDay, beginsOn: 'same_day', ifBankClosed: 'as_is' }, '2025-03-30', 'counted from its own day'],
  ['2025-03-21', { ...nextDay, beginsOn: 'same_day' }, '2025-03-31', 'that one is a Sunday'],
  ['2025-03-21', nextDay, '2025-03-31', 'a Monday'],
  ['2026-09-21', nextDay, '2026-10-08', 'National Day, and all its week'],
  ['2026-09-21', { ...nextDay, ifBankClosed: 'as_is' }, '2026-10-01', 'National Day itself'],
  ['2026-09-30', nextDay, '2026-10-10', 'a Saturday that is made up for the holiday'],
  ['2026-10-01', nextDay, '2026-10-12', 'the Sunday behind it'],
  ['2026-12-22', nextDay, '2027-01-04', 'New Year and its weekend'],
  ['2028-02-19', nextDay, '2028-02-29', 'a leap day'],
  ['2026-03-02', { ...nextDay, days: 1, beginsOn: 'same_day' }, '2026-03-02', 'the day itself'],
];
test.each(cases)('F-11 a cheque of %s with %j is good until %s: %s', (issued, validity, until, why) => {
  expect(why).not.toBe('');
  expect(lastDayOfCheque(issued, validity, isBankDay)).toBe(until);
});

test('F-11 where no day is one of the bank’s, a cheque is good for its days and no longer', () => {
  expect(lastDayOfCheque('2026-06-23', nextDay, () => false)).toBe('2026-07-03');
});

test('F-11 the days of the bank are not the hours of the company', () => {
  const calendar = {
    ...calendarPolicy.default,
    days: { '2026-07-03': [] },
    week: calendarPolicy.default.week.map(() => []),
  };
  const closed = ((policy: Policy) => (policy === calendarPolicy ? calendar : policy.default)) as never;
  expect(rulesBy({ get: closed, at: closed }).isBankDay('2026-07-03')).toBe(true);
});
