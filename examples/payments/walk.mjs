// Payments of a small company, through the gateway alone: node examples/payments/walk.mjs http://127.0.0.1:3000
import { yuan } from '../ledger-month/books.mjs';
import { counted, expect, Surprise } from '../ledger-month/person.mjs';
import { Money } from './money.mjs';
import { chequeExpires, chequesAreDrawn, loanIsSettled, ticketsAskForRefunds } from './registers.mjs';

const begun = Date.now();
const say = (line) => console.log(`${((Date.now() - begun) / 1_000).toFixed(1).padStart(6)} s  ${line}`);

async function walk(baseUrl) {
  const money = await Money.open(baseUrl);
  say(`it is ${money.today}`);
  await budgetIsSet(money);
  say('a department has its budget, by two');
  const firm = money.firm();
  await expenseIsSignedAndPaid(money, firm);
  say('an expense was asked for, signed, sent, told by the bank and booked; refused to the wrong hands');
  await changesVoidSignatures(money, firm);
  say('what was changed was signed anew');
  await deputySigns(money);
  say('a deputy signed by a dated authority, and no longer once it had ended');
  await splitIsCaught(money);
  say('what was split counted together');
  await invoiceIsPaidOnce(money);
  say('an invoice was paid once');
  await projectTakesThree(money);
  say('a project payment took three signatures');
  await bankSendsItBack(money);
  say('what the bank sent back was signed anew before it was sent again');
  await budgetIsUsedUp(money);
  say('a budget was used up, and raised by two');
  await loanIsSettled(money);
  say('a loan was given once, and settled by expenses');
  await ticketsAskForRefunds(money);
  say('refunds that a ticket asked for were paid, refused and withdrawn, and the ticket told');
  const cheques = await chequesAreDrawn(money);
  say('cheques were drawn, signed, made void and cashed');
  await chequeExpires(money, cheques);
  say('one that nobody cashed was told, and made void');
  const { journals: verified } = await money.books.verify('whole');
  return { ok: true, paid: money.paid, refused: counted.refused, refunds: money.refunds, verified };
}

/** Proposed by one, approved by another (F-17). */
async function budgetIsSet(money) {
  const { accountant, finance_manager, general_manager, agent } = money.people;
  const departments = (await general_manager.get('/hr/departments')).items;
  const there = await accountant.all('/finance/budgets');
  const year = money.today.slice(0, 4);
  const isFree = ({ id }) => there.every((one) => one.departmentId !== id || one.year !== year);
  const department = departments.find((one) => one.active && isFree(one));
  money.departmentId = (department ?? (await newDepartment(money))).id;
  const asked = { departmentId: money.departmentId, accountCode: money.accountCode, year, amountFen: yuan(30_000) };
  await agent.isRefused('forbidden', 'POST', '/finance/budgets', asked);
  money.budget = await finance_manager.post('/finance/budgets', asked);
  const approve = `/finance/budgets/${money.budget.id}/approve`;
  await finance_manager.isRefused('finance.second_hand', 'POST', approve, {}, money.budget.version);
  await general_manager.post(approve, {}, money.budget.version);
}
const newDepartment = ({ people, run }) => people.general_manager.post('/hr/departments', { name: `部门${run}` });

/** Who asks, signs, pays and records the slip are four (F-06). */
async function expenseIsSignedAndPaid(money, payee) {
  const { agent, cashier, accountant, finance_manager, general_manager, project_manager } = money.people;
  money.firmAccountId = await money.accountOf(payee);
  const given = { payee, payeeAccountId: money.firmAccountId };
  await money.askIsRefused('invalid_request', { ...given, amountFen: 0 });
  await money.askIsRefused('invalid_request', { ...given, kind: 'refund' });
  await money.askIsRefused('finance.payment.account_unfit', { ...given, accountCode: '9999' });
  const asked = await money.ask(given);
  expect(asked.state === 'requested' && asked.signers.join() === 'finance_manager', 'An expense takes other hands.');
  const sign = (code, by) => money.isRefused(code, by, asked, 'sign', { digest: asked.digest });
  await sign('finance.second_hand', agent);
  await sign('forbidden', cashier);
  await sign('finance.payment.not_signed_by_you', general_manager);
  await sign('finance.payment.not_signed_by_you', project_manager);
  const digest = '0'.repeat(64);
  await money.isRefused('finance.payment.differs', finance_manager, asked, 'sign', { digest });
  await money.isRefused('step_refused', cashier, asked, 'send', { bankAccount: '100201' });
  const signed = await money.sign(finance_manager, asked);
  await money.isRefused('forbidden', accountant, signed, 'send', { bankAccount: '100201' });
  const paid = await money.transferred(signed);
  await money.isRefused('step_refused', finance_manager, paid, 'refuse', { reason: '已付款' });
  await money.booked(paid);
}

/** A signature is for what was seen; when any of it changes all are void (F-06). */
async function changesVoidSignatures(money, payee) {
  const { agent, accountant2, finance_manager } = money.people;
  const content = money.content({ payee, payeeAccountId: money.firmAccountId, amountFen: yuan(1_500) });
  let payment = await agent.post('/finance/payments', content);
  payment = await money.sign(finance_manager, payment);
  const before = payment.digest;
  const path = `/finance/payments/${payment.id}`;
  await agent.isRefused('version_mismatch', 'PUT', path, content, payment.version - 1);
  payment = await agent.put(path, { ...content, amountFen: yuan(1_501) }, payment.version);
  expect(payment.signatures.length === 0 && payment.digest !== before, 'A change left a signature as it was.');
  await money.isRefused('finance.payment.differs', finance_manager, payment, 'sign', { digest: before });
  const file = { type: 'application/pdf', bytes: pdf(money.run) };
  payment = await money.sign(finance_manager, payment);
  payment = await agent.post(`${path}/attachments?fileName=${encodeURIComponent('合同.pdf')}`, file);
  expect(payment.signatures.length === 0, 'A paper that came later is signed for.');
  payment = await money.sign(finance_manager, payment);
  await money.isRefused('finance.second_hand', finance_manager, payment, 'sign', { digest: payment.digest });
  payment = await money.sign(accountant2, payment);
  await money.booked(await money.transferred(payment));
}
const pdf = (text) => Buffer.from(`%PDF-1.7\n${text}\ntrailer\nstartxref\n9\n%%EOF\n`);

/** Deputies sign by a dated authority only; and whoever is signed for has signed (F-06). */
async function deputySigns(money) {
  const { finance_manager, admin_officer, department_manager } = money.people;
  const asked = {
    ...{ deputyId: admin_officer.staffId, role: 'finance_manager', kinds: ['expense'], maxFen: yuan(500) },
    ...{ fromDay: money.today, untilDay: money.today },
  };
  const given = await finance_manager.post('/finance/signing-authorities', asked);
  const path = `/finance/signing-authorities/${given.id}`;
  const payee = money.firm();
  const payeeAccountId = await money.accountOf(payee);
  const first = await money.ask({ payee, payeeAccountId });
  const sign = (code, by, payment) =>
    money.isRefused(code, by, payment, 'sign', { digest: payment.digest, signingAuthorityId: given.id });
  await sign('finance.signing_authority.unfit', admin_officer, first);
  await department_manager.isRefused(
    'finance.signing_authority.not_yours',
    'POST',
    `${path}/accept`,
    {},
    given.version,
  );
  await admin_officer.post(`${path}/accept`, {}, given.version);
  await sign('finance.signing_authority.unfit', department_manager, first);
  const body = { digest: first.digest, signingAuthorityId: given.id };
  const signed = await money.step(admin_officer, first, 'sign', body);
  expect(
    signed.state === 'approved' && signed.signatures[0].forId === finance_manager.staffId,
    'No deputy has signed.',
  );
  await money.booked(await money.transferred(signed));
  const second = await money.ask({ payee: money.firm(), way: 'cash', amountFen: yuan(501) });
  await sign('finance.signing_authority.unfit', admin_officer, second);
  await finance_manager.post(`${path}/end`, { reason: '本人已回岗' });
  const third = await money.ask({ payee: money.firm(), way: 'cash' });
  await sign('finance.signing_authority.unfit', admin_officer, third);
  for (const one of [second, third]) await money.step(money.people.agent, one, 'withdraw', { reason: '不再需要' });
}

/** Two below a tier that are one above it (F-06). */
async function splitIsCaught(money) {
  const { finance_manager } = money.people;
  const payee = money.firm();
  const asked = { payee, way: 'cash', amountFen: yuan(600) };
  const first = await money.ask(asked);
  expect(first.signers.length === 1, `600 yuan take ${first.signers.length} signatures.`);
  const disguised = { ...payee, payeeName: ` ${payee.payeeName.replace('商', '(商)')}`, party: `${payee.party}B` };
  const second = await money.ask({ ...asked, payee: disguised });
  expect(second.signers.length === 2, 'A payment that was split in two takes one signature.');
  const half = await money.sign(finance_manager, await money.see(first));
  expect(half.state === 'requested', 'The first half of a payment that was split passes by itself.');
  for (const one of [half, second]) await money.step(finance_manager, one, 'refuse', { reason: '拆分付款' });
}

/** By its code and number, however it is written, until its payment is refused or withdrawn (F-20). */
async function invoiceIsPaidOnce(money) {
  const { agent, admin_officer } = money.people;
  const number = money.number('04400230');
  const on = (written) => ({ payee: money.firm(), way: 'cash', documents: [{ kind: 'invoice', number: written }] });
  const first = await money.ask(on(number));
  const written = `${number.slice(0, 8)}/${number.slice(8)}`;
  const refused = await admin_officer.isRefused(
    ...['finance.payment.invoice_paid', 'POST', '/finance/payments'],
    money.content(on(written)),
  );
  expect(refused.details.paymentId === first.id, 'It is not said where an invoice stands.');
  await money.isRefused('finance.payment.not_found', admin_officer, first, 'withdraw', { reason: '不是我的' });
  await money.step(agent, first, 'withdraw', { reason: '发票重开' });
  await money.step(agent, await money.ask(on(written)), 'withdraw', { reason: '不再需要' });
}

/** 会签 of project manager, accountant and general manager, whatever the sum (F-06). */
async function projectTakesThree(money) {
  const { accountant2, finance_manager, general_manager, project_manager } = money.people;
  const payee = money.firm();
  const payeeAccountId = await money.accountOf(payee);
  let one = await money.ask({ kind: 'project', payee, payeeAccountId, amountFen: yuan(2_000) });
  expect(one.signers.length === 3, `A project payment takes ${one.signers.length} signatures.`);
  await money.isRefused('finance.payment.not_signed_by_you', finance_manager, one, 'sign', { digest: one.digest });
  for (const by of [project_manager, general_manager]) {
    one = await money.sign(by, one);
    await money.isRefused('finance.second_hand', by, one, 'sign', { digest: one.digest });
    await money.isRefused('step_refused', money.people.cashier, one, 'send', { bankAccount: '100201' });
  }
  await money.booked(await money.transferred(await money.sign(accountant2, one)));
}

/** Nobody sends again by himself (F-06). */
async function bankSendsItBack(money) {
  const { accountant, cashier, finance_manager } = money.people;
  const payee = money.firm();
  const signed = await money.signed(await money.ask({ payee, payeeAccountId: await money.accountOf(payee) }));
  const sent = await money.step(cashier, signed, 'send', { bankAccount: '100201' });
  await money.isRefused('forbidden', cashier, sent, 'fail', { reason: '户名不符' });
  const back = await money.step(accountant, sent, 'fail', { reason: '户名不符' });
  expect(back.state === 'requested' && back.signatures.length === 0, `What came back is ${back.state}.`);
  await money.isRefused('step_refused', cashier, back, 'send', { bankAccount: '100201' });
  await money.booked(await money.transferred(await money.sign(finance_manager, back)));
}

/** Nothing is approved beyond it; what is refused or withdrawn gives it back (F-17). */
async function budgetIsUsedUp(money) {
  const { agent, accountant, finance_manager, general_manager } = money.people;
  const see = () => accountant.get(`/finance/budgets/${money.budget.id}`);
  const left = async () => {
    const { amountFen, reservedFen, usedFen } = await see();
    return amountFen - reservedFen - usedFen;
  };
  const rest = await left();
  const all = await money.signed(
    await money.ask({ kind: 'supplier', payee: money.firm(), way: 'cash', amountFen: rest }),
  );
  expect((await left()) === 0, 'A budget of which all is reserved has something left.');
  const more = await money.ask({ payee: money.firm(), way: 'cash', amountFen: 1 });
  await money.isRefused('finance.budget.used_up', finance_manager, more, 'sign', { digest: more.digest });
  await money.step(agent, all, 'withdraw', { reason: '取消采购' });
  expect((await left()) === rest, 'What was withdrawn is still reserved.');
  const { usedFen } = await see();
  const change = `/finance/budgets/${money.budget.id}`;
  const asked = { amountFen: usedFen - 1, reason: '压缩预算' };
  await accountant.isRefused('finance.budget.below_used', 'POST', `${change}/changes`, asked);
  const waits = await accountant.post(`${change}/changes`, { amountFen: usedFen, reason: '压缩预算' });
  await general_manager.post(`${change}/approve-change`, {}, waits.version);
  await money.isRefused('finance.budget.used_up', finance_manager, more, 'sign', { digest: more.digest });
  const raised = await accountant.post(`${change}/changes`, { amountFen: usedFen + yuan(5_000), reason: '追加预算' });
  await general_manager.post(`${change}/approve-change`, {}, raised.version);
  await money.sign(finance_manager, await money.see(more));
  await money.step(agent, await money.see(more), 'withdraw', { reason: '不再需要' });
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
