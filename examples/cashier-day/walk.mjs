// A week at a cash desk, through the gateway alone: node examples/cashier-day/walk.mjs http://127.0.0.1:3000
import { bank } from '../ledger-month/accounts.mjs';
import { yuan } from '../ledger-month/books.mjs';
import { counted, expect, Surprise } from '../ledger-month/person.mjs';
import { CashDesk, cashOf, dayAfter } from './desk.mjs';

const begun = Date.now();
const say = (line) => console.log(`${((Date.now() - begun) / 1_000).toFixed(1).padStart(6)} s  ${line}`);

async function walk(baseUrl) {
  const books = await CashDesk.open(baseUrl);
  const monday = await CashDesk.comeToMonday(books);
  say(`it is Monday, ${monday}`);
  const desk = await deskIsSetUp(books);
  say(`${desk.name} is set up, and has a receipt book`);
  await receiptsOfEachKind(desk);
  say('receipts of each kind were issued; the custodian is not told what is in the boxes');
  await voidNeedsASecondPerson(desk);
  say('a void was agreed to by a second person, and kept its number');
  await limitIsPassed(desk);
  say('the limit was passed: the day was closed after a deposit with both of its ends');
  await blindCountShort(desk, dayAfter(monday, 1));
  say('a count was short, explained and closed');
  await quietSunday(desk, dayAfter(monday, 7));
  say('days without business were closed by themselves, in order');
  await desk.books.verify('whole');
  return { ok: true, receipts: desk.receipts, refused: counted.refused, daysClosed: desk.daysClosed };
}

/** With a custodian who keeps no books, two accounts of its own and a book whose numbers nobody else has (F-02). */
async function deskIsSetUp(books) {
  const { cashier, accountant, finance_manager } = books.people;
  await books.ensureAccounts([[bank, '基本存款账户']]);
  const [takingsAccount, pettyAccount] = await CashDesk.freeAccounts(books);
  const asked = { deskName: `前台${takingsAccount}`, custodianId: cashier.staffId, takingsAccount, pettyAccount };
  const path = '/finance/cash-desks';
  await cashier.isRefused('forbidden', 'POST', path, asked);
  const custodianId = accountant.staffId;
  await finance_manager.isRefused('finance.cash_desk.custodian_unfit', 'POST', path, { ...asked, custodianId });
  const one = { ...asked, takingsAccount: pettyAccount };
  await finance_manager.isRefused('finance.cash_desk.account_unfit', 'POST', path, one);
  const desk = new CashDesk(books, await finance_manager.post(path, { ...asked, pettyFen: yuan(500) }));
  desk.pettyFen = yuan(500);
  const book = { cashDeskId: desk.id, series: `W${takingsAccount}`, firstNumber: 1, lastNumber: 50 };
  await cashier.isRefused('forbidden', 'POST', '/finance/receipt-books', book);
  await accountant.post('/finance/receipt-books', book);
  const again = { ...book, firstNumber: 50, lastNumber: 60 };
  await accountant.isRefused('finance.receipt_book.overlaps', 'POST', '/finance/receipt-books', again);
  return desk;
}

/** 定金, 尾款 and others; in cash, by cheque, transfer and wallet (F-02), while the boxes stay hidden (F-08). */
async function receiptsOfEachKind(desk) {
  const { cashier, cashier2, accountant } = desk.books.people;
  const path = `${desk.path}/receipts`;
  const content = { payer: '林先生', kind: 'deposit', contract: 'HT-2026-001', parts: [cashOf(yuan(1_200))] };
  const never = (code, by, change = {}) =>
    by.isRefused(code, 'POST', path, { ...content, counterfeitChecked: true, ...change });
  await never('finance.cash_day.not_open', cashier);
  await cashier2.isRefused('finance.cash_desk.not_yours', 'POST', `${desk.path}/days`);
  await desk.openDay();
  await never('finance.cash_desk.not_yours', cashier2);
  await never('forbidden', accountant);
  for (const change of [
    { counterfeitChecked: false },
    { parts: [cashOf(0)] },
    { parts: [cashOf(-100)] },
    { parts: [cashOf(0.1)] },
    { parts: [{ method: 'cheque', amountFen: 100 }] },
  ])
    await never('invalid_request', cashier, change);
  const first = await desk.receive(content);
  expect(first.totalInWords === '壹仟贰佰元整', `1,200 yuan are written ${first.totalInWords}.`);
  const mixed = await desk.receive({
    ...{ payer: '王女士', kind: 'final' },
    parts: [
      cashOf(yuan(200)),
      { method: 'cheque', amountFen: yuan(3_000), reference: '30108912' },
      { method: 'wechat', amountFen: yuan(500), reference: '4200001', feeFen: yuan(3) },
    ],
  });
  expect(mixed.chequeInHand && mixed.cashFen === yuan(200), 'A cheque is taken for cash.');
  expect(mixed.number > first.number, 'The numbers of two receipts do not rise.');
  await desk.receive({
    ...{ payer: '刘先生', kind: 'first_instalment' },
    parts: [{ method: 'transfer', amountFen: yuan(8_000), reference: 'HD20260001' }],
  });
  expect(
    (await desk.view(accountant)).inBoxes.takingsFen === desk.takingsFen,
    'The takings are not what was received.',
  );
  expect((await desk.view(cashier)).inBoxes === null, 'The custodian of an open day is told what is in the boxes.');
  await cashier.isRefused('finance.cash_day.uncounted', 'GET', `/finance/cash-days/${desk.today.id}/report`);
}

/** On its own day, with all copies back; nothing is handed back out of the takings (F-02, F-04). */
async function voidNeedsASecondPerson(desk) {
  const { cashier, accountant, finance_manager } = desk.books.people;
  const wrong = await desk.receive({ payer: '赵先生', kind: 'deposit', parts: [cashOf(yuan(50))] });
  const path = `/finance/receipts/${wrong.id}`;
  const asked = { reason: '金额写错', copiesBack: true };
  await cashier.isRefused('finance.receipt.copies_missing', 'POST', `${path}/void`, { ...asked, copiesBack: false });
  await cashier.isRefused('finance.receipt.paid_back', 'POST', `${path}/void`, { ...asked, paidBack: true });
  await accountant.isRefused('forbidden', 'POST', `${path}/void`, asked);
  const waiting = await cashier.post(`${path}/void`, asked);
  expect(waiting.state === 'void_asked', `A void that lowers the takings is ${waiting.state} without a second person.`);
  await cashier.isRefused('forbidden', 'POST', `${path}/approve-void`, {}, waiting.version);
  const done = await finance_manager.post(`${path}/approve-void`, {}, waiting.version);
  expect(done.state === 'voided' && done.number === wrong.number, 'A void has lost its number.');
  desk.takingsFen -= yuan(50);
  const seen = await desk.view(accountant);
  expect(seen.inBoxes.takingsFen === desk.takingsFen, 'A void did not lower the takings.');
}

/** Both boxes count; who holds the cash is told that it is passed, and not by how much (F-03). */
async function limitIsPassed(desk) {
  const { cashier } = desk.books.people;
  expect(!(await desk.view(cashier)).overLimit, 'The limit is passed before there is so much.');
  await desk.receive({ payer: '孙女士', kind: 'second_instalment', parts: [cashOf(yuan(700))] });
  expect((await desk.view(cashier)).overLimit, 'The limit was passed, and nobody is told.');
  const count = await desk.count();
  expect(count.takings.differenceFen === 0 && count.petty.differenceFen === 0, 'What agrees is told to differ.');
  const told = await desk.closeIsRefused('finance.cash_day.over_limit');
  expect(!JSON.stringify(told).includes(String(desk.takingsFen)), 'A refusal tells how much there is.');
  const path = `/finance/cash-days/${desk.today.id}/allow-over-limit`;
  await cashier.isRefused('forbidden', 'POST', path, { reason: '来不及送存' });
  await depositHasTwoEnds(desk, yuan(1_500));
  await desk.close();
}

/** It leaves the desk, and is on its way until the slip of the bank is back with the same sum (F-03). */
async function depositHasTwoEnds(desk, amountFen) {
  const { cashier, cashier2, accountant } = desk.books.people;
  const given = { bankAccount: bank, amountFen };
  const path = `${desk.path}/deposits`;
  await cashier2.isRefused('finance.cash_desk.not_yours', 'POST', path, given);
  await cashier.isRefused('finance.cash_desk.bank_account_unfit', 'POST', path, { ...given, bankAccount: '5001' });
  await cashier.isRefused('finance.cash_desk.not_enough', 'POST', path, { ...given, amountFen: yuan(90_000) });
  const deposit = await cashier.post(path, given);
  expect(deposit.state === 'left', `A deposit that has left is ${deposit.state}.`);
  desk.takingsFen -= amountFen;
  const slip = { number: `JZ${deposit.id.slice(-8)}`, day: await desk.books.today(), amountFen };
  const bankIt = `/finance/cash-deposits/${deposit.id}/bank`;
  await cashier.isRefused('forbidden', 'POST', bankIt, slip);
  await accountant.isRefused('finance.cash_deposit.slip_differs', 'POST', bankIt, {
    ...slip,
    amountFen: amountFen - 100,
  });
  const banked = await accountant.post(bankIt, slip);
  expect(banked.state === 'banked', `A deposit whose slip is back is ${banked.state}.`);
  await accountant.isRefused('step_refused', 'POST', bankIt, slip);
}

/** What is missing is explained and moved at the close; the next day opens with what was counted (F-08). */
async function blindCountShort(desk, day) {
  await desk.books.moveTo(day);
  const { cashier } = desk.books.people;
  await desk.openDay();
  await cashier.isRefused('finance.cash_day.unclosed', 'POST', `${desk.path}/days`);
  await desk.receive({ payer: '周先生', kind: 'deposit', parts: [cashOf(yuan(20))] });
  const iou = { takings: [{ denominationFen: 12_300, pieces: 1 }], petty: [] };
  const path = `/finance/cash-days/${desk.today.id}/counts`;
  await cashier.isRefused('finance.cash_day.denomination_unknown', 'POST', path, iou);
  const count = await desk.count({ takings: yuan(5), petty: -yuan(1) });
  expect(
    count.takings.differenceFen === -yuan(5),
    `A count that is 5 yuan short is ${count.takings.differenceFen} fen off.`,
  );
  expect(count.petty.differenceFen === yuan(1), 'Over in one box was set off against short in the other.');
  await cashier.isRefused('finance.cash_day.not_open', 'POST', `${desk.path}/receipts`, {
    ...{ payer: '周先生', kind: 'deposit', parts: [cashOf(100)], counterfeitChecked: true },
  });
  await desk.closeIsRefused('finance.cash_day.difference_unexplained', { takings: '找零时多给' });
  const closed = await desk.close({ takings: '找零时多给', petty: '客户多付' });
  expect(closed.counts.length === 1 && closed.explanations.takings === '找零时多给', 'An explanation is lost.');
  const report = await cashier.get(`/finance/cash-days/${closed.id}/report`);
  expect(report.takings.closingFen === desk.takingsFen, 'The report of the day closes with something else.');
}

/** None is skipped: what nobody opened is closed by itself, and opens as the one before closed (F-08). */
async function quietSunday(desk, nextMonday) {
  const { accountant } = desk.books.people;
  await desk.books.moveTo(nextMonday);
  const days = (await accountant.all(`/finance/cash-days?cashDeskId=${desk.id}`)).toReversed();
  expect(
    days.every(({ day }, index) => index === 0 || day === dayAfter(days[index - 1].day)),
    `Days are skipped: ${days.map(({ day }) => day).join(', ')}.`,
  );
  const quiet = days.filter((one) => one.quiet);
  expect(quiet.length === 5, `${quiet.length} days are quiet, and not the five from Wednesday to Sunday.`);
  for (const one of quiet)
    expect(one.state === 'closed' && one.closing.takingsFen === desk.takingsFen, 'A quiet day moved cash.');
  desk.daysClosed += quiet.length;
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
