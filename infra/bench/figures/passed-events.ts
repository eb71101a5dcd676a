import { apiOf } from '../api.ts';
import type { BenchStack } from '../bench-stack.ts';
import { contact } from '../contacts.ts';
import { closedLoop } from '../load.ts';
import { inTurns } from '../measuring.ts';
import type { Report, Row } from '../report.ts';

const clients = 8;
const tickets = 40;
const sizes = { full: 12_000, quick: 2_400 };

/**
 * What a delivery costs that only moves a reaction's position. Remarks are heard by one reaction, of `callbacks`, which
 * has no use for them; `hr` has no part in it and shows what a service costs that has nothing to do.
 */
export async function passEvents(bench: BenchStack, token: string, report: Report, quick: boolean): Promise<void> {
  const api = apiOf(bench.stack.baseUrl, clients, token);
  const ids: string[] = [];
  for (let index = 0; index < tickets; index += 1) ids.push((await api.call('POST', '/tickets', contact(index))).id);
  const body = JSON.stringify({ text: '客户补充了订单号' });
  const run = (first: number, count: number) =>
    closedLoop(clients, count, (index) =>
      api.fine('POST', `/tickets/${ids[(first + index) % tickets]!}/remarks`, body),
    );
  const load = { clients, total: quick ? sizes.quick : sizes.full, turns: 3, settlingMs: 1_000 };
  const [row] = (await inTurns(report, [{ what: 'remark', pids: bench.pids, run }], load)) as [Row];
  api.close();
  const [there, elsewhere] = [row.cpuBy['callbacks'] ?? 0, row.cpuBy['hr'] ?? 0];
  report.figure('an event that passes, CPU of the service', 'ms', Number((there - elsewhere).toFixed(3)));
}
