import { randomUUID } from 'node:crypto';
import {
  addLedgerAccount,
  agreeAccountClosing,
  askAccountClosing,
  checkJournal,
  checkReversal,
  getJournal,
  journalsPosted,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { draftOf, FinanceRig, outcomes, type Line } from '../finance.rig.ts';
import { digestOf, entryColumns, journalColumns } from './digest.ts';

let rig: FinanceRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  const foreign = { code: '100201', title: '中国银行美元户', currency: 'USD', reason: '开立美元账户' };
  await rig.accountant.call(addLedgerAccount, foreign);
});
afterAll(() => rig?.close());

const sale: readonly Line[] = [
  ['1001', 'debit', 10_000],
  ['5001', 'credit', 10_000],
];
const check = (lines: InputOf<typeof checkJournal>['lines'], given: { day?: string } = {}) =>
  rig.accountant.call(checkJournal, { day: '2026-03-02', lines, ...given });
const asked = (lines: readonly Line[]) =>
  lines.map(([accountCode, side, amountFen, foreignAmount = null]) => ({
    ...{ accountCode, side, amountFen, foreignAmount },
  }));

describe('what is posted', () => {
  test('F-01 is one journal with its lines, the totals of its accounts, and an event that carries its digest', async () => {
    const { journalId, digest } = await rig.post(sale);
    const shown = await rig.manager.call(getJournal, { journalId });
    expect(shown).toMatchObject({
      ...{ id: journalId, month: '2026-03', day: '2026-03-02', kind: 'ordinary', digest, reversesId: null },
      lines: [
        { line: 1, accountCode: '1001', side: 'debit', amountFen: 10_000, currency: 'CNY', foreignAmount: null },
        { line: 2, accountCode: '5001', side: 'credit', amountFen: 10_000 },
      ],
    });
    const { summed, kept } = await rig.balances();
    expect(kept).toEqual(summed);
    const told = (await rig.desk.outbox('finance')).findLast(({ type }) => type === journalsPosted.name)!;
    expect(told.data).toMatchObject({ journals: [{ journalId, month: '2026-03', digest }] });
  });

  test('F-01 in a foreign currency has an amount in it and one in CNY, in which the journal balances', async () => {
    const { journalId } = await rig.post([
      ['100201', 'debit', 71_000, 10_000],
      ['1122', 'credit', 71_000],
    ]);
    const { lines } = await rig.manager.call(getJournal, { journalId });
    expect(lines[0]).toMatchObject({ currency: 'USD', foreignAmount: 10_000, amountFen: 71_000 });
    const [row] = await rig.desk.sql('finance', "SELECT balance FROM guarded WHERE account = '100201'");
    expect(row).toEqual({ balance: '10000' });
  });

  test('F-01 several are posted together, and each move of a guarded balance is kept', async () => {
    const before = await rig.desk.sql<{ balance: string; version: number }>(
      'finance',
      "SELECT balance, version FROM guarded WHERE account = '1012'",
    );
    const out: readonly Line[] = [
      ['5603', 'debit', 60],
      ['1012', 'credit', 60],
    ];
    const into: readonly Line[] = [
      ['1012', 'debit', 100],
      ['5001', 'credit', 100],
    ];
    await rig.inLedger((ledger) => ledger.postAll([draftOf(into), draftOf(out)]));
    expect(await refusal(rig.inLedger((ledger) => ledger.postAll([draftOf(out), draftOf(into)])))).toMatchObject({
      code: 'finance.journal.balance_too_low',
    });
    const moves = await rig.desk.sql<{ amount: string; balance_after: string }>(
      'finance',
      "SELECT amount, balance_after FROM guarded_move WHERE account = '1012' AND version > $1 ORDER BY version",
      [before[0]!.version],
    );
    expect(moves).toEqual([
      { amount: '100', balance_after: '100' },
      { amount: '-60', balance_after: '40' },
    ]);
  });

  test('F-01 of several who pay at once from one account no more are posted than it holds', async () => {
    const balance = async () =>
      (
        await rig.desk.sql<{ balance: string; version: number; moves: string }>(
          'finance',
          `SELECT g.balance, g.version, (SELECT count(*) FROM guarded_move m WHERE m.account = g.account) AS moves
             FROM guarded g WHERE g.account = '1001'`,
        )
      )[0]!;
    await rig.post([
      ['1001', 'debit', 1_000],
      ['5001', 'credit', 1_000],
    ]);
    const { balance: held, version } = await balance();
    const each = Math.floor(Number(held) / 3);
    const pay: readonly Line[] = [
      ['5603', 'debit', each],
      ['1001', 'credit', each],
    ];
    const ends = await outcomes(Array.from({ length: 8 }, () => rig.post(pay)));
    expect(ends.toSorted()).toEqual([...Array(5).fill('finance.journal.balance_too_low'), 'ok', 'ok', 'ok']);
    expect(await balance()).toEqual({
      balance: String(Number(held) - 3 * each),
      version: version + 3,
      moves: String(version + 3),
    });
    // Whoever comes after finds enough again.
    await rig.post([
      ['1001', 'debit', 3 * each],
      ['5001', 'credit', 3 * each],
    ]);
    const { summed, kept } = await rig.balances();
    expect(kept).toEqual(summed);
  });

  test('F-01 a journal is undone in red on the same sides, whole, once, and no reversal is', async () => {
    const { journalId } = await rig.post(sale);
    const { journalId: reversalId } = await rig.reverse(journalId);
    expect(await rig.manager.call(getJournal, { journalId: reversalId })).toMatchObject({
      ...{ kind: 'reversal', reversesId: journalId },
      lines: [
        { accountCode: '1001', side: 'debit', amountFen: -10_000 },
        { accountCode: '5001', side: 'credit', amountFen: -10_000 },
      ],
    });
    expect(await rig.manager.call(getJournal, { journalId })).toMatchObject({ reversedById: reversalId });
    const ask = (id: string) => rig.accountant.call(checkReversal, { journalId: id, day: '2026-03-02' });
    for (const call of [() => ask(journalId), () => rig.reverse(journalId)])
      expect(await refusal(call())).toMatchObject({ code: 'finance.journal.reversed_already' });
    for (const call of [() => ask(reversalId), () => rig.reverse(reversalId)])
      expect(await refusal(call())).toMatchObject({ code: 'finance.journal.reversal_not_reversed' });
    expect(await refusal(ask(randomUUID()))).toMatchObject({ code: 'finance.journal.not_found' });
  });

  test('F-01 a journal that two reverse at once is reversed once', async () => {
    const { journalId } = await rig.post(sale);
    const ends = await outcomes(Array.from({ length: 4 }, () => rig.reverse(journalId)));
    expect(ends.toSorted()).toEqual([
      'finance.journal.reversed_already',
      'finance.journal.reversed_already',
      'finance.journal.reversed_already',
      'ok',
    ]);
  });
});

test('F-01 whether something could be posted or reversed is asked without posting it', async () => {
  const { journalId } = await rig.post(sale);
  const before = await rig.balances();
  const reversed = (day: string) => rig.accountant.call(checkReversal, { journalId, day });
  expect(await check(asked(sale))).toEqual({ fit: true });
  expect(await reversed('2026-03-02')).toEqual({ fit: true });
  expect(await refusal(reversed('2026-05-01'))).toMatchObject({ code: 'finance.period.not_open' });
  expect(await rig.balances()).toEqual(before);
  const out = before.kept['1001']!;
  await rig.post([
    ['5602', 'debit', out],
    ['1001', 'credit', out],
  ]);
  expect(await refusal(reversed('2026-03-02'))).toMatchObject({ code: 'finance.journal.balance_too_low' });
});

test('F-01 a journal on an account that was closed since is not reversed', async () => {
  const on = (amountFen: number): readonly Line[] => [
    ['1123', 'debit', amountFen],
    ['5001', 'credit', amountFen],
  ];
  const { journalId } = await rig.post(on(100));
  await rig.post(on(-100));
  const { id: accountClosingId } = await rig.accountant.call(askAccountClosing, { code: '1123', reason: '不再使用' });
  await rig.manager.call(agreeAccountClosing, { accountClosingId });
  const reversed = rig.accountant.call(checkReversal, { journalId, day: '2026-03-02' });
  expect(await refusal(reversed)).toMatchObject({ code: 'finance.journal.line_unfit' });
});

describe('what is refused', () => {
  test.each<[string, readonly Line[], string, RegExp]>([
    [
      'an account that there is not',
      [
        ['9999', 'debit', 1],
        ['5001', 'credit', 1],
      ],
      'finance.journal.line_unfit',
      /没有这个科目/,
    ],
    [
      'an account with parts',
      [
        ['1002', 'debit', 1],
        ['5001', 'credit', 1],
      ],
      'finance.journal.line_unfit',
      /下级科目/,
    ],
    [
      'a foreign amount in CNY',
      [
        ['1001', 'debit', 1, 1],
        ['5001', 'credit', 1],
      ],
      'finance.journal.line_unfit',
      /不填外币/,
    ],
    [
      'no foreign amount',
      [
        ['100201', 'debit', 1],
        ['5001', 'credit', 1],
      ],
      'finance.journal.line_unfit',
      /填写外币金额/,
    ],
    [
      'amounts of different signs',
      [
        ['100201', 'debit', 1, -1],
        ['5001', 'credit', 1],
      ],
      'finance.journal.line_unfit',
      /正负须一致/,
    ],
    [
      'sides that differ',
      [
        ['1001', 'debit', 2],
        ['5001', 'credit', 1],
      ],
      'finance.journal.unbalanced',
      /借方合计 0.02 元/,
    ],
    [
      'more than could be summed up exactly',
      [
        ['1122', 'debit', 9_999_999_999_999],
        ['1122', 'debit', 1],
        ['5001', 'credit', 9_999_999_999_999],
        ['5001', 'credit', 1],
      ],
      'finance.journal.too_large',
      /9999999999999|9,999,999,999,999/,
    ],
    [
      'more than there is',
      [
        ['5603', 'debit', 9_999_999],
        ['1012', 'credit', 9_999_999],
      ],
      'finance.journal.balance_too_low',
      /1012/,
    ],
  ])('F-01 %s, by a check and by posting', async (_what, lines, code, words) => {
    for (const call of [() => check(asked(lines)), () => rig.post(lines)]) {
      const refused = await refusal(call());
      expect(refused).toMatchObject({ code });
      expect(refused.words().zh).toMatch(words);
    }
  });

  test('F-01 a sentence about too little never says how much there is (F-08)', async () => {
    const refused = await refusal(
      rig.post([
        ['5603', 'debit', 9_999_999],
        ['1001', 'credit', 9_999_999],
      ]),
    );
    expect(JSON.stringify([refused.words(), refused.details])).not.toMatch(/\d{5}/);
  });

  test.each([0, 0.5, 1e21, 10_000_000_000_000, -1e13, '100', '１００', Number.NaN])(
    'F-01 %s is no amount',
    async (amount) => {
      const line = { accountCode: '1001', side: 'debit', amountFen: amount } as never;
      expect(await refusal(check([line, line]))).toMatchObject({ code: 'invalid_request' });
    },
  );

  test('F-09 a day of a month that is not open', async () => {
    const day = '2026-05-01';
    for (const call of [() => check(asked(sale), { day }), () => rig.post(sale, { day })])
      expect(await refusal(call())).toMatchObject({ code: 'finance.period.not_open' });
  });

  test('F-01 nothing of it is kept where the command is refused afterwards', async () => {
    const before = await rig.balances();
    const refused = rig.inLedger(async (ledger) => {
      await ledger.post(draftOf(sale));
      await ledger.post(
        draftOf([
          ['1001', 'debit', 1],
          ['5001', 'credit', 2],
        ]),
      );
    });
    expect(await refusal(refused)).toMatchObject({ code: 'finance.journal.unbalanced' });
    expect(await rig.balances()).toEqual(before);
  });
});

describe('the database itself', () => {
  const asService = (text: string) => rig.desk.sql('finance', text);
  const insertEntry = (journalId: string, line: number, side: string) =>
    `INSERT INTO entry (journal_id, line, day, account, side, amount_fen, currency)
       VALUES ('${journalId}', ${line}, '2026-03-02', '1001', '${side}', 5, 'CNY')`;

  test.each(['posting', 'journal', 'entry', 'guarded_move', 'chain_block', 'chain_place'])(
    'F-01 refuses to change %s, by the service and by its owner',
    async (table) => {
      await rig.post(sale);
      for (const text of [`DELETE FROM ${table}`, `TRUNCATE ${table}`, `UPDATE ${table} SET ctid = ctid`]) {
        await expect(asService(text)).rejects.toThrow(/permission denied|append-only|system column/);
        await expect(rig.desk.asOwner('finance', text)).rejects.toThrow(/append-only|system column/);
      }
    },
  );

  test('F-01 refuses lines that do not balance, and lines that are added later', async () => {
    const { journalId } = await rig.post(sale);
    await expect(asService(insertEntry(journalId, 3, 'debit'))).rejects.toThrow(/gets lines later/);
    const more = `${insertEntry(journalId, 3, 'debit')}, ('${journalId}', 4, '2026-03-02', '1001', 'credit', 5, 'CNY')`;
    await expect(asService(more)).rejects.toThrow(/gets lines later/);
    await expect(asService(insertEntry(randomUUID(), 1, 'debit'))).rejects.toThrow(/does not balance/);
  });
});

describe('the digest', () => {
  test.each([
    ['journal', journalColumns, ['digest']],
    ['entry', entryColumns, ['journal_id']],
  ])('F-01 covers every column of %s', async (table, covered, otherwise) => {
    const rows = await rig.desk.sql<{ name: string }>(
      'finance',
      'SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1',
      [table],
    );
    expect(covered.map(({ name }) => name).toSorted()).toEqual(
      rows
        .map(({ name }) => name)
        .filter((name) => !otherwise.includes(name))
        .toSorted(),
    );
  });

  test('F-01 has one text for one journal: what moves from a column to the next makes another', () => {
    const one = { id: 'a', summary: 'bc', kind: null };
    const other = { id: 'a', summary: 'b', kind: 'c' };
    expect(digestOf(one, [])).not.toBe(digestOf(other, []));
    expect(digestOf({ ...one, kind: '' }, [])).not.toBe(digestOf(one, []));
  });
});
