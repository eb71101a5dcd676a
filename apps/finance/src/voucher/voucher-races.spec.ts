import {
  amendVoucher,
  attachToVoucher,
  checkVoucher,
  discardVoucher,
  getVoucher,
  listVouchers,
  makeRedVoucher,
  postVoucher,
  returnVoucher,
  signVoucher,
  submitVoucher,
  voidVoucher,
} from '@bumen/contracts';
import { faultsOfBooks } from '@bumen/testing/books';
import { pdf } from '@bumen/testing/files';
import { FinanceRig } from '../finance.rig.ts';
import { contentOf, VoucherRig } from './voucher.rig.ts';

let rig: FinanceRig;
let vouchers: VoucherRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  vouchers = new VoucherRig(rig);
});
afterAll(() => rig?.close());
afterEach(async () => expect(await faultsOfBooks(rig.desk)).toEqual([]));

const why = { reason: '金额写错' };
const red = { day: '2026-03-02', summary: '冲销' };
const look = (voucherId: string) => rig.manager.call(getVoucher, { voucherId });
/** They ask at the same moment and have their turns in this order. */
const inLine = (voucherId: string, ...calls: (() => Promise<unknown>)[]) =>
  rig.inLine('SELECT FROM voucher WHERE id = $1 FOR UPDATE', [voucherId], calls);

test('F-07 who checks the version that they saw checks nothing that was amended meanwhile, wherever that has come to', async () => {
  const summary = '收到定金';
  for (const [first, done] of [
    ['check', 0],
    ['amend', 0],
    ['amend', 1],
    ['amend', 2],
  ] as const) {
    const { id: voucherId, version } = await vouchers.submitted('receipt');
    const check = () => rig.accountant.call(checkVoucher, { voucherId }, { ifMatch: version });
    const steps = [
      () => rig.cashier.call(returnVoucher, { voucherId, ...why }),
      () => rig.cashier.call(amendVoucher, { voucherId, ...contentOf('receipt', { summary }) }),
      () => rig.cashier.call(submitVoucher, { voucherId }),
    ];
    for (const step of steps.slice(0, done)) await step();
    const calls = [steps[done]!, check];
    const ends = await inLine(voucherId, ...(first === 'check' ? calls.toReversed() : calls));
    expect(ends).toEqual(first === 'check' ? ['ok', 'ok'] : ['ok', 'version_mismatch']);
    for (const step of steps.slice(done + 1)) await step();
    expect(await look(voucherId)).toMatchObject({ state: 'submitted', summary, checked: null });
  }
});

test('F-07 of two who check one version one has checked it, and of two who sign or post it as well (R6)', async () => {
  const { id: voucherId } = await vouchers.submitted('receipt');
  const once = ['ok', 'version_mismatch'];
  const check =
    (by = rig.accountant) =>
    () =>
      by.call(checkVoucher, { voucherId });
  expect(await inLine(voucherId, check(), check(rig.colleague))).toEqual(once);
  expect(await look(voucherId)).toMatchObject({ checked: { byId: rig.accountant.caller.staffId } });
  const other = rig.desk.as('cashier', { name: '褚出纳' });
  const sign =
    (by = rig.cashier) =>
    () =>
      by.call(signVoucher, { voucherId });
  expect(await inLine(voucherId, sign(other), sign())).toEqual(once);
  const post =
    (by = rig.colleague) =>
    () =>
      by.call(postVoucher, { voucherId });
  expect(await inLine(voucherId, post(), post(rig.manager))).toEqual(once);
  expect(await look(voucherId)).toMatchObject({ state: 'posted', posted: { byId: rig.colleague.caller.staffId } });
});

test('F-07 a voucher that is void is neither checked, signed nor posted, and one that is posted is not void', async () => {
  const voids = (voucherId: string) => () => rig.cashier.call(voidVoucher, { voucherId, ...why });
  const hands = {
    check: [(voucherId: string) => rig.accountant.call(checkVoucher, { voucherId }), 'submitted'],
    sign: [(voucherId: string) => rig.cashier.call(signVoucher, { voucherId }), 'checked'],
    post: [(voucherId: string) => rig.colleague.call(postVoucher, { voucherId }), 'signed'],
  } as const;
  for (const [hand, [take, state]] of Object.entries(hands)) {
    const waiting = async () => {
      const { id: voucherId } =
        state === 'submitted' ? await vouchers.submitted('receipt') : await vouchers.checked('receipt');
      if (state === 'signed') await rig.cashier.call(signVoucher, { voucherId });
      return voucherId;
    };
    const voided = await waiting();
    expect(await inLine(voided, voids(voided), () => take(voided))).toEqual(['ok', 'version_mismatch']);
    const taken = await waiting();
    const ends = await inLine(taken, () => take(taken), voids(taken));
    expect(ends).toEqual(['ok', hand === 'post' ? 'step_refused' : 'ok']);
    expect([(await look(voided)).state, (await look(taken)).state]).toEqual([
      'voided',
      hand === 'post' ? 'posted' : 'voided',
    ]);
  }
});

test('F-07 a voucher that is returned while it is posted is posted as it was checked, or not at all', async () => {
  for (const first of ['return', 'post'] as const) {
    const { id: voucherId } = await vouchers.checked('transfer');
    const give = () => rig.manager.call(returnVoucher, { voucherId, ...why });
    const post = () => rig.colleague.call(postVoucher, { voucherId });
    const ends = await inLine(voucherId, ...(first === 'return' ? [give, post] : [post, give]));
    expect(ends).toEqual(['ok', first === 'return' ? 'version_mismatch' : 'step_refused']);
    expect((await look(voucherId)).state).toBe(first === 'return' ? 'draft' : 'posted');
  }
});

test('F-07 a draft that is thrown away as it is submitted takes no number, and one with a number is not thrown away', async () => {
  const before = (await vouchers.submitted('payment')).number!;
  const ends: string[][] = [];
  for (const first of ['discard', 'submit'] as const) {
    const { id: voucherId } = await vouchers.make('payment');
    const discard = () => rig.cashier.call(discardVoucher, { voucherId });
    const submit = () => rig.cashier.call(submitVoucher, { voucherId });
    ends.push(await inLine(voucherId, ...(first === 'discard' ? [discard, submit] : [submit, discard])));
  }
  expect(ends).toEqual([
    ['ok', 'version_mismatch'],
    ['ok', 'step_refused'],
  ]);
  expect((await vouchers.submitted('payment')).number).toBe(before + 2);
});

test('F-07 a posted voucher that two undo at once is undone by one, also where the first attempt is thrown away meanwhile', async () => {
  const { id: voucherId } = await vouchers.posted('receipt');
  const undo = () => rig.cashier.call(makeRedVoucher, { voucherId, ...red });
  expect(await inLine(voucherId, undo, undo, undo)).toEqual([
    'ok',
    'finance.voucher.red_already',
    'finance.voucher.red_already',
  ]);
  const { items } = await rig.manager.call(listVouchers, { state: ['draft'], limit: 200 });
  const draft = items.find(({ purpose }) => purpose === 'reversal')!.id;
  const discard = () => rig.cashier.call(discardVoucher, { voucherId: draft });
  const ends = await rig.inLine(
    'SELECT FROM voucher WHERE id = ANY($1) FOR UPDATE',
    [[voucherId, draft]],
    [discard, undo],
  );
  expect(ends[0]).toBe('ok');
  const live = await rig.desk.sql(
    'finance',
    `SELECT id FROM voucher WHERE red_of_id = $1 AND state NOT IN ('voided', 'discarded')`,
    [voucherId],
  );
  expect(live).toHaveLength(ends[1] === 'ok' ? 1 : 0);
});

test('F-07 whose connection breaks while they wait for a number leave no gap to those behind them', async () => {
  const drafts = await Promise.all(Array.from({ length: 5 }, () => vouchers.make('transfer')));
  const { number: before } = await vouchers.submitted('transfer');
  const ends = await rig.inLine(
    "SELECT FROM voucher_number WHERE month = '2026-03' AND kind = 'transfer' FOR UPDATE",
    [],
    drafts.map(
      ({ id: voucherId }) =>
        () =>
          rig.accountant.call(submitVoucher, { voucherId }),
    ),
    () =>
      rig.desk.sql(
        'finance',
        `SELECT pg_terminate_backend(pid) FROM (SELECT pid, row_number() OVER (ORDER BY query_start) AS place
           FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') w WHERE place IN (1, 3)`,
      ),
  );
  const numbers = (await Promise.all(drafts.map(async ({ id }) => (await look(id)).number))).filter(Number);
  expect(numbers).toHaveLength(ends.filter((end) => end === 'ok').length);
  expect(numbers.toSorted()).toEqual(numbers.map((_, index) => before! + 1 + index));
});

test('F-07 a paper that comes as the voucher is submitted is not among what is checked unseen', async () => {
  for (const first of ['attach', 'submit'] as const) {
    const { id: voucherId } = await vouchers.make('receipt');
    const file = { type: 'application/pdf' as const, bytes: pdf(first) };
    const attach = () => rig.cashier.call(attachToVoucher, { voucherId, fileName: '发票.pdf', file });
    const submit = () => rig.cashier.call(submitVoucher, { voucherId });
    const ends = await inLine(voucherId, ...(first === 'attach' ? [attach, submit] : [submit, attach]));
    expect(ends).toEqual(['ok', first === 'attach' ? 'version_mismatch' : 'step_refused']);
    expect((await look(voucherId)).attachments).toHaveLength(first === 'attach' ? 1 : 0);
  }
});
