import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { routingPolicy } from '@bumen/contracts';
import { loadAccounts, signIn } from '../local/sample-data.ts';
import { benchStack, type BenchStack } from './bench-stack.ts';
import { cpuMsOf, residentMb } from './cpu-time.ts';
import { closedLoop, connectionsTo, measuredFrom, openLoop, type Measured, type Send } from './load.ts';

// Every figure stands beside its floor, measured in the same run on the same machine; only ratios carry over to another one.
//   npm run bench                  all
//   npm run bench -- --quick      a tenth of the requests

const quick = process.argv.includes('--quick');
const scale = (count: number) => (quick ? Math.ceil(count / 10) : count);

interface Row extends Measured {
  readonly what: string;
  readonly clients: number;
  readonly cpuMsEach: number;
  readonly cpuBy: Record<string, number>;
}
const rows: Row[] = [];
const say = (text: string) => console.log(text);

async function measured(what: string, clients: number, total: number, pids: () => Map<string, number>, run: () => Promise<Measured>): Promise<Row> {
  const before = cpuMsOf(pids());
  const result = await run();
  // What it left to be relayed and reacted to belongs to its cost.
  await pause(1_500);
  const after = cpuMsOf(pids());
  const cpuBy = Object.fromEntries([...after].map(([name, ms]) => [name, Number(((ms - (before.get(name) ?? 0)) / total).toFixed(3))]));
  const row = { what, clients, ...result, cpuMsEach: Number(Object.values(cpuBy).reduce((sum, ms) => sum + ms, 0).toFixed(2)), cpuBy };
  rows.push(row);
  say(`${what.padEnd(28)} ${String(clients).padStart(3)} clients  ${String(row.perS).padStart(6)}/s  ${row.cpuMsEach.toFixed(2)} CPU-ms  p50 ${row.p50Ms} ms  p99 ${row.p99Ms} ms  failed ${row.failed}  ${JSON.stringify(cpuBy)}`);
  return row;
}

const contact = (index: number) =>
  JSON.stringify({ channel: 'web_form', nature: 'consult', question: `想了解会员到期后积分是否清零以及如何续费 ${index}`, customer: { name: '李女士', phone: `1${String(3_000_000_000 + index)}` } });

/** So that every ticket finds an agent: routing is part of what is measured. */
async function makeRoom(bench: BenchStack): Promise<void> {
  const token = await signIn(bench.stack.baseUrl, 'department_manager');
  const { send, close } = connectionsTo(bench.stack.baseUrl, 1);
  const value = JSON.stringify({ value: { ...routingPolicy.default, maxInHand: 10_000 }, reason: 'benchmark' });
  const answer = await send('PUT', `/api/tickets/policies/${routingPolicy.name}`, value, { authorization: `Bearer ${token}` });
  close();
  if (answer.status !== 200) throw new Error(`the routing limit was not raised: ${answer.body}`);
}

async function createTickets(bench: BenchStack, token: string): Promise<void> {
  const bare = await bench.startBare();
  let offset = 0;
  for (const clients of [1, 8, 32]) {
    const total = scale(clients === 1 ? 3_000 : 10_000);
    for (const [what, baseUrl, pids, authorized] of [['bare pipeline', bare.baseUrl, bare.pids, false], ['create ticket', bench.stack.baseUrl, bench.pids, true]] as const) {
      const { send, close } = connectionsTo(baseUrl, clients);
      const path = authorized ? '/api/tickets' : '/tickets';
      const one = async (index: number) => {
        const headers: Record<string, string> = authorized ? { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() } : {};
        const answer = await send('POST', path, contact(index), headers);
        return answer.status < 300;
      };
      const from = offset;
      offset += total + 1_000;
      await closedLoop(clients, scale(1_000), (index) => one(from + total + index));
      await measured(what, clients, total, pids, () => closedLoop(clients, total, (index) => one(from + index)));
      close();
    }
  }
  await bare.stop();
}

async function resolveToCallback(bench: BenchStack, send: Send, headers: () => Record<string, string>): Promise<void> {
  const total = scale(400);
  const lags: number[] = [];
  const api = async (method: string, path: string, body?: unknown) => {
    const answer = await send(method, `/api${path}`, body === undefined ? undefined : JSON.stringify(body), headers());
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body);
  };
  const measuredLag = await openLoop(20, total, async (index) => {
    const opened = await api('POST', '/tickets', JSON.parse(contact(900_000_000 + index)));
    await api('POST', `/tickets/${opened.id}/accept`, {});
    await api('POST', `/tickets/${opened.id}/replies`, { text: '您好,马上为您核实。' });
    const began = performance.now();
    await api('POST', `/tickets/${opened.id}/resolve`, { cause: '不了解规则', remedy: '已说明', reply: '积分保留十二个月。' });
    for (;;) {
      const found = await api('GET', `/callbacks?ticketId=${opened.id}`);
      if (found.items.length > 0) break;
      await pause(2);
    }
    lags.push(performance.now() - began);
    return true;
  });
  const lag = measuredFrom(lags, 1, measuredLag.failed);
  rows.push({ what: 'resolve → callback visible', clients: 0, ...lag, perS: 20, cpuMsEach: 0, cpuBy: {} });
  say(`resolve → callback visible at 20 jobs/s: p50 ${lag.p50Ms} ms  p99 ${lag.p99Ms} ms (from the resolve's request to its callback in a list)`);
}

async function reads(bench: BenchStack, token: string): Promise<void> {
  const { send, close } = connectionsTo(bench.stack.baseUrl, 8);
  const headers = { authorization: `Bearer ${token}` };
  const first = JSON.parse((await send('GET', '/api/tickets?limit=1', undefined, headers)).body).items[0];
  const paths = {
    'one ticket': `/api/tickets/${first.id}`,
    'list, newest 50': '/api/tickets',
    'list by customer': `/api/tickets?customerId=${first.customer.id}`,
    'list, queued': '/api/tickets?state=queued',
    'words search': `/api/tickets?words=${encodeURIComponent('积分')}`,
  };
  for (const [what, path] of Object.entries(paths)) await measured(what, 8, scale(3_000), bench.pids, () => closedLoop(8, scale(3_000), async () => (await send('GET', path, undefined, headers)).status === 200));
  close();
}

async function main(): Promise<void> {
  const bench = await benchStack();
  try {
    say(`ready ${(bench.readyAfterMs / 1000).toFixed(1)} s after the start (data folder empty, everything built)`);
    const memoryAtRest = Object.fromEntries([...bench.pids()].filter(([name]) => name !== 'postgres').map(([name, pid]) => [name, residentMb(pid)]));
    say(`memory at rest, MB: ${JSON.stringify(memoryAtRest)}`);
    await loadAccounts(bench.stack.baseUrl);
    const token = await signIn(bench.stack.baseUrl, 'supervisor');
    await makeRoom(bench);
    await createTickets(bench, token);
    const { send, close } = connectionsTo(bench.stack.baseUrl, 16);
    await resolveToCallback(bench, send, () => ({ authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() }));
    close();
    await reads(bench, token);
    const memoryAfter = Object.fromEntries([...bench.pids()].filter(([name]) => name !== 'postgres').map(([name, pid]) => [name, residentMb(pid)]));
    say(`memory after the load, MB: ${JSON.stringify(memoryAfter)}`);
    const ratio = (clients: number) => {
      const [bare, ours] = ['bare pipeline', 'create ticket'].map((what) => rows.find((row) => row.what === what && row.clients === clients)!) as [Row, Row];
      return { clients, throughput: Number((ours.perS / bare.perS).toFixed(2)), cpu: Number((ours.cpuMsEach / bare.cpuMsEach).toFixed(2)), p99: Number((ours.p99Ms / bare.p99Ms).toFixed(2)) };
    };
    const ratios = [1, 8, 32].map(ratio);
    for (const one of ratios) say(`create ticket / bare pipeline, ${one.clients} clients: throughput ${one.throughput}, CPU ${one.cpu}, p99 ${one.p99}`);
    console.log(JSON.stringify({ readyAfterMs: Math.round(bench.readyAfterMs), memoryAtRest, memoryAfter, ratios, rows }));
  } finally {
    await bench.stop();
  }
}

await main();
