import {
  askReopening,
  beginClosing,
  closePeriod,
  draftOpening,
  getPeriod,
  listClosingBlockers,
  listPeriods,
  openPeriod,
  periodChanged,
  refuseReopening,
  reopenPeriod,
  stopClosing,
} from '@bumen/contracts';
import { refusal, until } from '@bumen/testing';
import { FinanceRig, outcomes, type Line } from '../finance.rig.ts';
import { monthAfter } from './months.ts';

let rig: FinanceRig;
beforeEach(async () => {
  rig = await FinanceRig.open();
});
afterEach(() => rig?.close());

const sale: readonly Line[] = [
  ['1001', 'debit', 100],
  ['2203', 'credit', 100],
];
const open = (month: string) => rig.accountant.call(openPeriod, { month });
const why = { reason: '更正分录' };

test('F-09 months are opened one after the other, not too far away, and two who open one open it once', async () => {
  for (const month of ['2005-01', '2027-04'])
    expect(await refusal(open(month))).toMatchObject({
      ...{ code: 'finance.period.too_far', details: { earliest: '2006-03', latest: '2027-03' } },
    });
  await rig.month('2026-03');
  expect(await refusal(open('2026-05'))).toMatchObject({
    ...{ code: 'finance.period.out_of_order', details: { next: '2026-04' } },
  });
  const ends = await outcomes([open('2026-04'), rig.colleague.call(openPeriod, { month: '2026-04' })]);
  expect(ends.toSorted()).toEqual(['finance.period.out_of_order', 'ok']);
  const { items } = await rig.cashier.call(listPeriods, {});
  expect(items.map(({ month, state }) => [month, state])).toEqual([
    ['2026-04', 'open'],
    ['2026-03', 'open'],
  ]);
});

test('F-09 once the books are begun each month opens by itself as it begins where the company is, and once', async () => {
  const months = async () => (await rig.cashier.call(listPeriods, {})).items.map(({ month }) => month);
  await open('2026-01');
  await until('the months that are over are followed', async () => (await months())[0] === '2026-03');
  rig.desk.clock.set('2026-03-31T23:59:59+08:00');
  await rig.desk.sweep();
  expect(await months()).toEqual(['2026-03', '2026-02', '2026-01']);
  rig.desk.clock.set('2026-04-01T00:00:00+08:00');
  await Promise.all([rig.desk.sweep(), outcomes([open('2026-04')])]);
  await until('April is open', async () => (await months())[0] === '2026-04');
  // One that somebody has opened before is opened no second time.
  await open('2026-05');
  rig.desk.clock.set('2026-06-02T09:00:00+08:00');
  await rig.desk.sweep();
  await until('June is open', async () => (await months())[0] === '2026-06');
  const { items } = await rig.cashier.call(listPeriods, {});
  expect(items.map(({ month }) => month).toReversed()).toEqual([1, 2, 3, 4, 5, 6].map((month) => `2026-0${month}`));
  expect(items[0]).toMatchObject({ state: 'open', openedById: 'finance.deadline.month-begins' });
});

test('F-09 a month is closed on its last day and no sooner', async () => {
  const periodId = await rig.month('2026-03');
  await rig.accountant.call(beginClosing, { periodId });
  const close = () => rig.manager.call(closePeriod, { periodId });
  rig.desk.clock.set('2026-03-30T23:59:59+08:00');
  expect((await rig.manager.call(listClosingBlockers, { periodId })).items).toMatchObject([
    { kind: 'not_over', evidence: ['2026-03-31'] },
  ]);
  expect(await refusal(close())).toMatchObject({ code: 'finance.period.not_closeable' });
  rig.desk.clock.set('2026-03-31T00:00:00+08:00');
  expect(await close()).toMatchObject({ state: 'closed' });
});

test('F-09 F-21 the first month stays open as long as opening balances wait to be posted to it', async () => {
  const february = await rig.month('2026-02');
  await rig.accountant.call(draftOpening, {
    lines: [
      { accountCode: '1001', side: 'debit', amountFen: 100 },
      { accountCode: '3001', side: 'credit', amountFen: 100 },
    ],
  });
  const waits = async (periodId: string) =>
    (await rig.manager.call(listClosingBlockers, { periodId })).items.some(({ kind }) => kind === 'opening_waits');
  expect(await waits(february)).toBe(true);
  expect(await waits(await rig.month('2026-03'))).toBe(false);
});

test('F-09 while a month is being closed only what is carried forward is posted, and then nothing', async () => {
  const periodId = await rig.month('2026-03');
  await rig.accountant.call(beginClosing, { periodId });
  expect(await refusal(rig.post(sale))).toMatchObject({ code: 'finance.period.not_open' });
  await rig.post(sale, { kind: 'closing' });
  await rig.accountant.call(stopClosing, { periodId, ...why });
  await rig.post(sale);
  await rig.closeMonth(periodId);
  for (const kind of ['ordinary', 'closing'] as const)
    expect(await refusal(rig.post(sale, { kind }))).toMatchObject({ code: 'finance.period.not_open' });
  expect(await rig.manager.call(getPeriod, { periodId })).toMatchObject({ state: 'closed' });
});

test('F-09 what keeps a month from being closed is listed with what it rests on', async () => {
  await rig.month('2026-02');
  const march = await rig.month('2026-03');
  // Paid in later than it was paid out.
  const { journalId: sold } = await rig.post(sale);
  const out: readonly Line[] = [
    ['2241', 'debit', 100],
    ['1001', 'credit', 100],
  ];
  await rig.post(out, { day: '2026-02-27' });
  rig.comeTo('2026-03-31');
  const { items } = await rig.manager.call(listClosingBlockers, { periodId: march });
  expect(items).toMatchObject([
    { kind: 'earlier_month', evidence: ['2026-02'] },
    { kind: 'chain_unverified', evidence: [sold] },
  ]);
  await rig.accountant.call(beginClosing, { periodId: march });
  const refused = await refusal(rig.manager.call(closePeriod, { periodId: march }));
  expect(refused).toMatchObject({ code: 'finance.period.not_closeable' });
  expect(refused.words().zh).toContain('2026-02');
  const february = (await rig.manager.call(listPeriods, {})).items[1]!.id;
  expect((await rig.manager.call(listClosingBlockers, { periodId: february })).items).toMatchObject([
    { kind: 'negative_balance', evidence: ['1001'] },
    { kind: 'chain_unverified' },
  ]);
});

test('F-09 the last month is reopened by two persons with a reason, and everybody is told (P-04)', async () => {
  const february = await rig.month('2026-02');
  const march = await rig.month('2026-03');
  await rig.closeMonth(february);
  await rig.closeMonth(march);
  const ask = (periodId: string, by = rig.manager) => by.call(askReopening, { periodId, ...why });
  const reopen = (periodId: string, by = rig.director) => by.call(reopenPeriod, { periodId, ...why });
  expect(await refusal(ask(february))).toMatchObject({
    ...{ code: 'finance.period.not_last', details: { last: '2026-03' } },
  });
  expect(await refusal(reopen(march))).toMatchObject({ code: 'finance.period.reopening_not_asked' });
  const refuse = () => rig.director.call(refuseReopening, { periodId: march, ...why });
  expect(await refusal(refuse())).toMatchObject({ code: 'finance.period.reopening_not_asked' });
  await ask(march);
  expect(await refusal(ask(march))).toMatchObject({ code: 'finance.period.reopening_asked_already' });
  expect(await refuse()).toMatchObject({ state: 'closed', reopening: null });
  expect(await ask(march)).toMatchObject({ reopening: { askedByName: '吴经理' } });
  expect(await refusal(reopen(march, rig.manager))).toMatchObject({ code: 'finance.period.reopening_by_another' });
  expect(await reopen(march)).toMatchObject({ state: 'open', reopenings: 1, reopening: null });
  await rig.post(sale);
  await ask(february);
  const told = (await rig.desk.outbox('finance')).filter(({ type }) => type === periodChanged.name);
  expect(told.find(({ data }) => (data as { reopenings: number }).reopenings === 1)!.data).toMatchObject({
    ...{ month: '2026-03', state: 'open', reason: why.reason },
  });
  const outside = await rig.desk.sql('finance', "SELECT envelope FROM outbox WHERE stream = 'finance-departments'");
  expect(JSON.stringify(outside)).not.toContain(why.reason);
});

test('F-09 what was asked for one month is no more than that once the next one is closed', async () => {
  const february = await rig.month('2026-02');
  const march = await rig.month('2026-03');
  await rig.closeMonth(february);
  await rig.manager.call(askReopening, { periodId: february, ...why });
  await rig.closeMonth(march);
  expect(await refusal(rig.director.call(reopenPeriod, { periodId: february, ...why }))).toMatchObject({
    ...{ code: 'finance.period.not_last', details: { last: '2026-03' } },
  });
});

test('F-09 a month that closed behind one is not reopened before that', async () => {
  const february = await rig.month('2026-02');
  const march = await rig.month('2026-03');
  await rig.closeMonth(february);
  await rig.manager.call(askReopening, { periodId: february, ...why });
  await rig.accountant.call(beginClosing, { periodId: march });
  const ends = await outcomes([
    rig.manager.call(closePeriod, { periodId: march }),
    rig.director.call(reopenPeriod, { periodId: february, ...why }),
  ]);
  expect(ends.toSorted()).toEqual([expect.stringMatching(/^finance\.period\.(not_closeable|not_last)$/), 'ok']);
});

test('F-09 nothing slips into a month that is being closed: what was told as posted is in its figures', async () => {
  let month = '2026-02';
  for (let round = 0; round < 8; round += 1) {
    const periodId = await rig.month(month);
    const day = `${month}-10`;
    const posts = Array.from({ length: 6 }, () => rig.post(sale, { day }));
    const [posted] = await Promise.all([outcomes(posts), rig.closeMonth(periodId)]);
    const [row] = await rig.desk.sql<{ journals: number; before: boolean }>(
      'finance',
      `SELECT count(j.id)::int AS journals, coalesce(bool_and(j.posted_at <= p.closed_at), true) AS before
         FROM period p LEFT JOIN journal j ON j.month = p.month WHERE p.id = $1`,
      [periodId],
    );
    expect(posted.filter((one) => one !== 'ok' && one !== 'finance.period.not_open')).toEqual([]);
    expect(row!.journals).toBe(posted.filter((one) => one === 'ok').length);
    month = monthAfter(month, 1);
  }
});

test('F-09 two who close one month close it once', async () => {
  const periodId = await rig.month('2026-03');
  rig.comeTo('2026-03-31');
  await rig.accountant.call(beginClosing, { periodId });
  const close = () => rig.manager.call(closePeriod, { periodId });
  expect((await outcomes([close(), close()])).toSorted()).toEqual(['ok', 'step_refused']);
});

test('F-09 P-04 who began to close a month does not close it, whichever role of theirs allows it; another one does', async () => {
  const periodId = await rig.month('2026-03');
  const close = (by: typeof rig.manager) => by.call(closePeriod, { periodId });
  rig.comeTo('2026-03-31');
  expect(await rig.manager.call(beginClosing, { periodId })).toMatchObject({
    closingById: rig.manager.caller.staffId,
    offers: expect.arrayContaining([{ step: 'close', why: expect.objectContaining({ en: expect.any(String) }) }]),
  });
  expect(await refusal(close(rig.manager))).toMatchObject({ code: 'finance.period.closing_by_another' });
  // Of many at once not one slips through.
  const all = await outcomes([close(rig.manager), close(rig.director), close(rig.manager)]);
  expect(all.toSorted()).toContain('ok');
  expect([all[0], all[2]]).not.toContain('ok');
  expect((await rig.manager.call(listPeriods, {})).items[0]).toMatchObject({
    closingById: rig.manager.caller.staffId,
    closedById: rig.director.caller.staffId,
  });
});

test('F-09 P-04 who stops closing a month may close it after another one began anew', async () => {
  const periodId = await rig.month('2026-03');
  await rig.manager.call(beginClosing, { periodId });
  expect(await rig.manager.call(stopClosing, { periodId, ...why })).toMatchObject({ closingById: null });
  await rig.closeMonth(periodId);
  expect((await rig.manager.call(listPeriods, {})).items[0]).toMatchObject({ state: 'closed' });
});
