import { quietHoursPolicy } from '@bumen/contracts';
import { firstSignIn } from '../local/sample-data.ts';
import { until } from '../local/until.ts';
import type { Hands } from './books-job.ts';
import { BoxAccounts } from './box-accounts.ts';
import type { PaidTo } from './payments-job.ts';

const clerks = 6;
const password = 'bumen-faults';
/** What HR gives, and everybody changes. */
const firstPassword = 'before the faults';

/** Who works in the fault tests. */
export interface People {
  /** Access tokens of supervisors, who may do the whole job but for the callbacks of their own tickets (C-11). */
  readonly clerks: readonly string[];
  /** Of as many others, who call back. */
  readonly callers: readonly string[];
  /** Tokens of those who keep the books, twice: who checks in one place posts in the other. */
  readonly bookkeepers: readonly Hands[];
  /** A day of the month that they have opened. */
  readonly bookDay: string;
  /** Access token of the manager, who looks after dead events. */
  readonly manager: string;
  /** Access token of the general manager. */
  readonly founder: string;
}

interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** Everybody has a shift that lasts longer than the faults. */
export async function hire(baseUrl: string): Promise<People> {
  const ask = async <T>(method: string, path: string, body: object, token?: string, seen?: number): Promise<T> => {
    const answer = await fetch(`${baseUrl}/api${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'accept-language': 'en',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(seen === undefined ? {} : { 'if-match': `"${seen}"` }),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const signIn = async (username: string, word: string) =>
    (await ask<{ accessToken: string }>('POST', '/session', { username, password: word })).accessToken;
  const founder = await signIn(firstSignIn.username, firstSignIn.password);
  const make = async (path: string, body: object) => (await ask<{ id: string }>('POST', path, body, founder)).id;
  const teamId = await make('/hr/teams', { name: '客服组', kind: 'service', headcount: 100 });
  const now = Date.now();
  const person = async (username: string, positionId: string) => {
    const staffId = await make('/hr/staff', {
      number: username,
      name: username,
      teamId,
      positionIds: [positionId],
      enteredOn: '2026-01-04',
    });
    await make('/hr/accounts', { staffId, username, password: firstPassword });
    await make('/hr/shifts', {
      staffId,
      startsAt: new Date(now - 3_600_000).toISOString(),
      endsAt: new Date(now + 20 * 3_600_000).toISOString(),
    });
    return staffId;
  };
  const comeIn = async (username: string) => {
    const self = await signIn(username, firstPassword);
    await ask('POST', '/hr/accounts/mine/password', { current: firstPassword, next: password }, self);
    return signIn(username, password);
  };
  await person(
    'manager',
    await make('/hr/positions', { name: '客服部经理', tier: 'manager', roles: ['department_manager'] }),
  );
  const supervisor = await make('/hr/positions', { name: '客服主管', tier: 'supervisor', roles: ['supervisor'] });
  const keepers = { cashier1: '出纳', cashier2: '出纳', accountant1: '会计', accountant2: '会计', finance: '财务经理' };
  const places = {
    出纳: await make('/hr/positions', { name: '出纳', tier: 'agent', roles: ['cashier'] }),
    会计: await make('/hr/positions', { name: '会计', tier: 'agent', roles: ['accountant'] }),
    财务经理: await make('/hr/positions', { name: '财务经理', tier: 'manager', roles: ['finance_manager'] }),
  };
  const staffIds: Record<string, string> = {};
  for (const [name, place] of Object.entries(keepers))
    staffIds[name] = await person(name, places[place as keyof typeof places]);
  const several = (name: string) => Array.from({ length: clerks }, (_, index) => `${name}${index + 1}`);
  const names = { clerks: several('clerk'), callers: several('caller') };
  for (const name of [...names.clerks, ...names.callers]) await person(name, supervisor);
  // Only now: a manager with a password of their own is the second person without whom nobody makes leaders.
  const manager = await comeIn('manager');
  // The job is to be done at whatever hour the faults are tried.
  await ask(
    'PUT',
    `/callbacks/policies/${quietHoursPolicy.name}`,
    { value: { quiet: [], holidaysAreQuiet: false }, reason: 'faults are tried at any hour' },
    manager,
    0,
  );
  const allOf = (each: readonly string[]) => Promise.all(each.map(comeIn));
  const [cashier1, cashier2, accountant1, accountant2, finance] = await allOf(Object.keys(keepers));
  const bookDay = new Date(now + 8 * 3_600_000).toISOString().slice(0, 10);
  await ask('POST', '/finance/periods', { month: bookDay.slice(0, 7) }, accountant1);
  const boxesAbove = (place: 1 | 2) => [1, 2, 3].map((number) => `1012${place}${number}`);
  const accountsOf = (place: 1 | 2) => boxesAbove(place).map((above) => new BoxAccounts(above));
  const deskOf = async (cashier: string, accountant: string, place: 1 | 2): Promise<string> => {
    const codes = [2 * place - 1, 2 * place].map((number) => `1012${String(number).padStart(2, '0')}`);
    for (const code of [...codes, ...boxesAbove(place)])
      await ask('POST', '/finance/accounts', { code, title: '现金', reason: '设立收银台' }, accountant);
    const asked = {
      deskName: `收银台${place}`,
      custodianId: staffIds[`cashier${place}`],
      takingsAccount: codes[0],
      pettyAccount: codes[1],
    };
    let cashDeskId = '';
    // Whom hr has hired becomes known to finance a moment later.
    await until(
      'a desk is set up',
      async () => {
        const set = await ask<{ id: string }>('POST', '/finance/cash-desks', asked, finance).catch(() => undefined);
        cashDeskId = set?.id ?? '';
        return set !== undefined;
      },
      30_000,
    );
    const book = { cashDeskId, series: `D${place}`, firstNumber: 1, lastNumber: 10_000 };
    await ask('POST', '/finance/receipt-books', book, accountant);
    await ask('POST', `/finance/cash-desks/${cashDeskId}/days`, {}, cashier);
    return cashDeskId;
  };
  const desks = [await deskOf(cashier1!, accountant1!, 1), await deskOf(cashier2!, accountant2!, 2)] as const;
  // Ten million yuan are at the bank, so that nobody is refused for want of money.
  const funds = await ask<Versioned>(
    'POST',
    '/finance/vouchers',
    {
      ...{ kind: 'receipt', day: bookDay, summary: '投入资本', attachmentsCount: 1 },
      documents: [{ kind: 'bank_slip', number: 'HD-0001' }],
      lines: [
        { accountCode: '1002', side: 'debit', amountFen: 1_000_000_000 },
        { accountCode: '3001', side: 'credit', amountFen: 1_000_000_000 },
      ],
    },
    cashier1,
  );
  let { version: seen } = funds;
  for (const [step, by] of [
    ['submit', cashier1],
    ['check', accountant1],
    ['sign', cashier1],
    ['post', accountant2],
  ] as const)
    ({ version: seen } = await ask<Versioned>('POST', `/finance/vouchers/${funds.id}/${step}`, {}, by, seen));
  const departmentId = await make('/hr/departments', { name: '运营部' });
  const yearly = { departmentId, accountCode: '5602', year: bookDay.slice(0, 4), amountFen: 1_000_000_000 };
  let budget: Versioned | undefined;
  // As above.
  await until(
    'a budget is proposed',
    async () => {
      budget = await ask<Versioned>('POST', '/finance/budgets', yearly, accountant1).catch(() => undefined);
      return budget !== undefined;
    },
    30_000,
  );
  await ask('POST', `/finance/budgets/${budget!.id}/approve`, {}, finance, budget!.version);
  const paidTo = async (place: 1 | 2, accountant: string): Promise<PaidTo> => {
    const payee = { kind: 'firm', payeeName: `供应商${place}`, party: `supplier:${place}` } as const;
    const asked = { payee, bankName: '工商银行', accountNumber: `62220000000000${place}` };
    const { id, version } = await ask<Versioned>('POST', '/finance/payee-accounts', asked, accountant);
    await ask('POST', `/finance/payee-accounts/${id}/approve`, {}, finance, version);
    return { payee, payeeAccountId: id, departmentId };
  };
  return {
    clerks: await allOf(names.clerks),
    callers: await allOf(names.callers),
    bookkeepers: [
      {
        ...{ cashier: cashier1!, cashierId: staffIds['cashier1']!, cashDeskId: desks[0], manager: finance! },
        ...{ receiver: cashier2!, receiverId: staffIds['cashier2']!, accounts: accountsOf(1) },
        ...{ accountant: accountant1!, poster: accountant2!, paidTo: await paidTo(1, accountant1!) },
      },
      {
        ...{ cashier: cashier2!, cashierId: staffIds['cashier2']!, cashDeskId: desks[1], manager: finance! },
        ...{ receiver: cashier1!, receiverId: staffIds['cashier1']!, accounts: accountsOf(2) },
        ...{ accountant: accountant2!, poster: accountant1!, paidTo: await paidTo(2, accountant2!) },
      },
    ],
    bookDay,
    manager,
    founder,
  };
}
