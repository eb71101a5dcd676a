// A month of books, through the gateway alone: node examples/ledger-month/walk.mjs http://127.0.0.1:3000
import { accounts, advances, bank, cash, dollars, income, office, receivable } from './accounts.mjs';
import { Books, monthAfter, yuan } from './books.mjs';
import { closedMonthRefuses, nextOpensWithClosing, openingByTwo } from './months.mjs';
import { papersAreKept } from './papers.mjs';
import { counted, expect, Surprise } from './person.mjs';

const reason = '月度演练';

const begun = Date.now();
const say = (line) => console.log(`${((Date.now() - begun) / 1_000).toFixed(1).padStart(6)} s  ${line}`);

async function walk(baseUrl) {
  const books = await Books.open(baseUrl);
  say(`it is ${await books.today()}`);
  await books.ensureAccounts(accounts);
  const month = await books.comeToFreshMonth();
  say(`${month} is the month that is walked through`);
  const opened = await openingByTwo(books);
  say(`the opening balances ${opened}`);
  const day = (number) => `${month}-${String(number).padStart(2, '0')}`;

  const receipt = await receiptThroughItsHands(books, day(1));
  say(`a receipt went through its hands as ${receipt.label.zh}`);
  const payment = await paymentThroughItsHands(books, day(2));
  say(`a payment went through its hands as ${payment.label.zh}`);
  await transferThroughItsHands(books, day(3));
  say('a transfer went through its hands');
  await voidKeepsItsNumber(books, day(4));
  say('a void kept its number');
  await redUndoesOnce(books, day(6), payment);
  say('a red voucher has undone a payment, once');
  await papersAreKept(books, day(7));
  say('a paper is kept and read back as it was sent');
  await foreignHasTwoAmounts(books, day(8));
  say('dollars came in and a part of them was changed');
  await lateIsTold(books, day(10), day(24));
  say('what was made late is told and listed');
  await numbersHaveNoGaps(books, month);

  await closedMonthRefuses(books, month);
  say(`${month} is closed, and refuses`);
  await nextOpensWithClosing(books, month);
  say(`${monthAfter(month)} opens with the closing figures`);
  const { journals: verified } = await books.verify('whole');
  return { ok: true, journals: books.journals, vouchers: books.vouchers, refused: counted.refused, verified };
}

/** 收: made by a cashier, checked by an accountant, signed by a cashier, posted by a third person (F-07). */
async function receiptThroughItsHands(books, day) {
  await books.moveTo(day);
  const { cashier, cashier2, accountant, accountant2, finance_manager, general_manager, auditor } = books.people;
  const draft = {
    ...{ kind: 'receipt', day, summary: '收到林先生装修定金', document: ['receipt', 'SJ-0001'] },
    lines: [
      [cash, 'debit', yuan(1_500)],
      [advances, 'credit', yuan(1_500)],
    ],
  };
  const never = async (code, by, change) => {
    await by.isRefused(code, 'POST', '/finance/vouchers', Books.content({ ...draft, ...change }));
  };
  await never('forbidden', general_manager, {});
  await never('finance.voucher.kind_unfit', cashier, { kind: 'payment' });
  await never('finance.journal.unbalanced', cashier, { lines: [draft.lines[0], [advances, 'credit', yuan(1_400)]] });
  await never('finance.journal.line_unfit', cashier, {
    lines: [draft.lines[0], ['2203999999', 'credit', yuan(1_500)]],
  });
  await never('invalid_request', cashier, { lines: [draft.lines[0], [advances, 'credit', 0]] });
  await never('invalid_request', cashier, { lines: [draft.lines[0], [advances, 'credit', 0.001]] });
  await never('finance.voucher.day_ahead', cashier, { day: `${monthAfter(day.slice(0, 7), 2)}-01` });

  let one = await books.make(cashier, draft);
  expect(one.number === null, 'A draft has a number before it was submitted.');
  await books.isRefused(cashier2, one, 'submit', 'finance.voucher.not_yours');
  await cashier.isRefused('precondition_required', 'POST', `/finance/vouchers/${one.id}/submit`, {});
  const draftVersion = one.version;
  one = await books.step(cashier, one, 'submit');
  await books.isRefused(cashier, one, 'check', 'forbidden');
  await books.isRefused(auditor, one, 'check', 'forbidden');
  await books.isRefused(finance_manager, one, 'check', 'finance.voucher.checker_unfit');
  await books.isRefused(accountant, one, 'post', 'step_refused');
  await books.isRefused(accountant, { ...one, version: draftVersion }, 'check', 'version_mismatch');
  one = await books.step(accountant, one, 'check');
  await books.isRefused(accountant2, one, 'post', 'finance.voucher.not_signed');
  await books.isRefused(accountant, one, 'sign', 'forbidden');
  one = await books.step(cashier, one, 'sign');
  await books.isRefused(accountant, one, 'post', 'finance.second_hand');
  return await books.post(one);
}

/** 付: cash goes to the bank by a payment only, and nobody pays what isn't there (F-01, F-07). */
async function paymentThroughItsHands(books, day) {
  await books.moveTo(day);
  const { cashier, cashier2, accountant, accountant2, finance_manager } = books.people;
  const toBank = {
    ...{ kind: 'payment', day, summary: '现金送存银行', document: ['deposit_slip', 'JZ-0001'] },
    lines: [
      [bank, 'debit', yuan(1_000)],
      [cash, 'credit', yuan(1_000)],
    ],
  };
  const asReceipt = Books.content({ ...toBank, kind: 'receipt' });
  await cashier2.isRefused('finance.voucher.kind_unfit', 'POST', '/finance/vouchers', asReceipt);
  await books.posted(cashier2, toBank);

  const there = (await books.balances(day.slice(0, 7))).get(bank).closingFen;
  const paper = (amount) => ({
    ...{ kind: 'payment', day, summary: '购买办公用品', document: ['invoice', 'FP-20260001'] },
    lines: [
      [office, 'debit', amount],
      [bank, 'credit', amount],
    ],
  });
  let one = await books.step(cashier, await books.make(cashier, paper(there + 1)), 'submit');
  one = await books.step(accountant, one, 'check');
  one = await books.step(cashier, one, 'sign');
  const told = await books.isRefused(accountant2, one, 'post', 'finance.journal.balance_too_low');
  expect(!JSON.stringify(told).includes(String(there)), 'A refusal tells how much is at the bank.');
  const { number } = one;
  one = await finance_manager.post(`/finance/vouchers/${one.id}/return`, { reason: '金额有误' });
  one = await cashier.put(`/finance/vouchers/${one.id}`, Books.content(paper(yuan(300))), one.version);
  expect(one.number === number, 'A voucher that was returned has lost its number.');
  expect(one.checked === null && one.signed === null, 'What was checked and signed before an amendment still counts.');
  return await books.post(one);
}

/** 转: made by an accountant, checked by the finance manager, signed by nobody (F-07). */
async function transferThroughItsHands(books, day) {
  await books.moveTo(day);
  const { cashier, accountant, accountant2, finance_manager } = books.people;
  const draft = {
    ...{ kind: 'transfer', day, summary: '确认林先生装修工程收入', document: ['contract', 'HT-2026-001'] },
    lines: [
      [receivable, 'debit', yuan(18_000)],
      [advances, 'debit', yuan(1_500)],
      [income, 'credit', yuan(19_500)],
    ],
  };
  await cashier.isRefused('finance.voucher.maker_unfit', 'POST', '/finance/vouchers', Books.content(draft));
  let one = await books.step(accountant, await books.make(accountant, draft), 'submit');
  await cashier.isRefused('finance.voucher.not_found', 'GET', `/finance/vouchers/${one.id}`);
  await books.isRefused(accountant, one, 'check', 'finance.second_hand');
  await books.isRefused(accountant2, one, 'check', 'finance.voucher.checker_unfit');
  one = await books.step(finance_manager, one, 'check');
  await books.isRefused(cashier, one, 'sign', 'finance.voucher.without_cashier');
  await books.isRefused(finance_manager, one, 'post', 'finance.second_hand');
  await books.isRefused(accountant, one, 'post', 'finance.second_hand');
  return await books.post(one);
}

/** A draft without a number is thrown away; one with a number is void, and keeps it (F-07). */
async function voidKeepsItsNumber(books, day) {
  await books.moveTo(day);
  const { cashier, cashier2, accountant } = books.people;
  const draft = {
    ...{ kind: 'receipt', day, summary: '收到王女士尾款', document: ['receipt', 'SJ-0002'] },
    lines: [
      [cash, 'debit', yuan(200)],
      [receivable, 'credit', yuan(200)],
    ],
  };
  const thrown = await books.make(cashier, draft);
  await books.isRefused(cashier, thrown, 'void', 'finance.voucher.not_numbered', { reason });
  await books.step(cashier, thrown, 'discard');
  let one = await books.step(cashier, await books.make(cashier, draft), 'submit');
  await books.isRefused(cashier2, one, 'void', 'finance.voucher.not_yours', { reason });
  await books.isRefused(cashier, one, 'void', 'invalid_request');
  const { number } = one;
  one = await books.step(cashier, one, 'void', { reason: '收据开错' });
  expect(one.number === number && one.reason === '收据开错', 'A void has lost its number or its reason.');
  await books.isRefused(accountant, one, 'check', 'step_refused');
  const next = await books.posted(cashier, draft);
  expect(next.number === number + 1, `The number behind a void is ${next.number}, and not ${number + 1}.`);
}

/** 红字: whole, once, on the same sides, and never of a red one (F-01). */
async function redUndoesOnce(books, day, payment) {
  await books.moveTo(day);
  const { cashier, accountant } = books.people;
  const month = day.slice(0, 7);
  const before = (await books.balances(month)).get(office);
  const makeRed = { day, summary: '冲销办公用品付款', attachmentsCount: 1 };
  const path = `/finance/vouchers/${payment.id}/make-red`;
  let red = await cashier.post(path, makeRed);
  books.vouchers += 1;
  expect(red.redOfId === payment.id, 'A red voucher does not name the one that it undoes.');
  expect(
    red.lines.every((line, index) => {
      const { side, amountFen } = payment.lines[index];
      return line.side === side && line.amountFen === -amountFen;
    }),
    'A red voucher is not the one that it undoes in red, on the same sides.',
  );
  await cashier.isRefused('finance.voucher.red_already', 'POST', path, makeRed);
  red = await books.post(red);
  await accountant.isRefused('finance.voucher.red_already', 'POST', path, makeRed);
  await accountant.isRefused('finance.voucher.red_of_red', 'POST', `/finance/vouchers/${red.id}/make-red`, makeRed);
  const undone = await books.people.auditor.get(`/finance/journals/${payment.journalId}`);
  expect(undone.reversedById === red.journalId, 'The journal that was undone does not name the one that undid it.');
  const after = (await books.balances(month)).get(office);
  const changed = [after.debitFen - before.debitFen, after.creditFen - before.creditFen];
  expect(changed[0] === -yuan(300) && changed[1] === 0, 'Red did not lessen the debit side.');
}

/** In dollars and in CNY; the journal balances in CNY (F-01). */
async function foreignHasTwoAmounts(books, day) {
  await books.moveTo(day);
  const { cashier, auditor } = books.people;
  const draft = (foreignAmount) => ({
    ...{ kind: 'receipt', day, summary: '收到海外客户定金', document: ['bank_slip', 'HD-0007'] },
    lines: [
      [dollars, 'debit', yuan(7_123.45), foreignAmount],
      [advances, 'credit', yuan(7_123.45)],
    ],
  });
  await cashier.isRefused('finance.journal.line_unfit', 'POST', '/finance/vouchers', Books.content(draft(null)));
  const before = await statement();
  await books.posted(cashier, draft(100_000));
  await books.posted(cashier, {
    ...{ kind: 'payment', day, summary: '结汇', document: ['bank_slip', 'HD-0008'] },
    lines: [
      [bank, 'debit', yuan(2_849.38)],
      [dollars, 'credit', yuan(2_849.38), 40_000],
    ],
  });
  const after = await statement();
  expect(after.foreign - before.foreign === 60_000, 'The account in dollars does not hold 600.00 dollars more.');
  expect(after.fen - before.fen === yuan(4_274.07), 'The account in dollars does not hold 4,274.07 yuan more.');

  async function statement() {
    const last = (
      await auditor.all(`/finance/reports/account-statement?accountCode=${dollars}&from=2020-01-01&until=${day}`)
    ).at(-1);
    return { foreign: last?.foreignBalance ?? 0, fen: last?.balanceFen ?? 0 };
  }
}

/** Older than two working days: warned and listed, and posted all the same (F-07). */
async function lateIsTold(books, day, today) {
  await books.moveTo(today);
  const { cashier, accountant, finance_manager } = books.people;
  const late = await books.make(cashier, {
    ...{ kind: 'receipt', day, summary: '补记王女士尾款', document: ['receipt', 'SJ-0003'] },
    lines: [
      [cash, 'debit', yuan(150)],
      [receivable, 'credit', yuan(150)],
    ],
  });
  expect(late.late && late.warnings.length > 0, 'Nobody is warned of a voucher that is made two weeks late.');
  await books.post(late);
  const path = `/finance/irregular-vouchers?month=${day.slice(0, 7)}`;
  await cashier.isRefused('forbidden', 'GET', path);
  const listed = await accountant.all(path);
  expect(
    listed.some(({ id, late: isLate }) => id === late.id && isLate),
    'A voucher that was made late is not listed.',
  );
  await finance_manager.get(`/finance/vouchers/${late.id}`);
}

/** By kind and month from 1 on, voids included (F-07). */
async function numbersHaveNoGaps(books, month) {
  const all = await books.people.auditor.all(`/finance/vouchers?month=${month}`);
  for (const kind of ['receipt', 'payment', 'transfer']) {
    const numbers = all.flatMap((one) => (one.kind === kind && one.number !== null ? [one.number] : []));
    const ordered = numbers.toSorted((one, other) => one - other);
    expect(
      ordered.every((number, index) => number === index + 1),
      `The numbers of ${kind} vouchers of ${month} are ${ordered.join(', ')}.`,
    );
  }
}

const [baseUrl, ...rest] = process.argv.slice(2);
try {
  expect(baseUrl !== undefined && rest.length === 0, 'Say where the gateway is: walk.mjs http://127.0.0.1:3000');
  const result = await walk(new URL(baseUrl).origin);
  console.log(JSON.stringify(result));
} catch (error) {
  console.error(error instanceof Surprise ? error.message : `The walk itself is wrong: ${error.stack}`);
  process.exitCode = 1;
}
