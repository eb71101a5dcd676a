// Cheques, loans and refunds of tickets, as the walk goes through them.
import { setTimeout as pause } from 'node:timers/promises';
import { CashDesk, dayAfter } from '../cashier-day/desk.mjs';
import { bank } from '../ledger-month/accounts.mjs';
import { yuan } from '../ledger-month/books.mjs';
import { expect } from '../ledger-month/person.mjs';

/** Who owes the company gets no other loan (前账不清,后账不借); an expense settles it (F-05). */
export async function loanIsSettled(money) {
  const { agent, accountant, cashier, finance_manager } = money.people;
  const payee = await money.employee('agent');
  const payeeAccountId = await money.accountOf(payee);
  const slip = () => [{ kind: 'loan_slip', number: money.number('JK') }];
  const loan = { kind: 'loan', payee, departmentId: null, accountCode: null, amountFen: yuan(1_000) };
  const open = (await agent.all('/finance/loans?state=open')).filter((one) => one.borrowerId === payee.staffId);
  expect(open.length === 0, `${payee.payeeName} owes something before the walk.`);
  const asked = await money.ask({ ...loan, payeeAccountId, documents: slip() });
  await money.askIsRefused('finance.loan.open_already', { ...loan, payeeAccountId, documents: slip() });
  await money.askIsRefused('invalid_request', { ...loan, payeeAccountId });
  const paid = await money.transferred(await money.sign(finance_manager, asked));
  await money.booked(paid);
  const [one] = await agent.all('/finance/loans?state=open');
  expect(one?.openFen === yuan(1_000) && one.paymentId === paid.id, 'A loan that was paid is not owed.');
  await money.askIsRefused('finance.loan.open_already', { ...loan, payeeAccountId, documents: slip() });
  for (const [kind, amountFen] of [
    ['travel', yuan(300)],
    ['expense', yuan(700)],
  ]) {
    const expense = await money.signed(await money.ask({ kind, way: 'offset', payee, amountFen }));
    await money.isRefused('forbidden', cashier, expense, 'set-off');
    const settled = await money.step(accountant, expense, 'set-off');
    expect(settled.state === 'paid', `An expense that was set off is ${settled.state}.`);
    money.paid += 1;
    await money.booked(settled, accountant);
  }
  const after = await agent.get(`/finance/loans/${one.id}`);
  expect(after.state === 'settled' && after.openFen === 0, `A loan that was settled is ${after.state}.`);
}

/** Void until the general manager signs, voided where it was written wrongly, chased while nobody cashes it (F-11). */
export async function chequesAreDrawn(money) {
  const { accountant, cashier, cashier2, finance_manager, general_manager } = money.people;
  const { staffId: holderId } = cashier2;
  const item = await finance_manager.post('/finance/custody-items', {
    ...{ kind: 'cheque_book', itemName: `支票簿${money.run}`, holderId },
  });
  const numbers = { series: `Z${money.run}`, firstNumber: 1, lastNumber: 10 };
  const asked = { custodyItemId: item.id, bankAccount: bank, ...numbers };
  await cashier.isRefused('forbidden', 'POST', '/finance/cheque-books', asked);
  const book = await accountant.post('/finance/cheque-books', asked);
  const ask = async () => money.signed(await money.ask({ way: 'cheque', payee: money.firm() }));
  const draw = (payment, by = cashier2) =>
    by.post('/finance/cheques', { chequeBookId: book.id, paymentId: payment.id });
  const step = (by, cheque, name, body = {}) => by.post(`/finance/cheques/${cheque.id}/${name}`, body, cheque.version);
  const refused = (code, by, cheque, name, body = {}) =>
    by.isRefused(code, 'POST', `/finance/cheques/${cheque.id}/${name}`, body, cheque.version);
  const signed = async (cheque) => step(general_manager, cheque, 'sign', { digest: cheque.digest });

  const first = await ask();
  await cashier.isRefused(...['finance.cheque.not_in_your_hand', 'POST', '/finance/cheques'], {
    chequeBookId: book.id,
    paymentId: first.id,
  });
  const wrong = await draw(first);
  await refused('step_refused', cashier2, wrong, 'hand-out', { receiver: '王经理' });
  await refused('forbidden', finance_manager, wrong, 'sign', { digest: wrong.digest });
  const spoiled = await signed(wrong);
  await refused('finance.second_hand', cashier2, spoiled, 'void', { reason: '日期写错' });
  await step(accountant, spoiled, 'void', { reason: '日期写错' });
  const cheque = await signed(await draw(await money.see(first)));
  expect(cheque.number > wrong.number, 'The numbers of two cheques do not rise.');
  const out = await step(cashier2, cheque, 'hand-out', { receiver: '王经理' });
  expect((await money.see(first)).state === 'sent', 'A cheque that was handed out is not on its way.');
  const slip = { number: money.number('HD'), day: await money.books.today(), amountFen: first.amountFen };
  await refused('forbidden', cashier, out, 'cash', slip);
  await step(accountant, out, 'cash', slip);
  money.paid += 1;
  await money.booked(await money.see(first));

  const second = await ask();
  const late = await step(cashier2, await signed(await draw(second)), 'hand-out', { receiver: '赵经理' });
  await refused('finance.cheque.still_out', accountant, late, 'void', { reason: '未兑付' });
  return { book, second, late };
}

/** What nobody cashes is told before it expires, and afterwards only made void; then it may be paid otherwise. */
export async function chequeExpires(money, { book, second, late }) {
  const { accountant, auditor } = money.people;
  await money.books.moveTo(dayAfter(late.goodUntil, 1));
  const told = (await auditor.all(`/finance/audit?aggregateId=${late.id}`)).map(({ action }) => action);
  const times = told.filter((action) => action === 'finance.deadline.cheque-expires').length;
  expect(times === 2, `That a cheque nears its end, and has expired, was told ${times} times and not twice.`);
  const path = `/finance/cheques/${late.id}`;
  const expired = await accountant.get(path);
  const slip = { number: money.number('HD'), day: await money.books.today(), amountFen: second.amountFen };
  await accountant.isRefused('finance.cheque.slip_differs', 'POST', `${path}/cash`, slip, expired.version);
  await accountant.post(`${path}/void`, { reason: '过期未兑付' }, expired.version);
  expect(
    (await money.see(second)).state === 'approved',
    'What an expired cheque was to pay can not be paid otherwise.',
  );
  const { numbers } = await accountant.get(`/finance/cheque-books/${book.id}/numbers`);
  const uses = numbers.map(({ use }) => use);
  expect(
    ['voided', 'used', 'voided'].every((use, index) => uses[index] === use),
    `Three cheques are ${uses.slice(0, 3).join(', ')}.`,
  );
}

/** Asked for on a ticket, back the way it came, once; the ticket hears what became of it (F-12). */
export async function ticketsAskForRefunds(money) {
  const { agent, accountant, accountant2, cashier } = money.people;
  const books = money.books;
  const [takingsAccount, pettyAccount] = await CashDesk.freeAccounts(books);
  const asked = { deskName: `前台${takingsAccount}`, custodianId: cashier.staffId, takingsAccount, pettyAccount };
  const desk = new CashDesk(books, await money.people.finance_manager.post('/finance/cash-desks', asked));
  const numbers = { cashDeskId: desk.id, series: desk.series, firstNumber: 1, lastNumber: 50 };
  await accountant.post('/finance/receipt-books', numbers);
  await desk.openDay();
  const order = money.number('42');
  const parts = [{ method: 'wechat', amountFen: yuan(500), reference: order }];
  const receipt = await desk.receive({ payer: '林先生', kind: 'deposit', parts });
  await desk.count();
  await desk.close();
  const { voucherIds } = await cashier.post(`/finance/cash-days/${desk.today.id}/vouchers`);
  for (const id of voucherIds) await books.post(await accountant.get(`/finance/vouchers/${id}`));

  const ticket = await agent.post('/tickets', {
    ...{ channel: 'chat', nature: 'order', question: '多付了款,请退回', mine: true },
    customer: { name: '林先生', phone: `139${String(Date.now()).slice(-8)}` },
  });
  const path = `/tickets/${ticket.id}/refunds`;
  const refund = (amountFen, given = {}) => ({
    ...{ receiptNumber: receipt.number, amountFen, why: 'overcharged', situation: '客户重复付款' },
    ...given,
  });
  const see = (one) => agent.get(`/refunds/${one.id}`);
  const becomes = async (one, state) => {
    for (const until = Date.now() + 30_000; (await see(one)).state !== state; await pause(100))
      expect(Date.now() < until, `A refund did not become ${state}: it is ${(await see(one)).state}.`);
    money.refunds += 1;
    return see(one);
  };
  const paymentOf = async (one) => {
    for (const until = Date.now() + 30_000; ; await pause(100)) {
      const all = await accountant.all('/finance/payments?kind=refund&state=requested');
      const found = all.find(({ source }) => source?.refundId === one.id);
      if (found) return money.see(found);
      expect(Date.now() < until, 'A refund that a ticket asked for came to nobody.');
    }
  };
  await agent.isRefused('invalid_request', 'POST', path, refund(0));
  await cashier.isRefused('forbidden', 'POST', path, refund(1));
  const unknown = await becomes(await agent.post(path, refund(1, { receiptNumber: 'NONE-1' })), 'refused');
  expect(unknown.refusal.code === 'receipt_unknown', `A refund of no receipt is refused for ${unknown.refusal.code}.`);
  const first = await agent.post(path, refund(yuan(300)));
  const payment = await paymentOf(first);
  expect(payment.way === 'wallet' && payment.amountFen === yuan(300), 'A refund goes another way than it came.');
  const beyond = await becomes(await agent.post(path, refund(yuan(201))), 'refused');
  expect(beyond.refusal.code === 'more_than_received', `More than was received is refused for ${beyond.refusal.code}.`);
  const second = await agent.post(path, refund(yuan(200)));
  const other = await paymentOf(second);
  await agent.post(`/refunds/${second.id}/withdraw`, { reason: '客户改为换货' });
  await becomes(second, 'withdrawn');
  await money.isRefused('step_refused', accountant2, await money.see(other), 'sign', { digest: other.digest });
  const paid = await money.transferred(await money.signed(payment));
  const told = await becomes(first, 'paid');
  await agent.isRefused('step_refused', 'POST', `/refunds/${told.id}/withdraw`, { reason: '太迟了' });
  await money.booked(paid);
  const messages = await agent.all(`/tickets/${ticket.id}/messages`);
  expect(messages.length >= 4, `The ticket was told of four ends of refunds, and has ${messages.length} messages.`);
}
