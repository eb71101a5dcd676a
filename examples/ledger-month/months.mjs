// What is done once, and what is done at the end of a month.
import { advances, bank, capital, cash, receivable } from './accounts.mjs';
import { Books, monthAfter, yuan } from './books.mjs';
import { expect } from './person.mjs';

const reason = '月度演练';

/** Registered once, approved by two and posted by a fourth (F-21); books that were begun before are looked at. */
export async function openingByTwo(books) {
  const { cashier, accountant, accountant2, finance_manager, general_manager } = books.people;
  const lines = [
    [bank, 'debit', yuan(500_000)],
    [receivable, 'debit', yuan(20_000)],
    [capital, 'credit', yuan(520_000)],
  ];
  const contentOf = (some) => ({ lines: Books.lines(some), openItems: [] });
  const path = '/finance/openings';
  await cashier.isRefused('forbidden', 'POST', path, contentOf(lines));
  const before = await accountant.find('/finance/opening');
  let one = before ?? (await accountant.post(path, contentOf(lines.slice(0, 2))));
  await accountant2.isRefused('finance.opening.registered', 'POST', path, contentOf(lines));
  const step = async (by, name) => {
    one = await by.post(`${path}/${one.id}/${name}`, {}, one.version);
  };
  const isRefused = (by, name, code) => by.isRefused(code, 'POST', `${path}/${one.id}/${name}`, {}, one.version);
  if (before === null) {
    await isRefused(accountant, 'submit', 'finance.opening.unbalanced');
    one = await accountant.put(`${path}/${one.id}`, contentOf(lines), one.version);
  }
  if (one.state === 'draft') await step(accountant, 'submit');
  if (one.state === 'submitted') {
    await isRefused(accountant, 'approve', 'forbidden');
    if (one.approvedByManager === null) await step(finance_manager, 'approve');
    await isRefused(finance_manager, 'approve', 'finance.opening.approved_already');
    await isRefused(accountant2, 'post', 'step_refused');
    await step(general_manager, 'approve');
  }
  if (one.state === 'approved') {
    await isRefused(accountant, 'post', 'finance.second_hand');
    await isRefused(finance_manager, 'post', 'finance.second_hand');
    await step(accountant2, 'post');
    books.journals += 1;
  }
  await isRefused(general_manager, 'approve', 'step_refused');
  const hands = [one.drafted, one.approvedByManager, one.approvedByDirector, one.posted];
  expect(one.state === 'posted', `The opening balances are ${one.state}, and not posted.`);
  expect(new Set(hands.map(({ byId }) => byId)).size === 4, 'The opening balances did not go through four hands.');
  expect(one.debitFen === one.creditFen, 'The opening balances do not balance.');
  return before === null ? 'were approved by two' : 'had been approved by two before';
}

/** Begins to be closed, is verified and closed; refuses, is reopened by two and closed again (F-09). */
export async function closedMonthRefuses(books, month) {
  const { cashier, accountant, finance_manager, general_manager } = books.people;
  const day = `${month}-28`;
  const draft = {
    ...{ kind: 'receipt', day, summary: '收到刘先生定金', document: ['receipt', 'SJ-0004'] },
    lines: [
      [cash, 'debit', yuan(100)],
      [advances, 'credit', yuan(100)],
    ],
  };
  await books.moveTo(day);
  const left = await books.make(cashier, draft);
  await books.moveTo(`${monthAfter(month)}-01`);
  const { id } = await books.period(month);
  const step = (by, name, code, body = {}) => by.isRefused(code, 'POST', `/finance/periods/${id}/${name}`, body);
  await step(cashier, 'begin-closing', 'forbidden');
  await step(finance_manager, 'close', 'step_refused');
  await books.stepMonth(finance_manager, month, 'begin-closing');
  await step(finance_manager, 'close', 'finance.period.closing_by_another');
  await books.stepMonth(accountant, month, 'stop-closing', { reason });
  await books.stepMonth(accountant, month, 'begin-closing');
  await step(finance_manager, 'close', 'finance.period.not_closeable');
  await books.isRefused(cashier, left, 'submit', 'finance.period.not_open');
  await books.step(cashier, left, 'discard');
  await cashier.isRefused('forbidden', 'GET', `/finance/reports/trial-balance?from=${month}&until=${month}`);
  await books.close(month);
  const closed = [...(await books.balances(month)).values()];
  const standing = closed.filter(({ code, closingFen }) => code.startsWith('5') && closingFen !== 0);
  expect(
    standing.length === 0,
    `${month} is closed, and ${standing.map(({ code }) => code).join(', ')} is not carried forward.`,
  );

  const refuses = () => cashier.isRefused('finance.period.not_open', 'POST', '/finance/vouchers', Books.content(draft));
  await refuses();
  await step(general_manager, 'reopen', 'finance.period.reopening_not_asked', { reason });
  await books.stepMonth(finance_manager, month, 'ask-reopening', { reason });
  await step(finance_manager, 'reopen', 'finance.period.reopening_by_another', { reason });
  await books.stepMonth(general_manager, month, 'refuse-reopening', { reason: '无需更正' });
  await refuses();
}

/** What one month closes with the next one opens with, account by account. */
export async function nextOpensWithClosing(books, month) {
  const next = monthAfter(month);
  const { accountant } = books.people;
  const tooEarly = { month: monthAfter(next, 2) };
  await accountant.isRefused('finance.period.out_of_order', 'POST', '/finance/periods', tooEarly);
  const { state, openedById } = await books.period(next);
  expect(state === 'open', `${next} has begun and is ${state}.`);
  expect(openedById === 'finance.deadline.month-begins', `${next} did not open by itself.`);
  const closing = await books.balances(month);
  const opening = await books.balances(next);
  for (const [code, { closingFen }] of closing) {
    const openingFen = opening.get(code)?.openingFen ?? 0;
    expect(
      openingFen === closingFen,
      `${code} closes ${month} with ${closingFen} fen and opens ${next} with ${openingFen}.`,
    );
  }
  const top = [...opening.values()].filter(({ level }) => level === 1);
  const sum = top.reduce((total, { openingFen }) => total + openingFen, 0);
  expect(sum === 0, `All that ${next} opens with comes to ${sum} fen, and not to nothing.`);
}
