import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import type { Caller, DraftKind } from '@bumen/contracts';
import { ChartController } from '../../../apps/finance/src/chart/chart.controller.ts';
import { FinanceModule } from '../../../apps/finance/src/finance.module.ts';
import type { JournalDraft } from '../../../apps/finance/src/ledger/draft.ts';
import { Ledger } from '../../../apps/finance/src/ledger/ledger.ts';
import { ClosingFacts } from '../../../apps/finance/src/period/closing-facts.repository.ts';
import { PeriodController } from '../../../apps/finance/src/period/period.controller.ts';
import { ReportController } from '../../../apps/finance/src/report/report.controller.ts';
import { VerificationController } from '../../../apps/finance/src/verification/verification.controller.ts';
import {
  configOf,
  insideOf,
  migrateService,
  newId,
  Transactions,
  type ServiceInside,
} from '../../../packages/service-kit/src/index.ts';
import { closedLoop } from '../load.ts';
import { banks, depositFen, drawn, type Drawn } from './drafts.ts';
import { answerParent, type InsideDoings } from './worker.ts';

// The finance service as it is built, on a database of its own: no HTTP, no broker, and nothing that runs by itself.

const months = JSON.parse(process.env['MONTHS']!) as readonly string[];
/** Where somebody listens and says nothing: who looks for a broker there waits, and does not try without end. */
const silentPort = () =>
  new Promise<number>((resolve) => {
    const silent = createServer().listen(0, '127.0.0.1', () => resolve((silent.address() as AddressInfo).port));
    silent.unref();
  });
const configured = async () =>
  configOf({
    databaseUrl: process.env['DATABASE_URL']!,
    migrationDatabaseUrl: process.env['MIGRATION_DATABASE_URL']!,
    databasePool: 8,
    natsUrl: `nats://127.0.0.1:${await silentPort()}`,
    // There is no broker, which it would warn of again and again.
    logLevel: 'error',
  });
const caller: Caller = { staffId: randomUUID(), name: '孙会计', roles: ['accountant'], teamId: null, sessionId: null };
const options = (name: string) => ({ name, actor: caller.staffId, caller, correlationId: newId() });
const current = months.at(-1)!;

function draftOf(kind: DraftKind, { day, summary, debit, credit, amountFen }: Drawn): JournalDraft {
  const line = { amountFen, foreignAmount: null, party: null, reference: null };
  return {
    ...{ day, summary, kind, voucherId: kind === 'ordinary' ? newId() : null },
    lines: [
      { ...line, accountCode: debit, side: 'debit' },
      { ...line, accountCode: credit, side: 'credit' },
    ],
  };
}

async function timed(times: number, act: () => Promise<unknown>): Promise<number[]> {
  const tookMs: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const began = performance.now();
    await act();
    tookMs.push(performance.now() - began);
  }
  return tookMs;
}
async function once(act: () => Promise<unknown>): Promise<number> {
  return (await timed(1, act))[0]!;
}

/** So many journals come in one transaction; an event tells of no more. */
const together = 1_000;

function doingsOf({ app, sweep }: ServiceInside): InsideDoings {
  const [transactions, ledger] = [app.get(Transactions), app.get(Ledger)];
  const post = (drafts: readonly Drawn[], kind: DraftKind = 'ordinary') =>
    transactions.run(options('finance.voucher.post'), () => ledger.postAll(drafts.map((one) => draftOf(kind, one))));
  return {
    async books() {
      await transactions.run(options('finance.account.add'), async () => {
        for (const code of banks)
          await app.get(ChartController).add({ code, title: `银行${code}`, currency: 'CNY', reason: 'benchmark' });
      });
      for (const month of months)
        await transactions.run(options('finance.period.open'), () => app.get(PeriodController).open({ month }));
      const rest = { summary: '投入资本', credit: '3001', day: `${months[0]!}-01`, amountFen: depositFen };
      await post(banks.map((debit) => ({ ...rest, debit, move: { account: debit, amount: depositFen } })));
      return {};
    },
    post: ({ clients, first, count }) =>
      closedLoop(clients, count, async (index) => {
        await post([drawn(first + index, [current])]);
        return true;
      }),
    async stock({ first, count }) {
      const parts = Array.from({ length: Math.ceil(count / together) }, (_, part) => first + part * together);
      const one = async () => {
        for (let from = parts.shift(); from !== undefined; from = parts.shift()) {
          const start = from;
          const size = Math.min(together, first + count - start);
          const drafts = Array.from({ length: size }, (_, index) => drawn(start + index, months));
          await post(drafts, 'opening');
        }
      };
      return { tookMs: await once(() => Promise.all([one(), one(), one()])) };
    },
    async chain() {
      return {
        tookMs: await once(async () => {
          while ((await sweep()) > 0);
        }),
      };
    },
    async balances({ times }) {
      const asked = { from: months[0]!, until: current, limit: 200 };
      const all = () =>
        transactions.read(options('finance.report.trial_balance'), () => app.get(ReportController).trialBalance(asked));
      return { tookMs: await timed(times, all) };
    },
    async verify() {
      const controller = app.get(VerificationController);
      const began = performance.now();
      const started = await transactions.run(options('finance.verification.start'), () =>
        controller.start({ scope: 'whole', witnessed: [] }),
      );
      const { id: verificationId } = started;
      for (let one = started; ;) {
        if (one.state !== 'running')
          return { tookMs: performance.now() - began, state: one.state, journals: one.journals };
        await sweep();
        one = await transactions.read(options('finance.verification.get'), () => controller.get({ verificationId }));
      }
    },
    async closing({ times }) {
      const facts = app.get(ClosingFacts);
      return {
        tookMs: await timed(times, () =>
          transactions.read(options('finance.period.blockers'), () => facts.unverified(current)),
        ),
      };
    },
  };
}

async function begin(): Promise<void> {
  const config = await configured();
  await migrateService('finance', FinanceModule, config);
  answerParent(doingsOf(await insideOf('finance', FinanceModule, config)));
}
void begin();
