// A week at a cash desk, through the gateway alone: node examples/cashier-day/walk.mjs http://127.0.0.1:3000
import { bank } from '../ledger-month/accounts.mjs';
import { yuan } from '../ledger-month/books.mjs';
import { counted, expect, Surprise } from '../ledger-month/person.mjs';
import { CashDesk, cashOf, dayAfter, pieces } from './desk.mjs';

const begun = Date.now();
const say = (line) => console.log(`${((Date.now() - begun) / 1_000).toFixed(1).padStart(6)} s  ${line}`);

async function walk(baseUrl) {
  const books = await CashDesk.open(baseUrl);
  const monday = await CashDesk.comeToMonday(books);
  say(`it is Monday, ${monday}`);
  await CashDesk.isBooked(books);
  const desk = await deskIsSetUp(books);
  say(`${desk.name} is set up, and has a receipt book`);
  await receiptsOfEachKind(desk);
  say('receipts of each kind were issued; the custodian is not told what is in the boxes');
  await voidNeedsASecondPerson(desk);
  say('a void was agreed to by a second person, and kept its number');
  const last = await limitIsPassed(desk, monday);
  say(`the limit was passed: ${last}, on which the bank is open, was closed after a deposit with both of its ends`);
  await nothingOutOfTakings(desk, dayAfter(last, 1));
  say('nothing unsigned was paid, and takings in no disguise; a permit of the bank was used up');
  const differences = await blindCountOff(desk, dayAfter(last, 2));
  say('one box was short and one over; both were explained');
  await differencesAreDecided(desk, differences);
  say('both were decided, each by itself');
  await countedUnannounced(desk, dayAfter(last, 3));
  say('an auditor came to count, unannounced');
  await handedOver(desk, dayAfter(last, 4));
  say('the desk was handed over before a witness');
  await vouchersOfTheWeek(desk);
  say('the documents of the week became vouchers, and the accounts hold what is in the boxes');
  await quietDays(desk, monday, dayAfter(last, 7));
  say('two days without business were closed by themselves, in order');
  const { journals: verified } = await desk.books.verify('whole');
  const { receipts, daysClosed } = desk;
  return { ok: true, receipts, refused: counted.refused, daysClosed, short: 1, over: 1, verified };
}

/** With a custodian who keeps no books, two accounts of its own and a book whose numbers nobody else has (F-02). */
async function deskIsSetUp(books) {
  const { cashier, accountant, finance_manager } = books.people;
  const [takingsAccount, pettyAccount] = await CashDesk.freeAccounts(books);
  const asked = { deskName: `前台${takingsAccount}`, custodianId: cashier.staffId, takingsAccount, pettyAccount };
  const path = '/finance/cash-desks';
  await cashier.isRefused('forbidden', 'POST', path, asked);
  const custodianId = accountant.staffId;
  await finance_manager.isRefused('finance.cash_desk.custodian_unfit', 'POST', path, { ...asked, custodianId });
  const one = { ...asked, takingsAccount: pettyAccount };
  await finance_manager.isRefused('finance.cash_desk.account_unfit', 'POST', path, one);
  const desk = new CashDesk(books, await finance_manager.post(path, asked));
  const book = { cashDeskId: desk.id, series: desk.series, firstNumber: 1, lastNumber: 50 };
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
  await desk.draw({ from: 'bank', bankAccount: bank, number: `${desk.series}-D0`, amountFen: yuan(500) });
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

/**
 * Both boxes count; who holds the cash is told that it is passed, and not by how much (F-03). On a holiday the bank is
 * shut and what there is stays over night, so it is tried again on the day after. Answers the day on which it was open.
 */
async function limitIsPassed(desk, monday) {
  const { cashier } = desk.books.people;
  expect(!(await desk.view(cashier)).overLimit, 'The limit is passed before there is so much.');
  await desk.receive({ payer: '孙女士', kind: 'second_instalment', parts: [cashOf(yuan(700))] });
  expect((await desk.view(cashier)).overLimit, 'The limit was passed, and nobody is told.');
  const count = await desk.count();
  expect(count.takings.differenceFen === 0 && count.petty.differenceFen === 0, 'What agrees is told to differ.');
  let day = monday;
  let told = await desk.closeUnlessOverLimit();
  for (; told === null; told = await desk.closeUnlessOverLimit()) {
    day = dayAfter(day, 1);
    await desk.books.moveTo(day);
    await desk.openDay();
    await desk.count();
  }
  expect(!JSON.stringify(told).includes(String(desk.takingsFen)), 'A refusal tells how much there is.');
  const path = `/finance/cash-days/${desk.today.id}/allow-over-limit`;
  await cashier.isRefused('forbidden', 'POST', path, { reason: '来不及送存' });
  await depositHasTwoEnds(desk, yuan(1_500));
  await desk.close();
  return day;
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

/** However little it is and whoever signed it; only a permit of the bank allows it, to its sum (F-04, F-06, F-20). */
async function nothingOutOfTakings(desk, day) {
  await desk.books.moveTo(day);
  const { cashier, accountant, accountant2, finance_manager } = desk.books.people;
  await desk.openDay();
  const person = { kind: 'person', payeeName: `钱先生 ${desk.series}` };
  const paper = (number) => ({ kind: 'expense_claim', number: `${desk.series}-${number}` });
  const content = (amountFen, number, change = {}) => ({
    // Of the whole company: what a department spends is of its budget.
    ...{ kind: 'other', payee: person, amountFen, documents: [paper(number)], ...change },
  });
  const never = (code, { id: paymentId, version }, out = {}) =>
    cashier.isRefused(code, 'POST', `${desk.path}/payouts`, { paymentId, ...out }, version);
  const neverAsked = (code, one) =>
    accountant2.isRefused(code, 'POST', '/finance/payments', { way: 'cash', summary: '费用', ...one });
  const takings = { from: 'takings' };
  // Spent as such, without a signature, and made petty cash.
  const small = await desk.approved(content(yuan(60), 1));
  const unsigned = await desk.ask(content(1, 7));
  await never('finance.cash_desk.spending_from_takings', small, takings);
  await never('finance.cash_desk.spending_from_takings', unsigned, takings);
  await cashier.isRefused('finance.cash_desk.spending_from_takings', 'POST', `${desk.path}/draws`, {
    ...{ from: 'takings', bankAccount: bank, number: `${desk.series}-D9`, amountFen: yuan(10) },
  });

  // A cent takes a signature as well, by who neither asks for it nor pays it; and nothing is paid twice.
  await never('step_refused', unsigned);
  await never('finance.second_hand', await desk.approved(content(yuan(1), 8), cashier));
  await desk.pay(small);
  await never('version_mismatch', small);
  await never('step_refused', await cashier.get(`/finance/payments/${small.id}`));
  await never('finance.cash_desk.not_enough', await desk.approved(content(yuan(5_000), 2)));
  await neverAsked('invalid_request', content(yuan(1), 2, { payee: { ...person, kind: 'firm' } }));
  const draw = { from: 'bank', bankAccount: bank, number: `${desk.series}-D1`, amountFen: yuan(900) };
  await desk.draw(draw);
  const firm = { kind: 'firm', payeeName: '东方办公用品公司', party: `supplier:${desk.series}` };
  const invoice = { kind: 'invoice', number: `${desk.series}/0001` };
  const toFirm = (amount, change) => content(yuan(amount), 3, { payee: firm, ...change });
  await desk.pay(await desk.approved(toFirm(600, { documents: [invoice] })));
  await never('finance.cash_payout.beyond_cash_use', await desk.approved(toFirm(500)));
  const asPerson = { payee: { ...firm, kind: 'person' } };
  await never('finance.cash_payout.beyond_cash_use', await desk.approved(toFirm(500, asPerson)));
  await neverAsked('finance.payment.invoice_paid', toFirm(100, { documents: [invoice] }));

  const asked = {
    ...{ bankName: '工商银行', number: `ZZ${desk.series}`, kinds: ['other'], monthlyFen: yuan(100) },
    ...{ fromDay: day, untilDay: dayAfter(day, 60) },
  };
  await cashier.isRefused('forbidden', 'POST', '/finance/takings-permits', asked);
  const permit = await accountant.post('/finance/takings-permits', asked);
  const spent = (amount, number) => desk.approved(content(yuan(amount), number));
  const byPermit = { ...takings, takingsPermitId: permit.id };
  const first = await spent(60, 4);
  await never('finance.takings_permit.unfit', first, byPermit);
  const approve = `/finance/takings-permits/${permit.id}/approve`;
  await accountant.isRefused('forbidden', 'POST', approve, {}, permit.version);
  await finance_manager.post(approve, {}, permit.version);
  await desk.pay(first, byPermit);
  await never('finance.takings_permit.used_up', await spent(50, 5), byPermit);
  await desk.pay(await spent(40, 6), byPermit);
  await never('finance.takings_permit.used_up', await spent(0.01, 9), byPermit);
  await desk.count();
  await desk.close();
}

/** Counted without knowing what should be there; each box by itself, and explained before the day is closed (F-08). */
async function blindCountOff(desk, day) {
  await desk.books.moveTo(day);
  const { cashier, finance_manager } = desk.books.people;
  await desk.openDay();
  await cashier.isRefused('finance.cash_day.unclosed', 'POST', `${desk.path}/days`);
  await desk.receive({ payer: '周先生', kind: 'deposit', parts: [cashOf(yuan(20))] });
  const iou = { takings: [{ denominationFen: 12_300, pieces: 1 }], petty: [] };
  const path = `/finance/cash-days/${desk.today.id}/counts`;
  await cashier.isRefused('finance.cash_day.denomination_unknown', 'POST', path, iou);
  const count = await desk.count({ takings: yuan(5), petty: -yuan(1) });
  expect(count.takings.differenceFen === -yuan(5), `5 yuan too little are told as ${count.takings.differenceFen} fen.`);
  expect(count.petty.differenceFen === yuan(1), 'Over in one box was set off against short in the other.');
  await cashier.isRefused('finance.cash_day.not_open', 'POST', `${desk.path}/receipts`, {
    ...{ payer: '周先生', kind: 'deposit', parts: [cashOf(100)], counterfeitChecked: true },
  });
  await desk.closeIsRefused('finance.cash_day.difference_unexplained', { takings: '找零时多给' });
  const closed = await desk.close({ takings: '找零时多给', petty: '客户多付' });
  expect(closed.explanations.takings === '找零时多给', 'An explanation is lost.');
  const report = await cashier.get(`/finance/cash-days/${closed.id}/report`);
  expect(report.takings.closingFen === desk.takingsFen, 'The report of the day closes with something else.');
  return finance_manager.all(`/finance/cash-differences?cashDeskId=${desk.id}`);
}

/** By a finance manager: who was short pays, and what is over is gained (F-08). */
async function differencesAreDecided(desk, differences) {
  const { cashier, accountant, finance_manager } = desk.books.people;
  expect(differences.length === 2, `${differences.length} differences are told, and not two.`);
  const short = differences.find(({ amountFen }) => amountFen === -yuan(5));
  const over = differences.find(({ amountFen }) => amountFen === yuan(1));
  const decide = (one) => `/finance/cash-differences/${one.id}/decide`;
  const reason = '调取监控后认定';
  await accountant.isRefused('forbidden', 'POST', decide(short), { outcome: 'expense', reason }, short.version);
  await finance_manager.isRefused(
    ...['finance.cash_difference.decision_unfit', 'POST', decide(over)],
    ...[{ outcome: 'expense', reason }, over.version],
  );
  const paid = { outcome: 'person_pays', personId: cashier.staffId, reason };
  await finance_manager.post(decide(short), paid, short.version);
  await finance_manager.post(decide(over), { outcome: 'income', reason }, over.version);
  for (const { id } of differences)
    await desk.books.post(
      await accountant.get(
        `/finance/vouchers/${(await accountant.post(`/finance/cash-differences/${id}/voucher`)).voucherId}`,
      ),
    );
}

/** By somebody who doesn't hold the cash; who does is told once the day is counted (F-18). */
async function countedUnannounced(desk, day) {
  await desk.books.moveTo(day);
  const { cashier, auditor } = desk.books.people;
  const path = `${desk.path}/spot-counts`;
  const found = { takings: pieces(desk.takingsFen), petty: pieces(desk.pettyFen) };
  await auditor.isRefused('finance.cash_day.not_open', 'POST', path, found);
  await desk.openDay();
  await cashier.isRefused('forbidden', 'POST', path, found);
  const count = await auditor.post(path, found);
  expect(count.takings.differenceFen === 0 && count.petty.differenceFen === 0, 'What agrees is told to differ.');
  const seen = await cashier.get(`/finance/spot-counts/${count.id}`);
  expect(
    seen.takings === null && seen.petty === null,
    'An unannounced count tells the custodian what should be there.',
  );
  await desk.receive({ payer: '吴先生', kind: 'final', parts: [cashOf(yuan(30))] });
  await desk.count();
  await desk.close();
}

/** Through all hands; then the accounts of the boxes hold what is in them (F-07, F-09). */
async function vouchersOfTheWeek(desk) {
  const { custodian, books } = desk;
  const { accountant } = books.people;
  const days = (await accountant.all(`/finance/cash-days?cashDeskId=${desk.id}&state=closed`)).toReversed();
  for (const { id } of days) {
    const day = await custodian.post(`/finance/cash-days/${id}/vouchers`);
    for (const voucherId of day.voucherIds) {
      await books.post(await accountant.get(`/finance/vouchers/${voucherId}`));
      books.vouchers += 1;
    }
  }
  const balances = await books.balances((await books.today()).slice(0, 7));
  for (const [account, fen] of [
    [desk.takingsAccount, desk.takingsFen],
    [desk.pettyAccount, desk.pettyFen],
  ]) {
    const { closingFen } = balances.get(account);
    expect(closingFen === fen, `Account ${account} holds ${closingFen} fen, and the box ${fen}.`);
  }
}

/** Counted and closed, on one list, signed by who gives, who takes and a third as witness (F-16). */
async function handedOver(desk, day) {
  await desk.books.moveTo(day);
  const { cashier, cashier2, accountant, finance_manager } = desk.books.people;
  await desk.openDay();
  const path = `${desk.path}/handovers`;
  const asked = { receiverId: cashier2.staffId, reason: '岗位轮换' };
  await cashier.isRefused('finance.cash_day.unclosed', 'POST', path, asked);
  await desk.receive({ payer: '郑女士', kind: 'other', parts: [cashOf(yuan(10))] });
  await desk.count();
  await desk.close();
  await cashier2.isRefused('finance.cash_desk.not_yours', 'POST', path, asked);
  const toBookkeeper = { ...asked, receiverId: accountant.staffId };
  await cashier.isRefused('finance.cash_desk.custodian_unfit', 'POST', path, toBookkeeper);
  let one = await cashier.post(path, asked);
  const step = (by, name) => by.post(`/finance/cash-handovers/${one.id}/${name}`, {}, one.version);
  const isRefused = (by, name, code) =>
    by.isRefused(code, 'POST', `/finance/cash-handovers/${one.id}/${name}`, {}, one.version);
  await isRefused(finance_manager, 'witness', 'step_refused');
  await isRefused(cashier, 'receive', 'finance.cash_handover.not_yours');
  one = await step(cashier2, 'receive');
  await isRefused(cashier2, 'witness', 'forbidden');
  one = await step(finance_manager, 'witness');
  expect(one.state === 'completed', `A handover that three have signed is ${one.state}.`);
  await cashier.isRefused('finance.cash_desk.not_yours', 'POST', `${desk.path}/days`);
  desk.holder = 'cashier2';
  expect(
    (await desk.view(accountant)).custodianId === cashier2.staffId,
    'The desk is still in the hands of who gave it.',
  );
}

/** None is skipped: what nobody opened is closed by itself, and opens as the one before closed (F-08). */
async function quietDays(desk, monday, until) {
  const { accountant } = desk.books.people;
  await desk.books.moveTo(until);
  const days = (await accountant.all(`/finance/cash-days?cashDeskId=${desk.id}`)).toReversed();
  expect(
    days.every(({ day }, index) => day === dayAfter(monday, index)),
    `Days are skipped: ${days.map(({ day }) => day).join(', ')}.`,
  );
  const quiet = days.filter((one) => one.quiet);
  expect(
    quiet.some(({ day }) => day === dayAfter(until, -1)),
    'Nothing happened on the last day, and it is not closed.',
  );
  for (const { day, state, closing } of quiet)
    expect(state === 'closed' && closing.takingsFen === desk.takingsFen, `The quiet ${day} moved cash.`);
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
