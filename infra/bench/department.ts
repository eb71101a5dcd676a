import { routingPolicy } from '@bumen/contracts';
import { withDatabase } from '../local/databases.ts';
import { signIn } from '../local/sample-data.ts';
import { until } from '../local/until.ts';
import { apiOf, type Api } from './api.ts';
import type { BenchStack } from './bench-stack.ts';
import { closedLoop } from './load.ts';

const agents = 200;
const teams = 8;
const hourMs = 3_600_000;

/**
 * A department as large ones are: agents in several teams, all on shift, so that routing has to choose among them. The
 * limit of what one has in hand leaves room for every ticket of the run.
 */
export async function staffDepartment(bench: BenchStack, ticketsExpected: number): Promise<void> {
  const { baseUrl } = bench.stack;
  const asManager = apiOf(baseUrl, 1, await signIn(baseUrl, 'department_manager'));
  const maxInHand = Math.ceil((ticketsExpected / agents) * 1.3) + 20;
  const value = { ...routingPolicy.default, maxInHand };
  await asManager.call('PUT', `/tickets/policies/${routingPolicy.name}`, { value, reason: 'benchmark' }, { seen: 0 });
  asManager.close();

  const asOfficer = apiOf(baseUrl, 16, await signIn(baseUrl, 'hr_officer'));
  const positions = await asOfficer.call<{ items: { id: string; name: string }[] }>('GET', '/hr/positions?limit=200');
  const positionId = positions.items.find((one) => one.name === '客服专员')!.id;
  const teamIds: string[] = [];
  for (let index = 0; index < teams; index += 1)
    teamIds.push(
      (await asOfficer.call('POST', '/hr/teams', { name: `客服${index + 1}组`, kind: 'service', headcount: agents }))
        .id,
    );
  const startsAt = new Date(Date.now() - hourMs).toISOString();
  const endsAt = new Date(Date.now() + 20 * hourMs).toISOString();
  const hired = await closedLoop(16, agents, (index) =>
    hire(asOfficer, { index, teamId: teamIds[index % teams]!, positionId, startsAt, endsAt }),
  );
  asOfficer.close();
  if (hired.failed > 0) throw new Error(`${hired.failed} agents could not be registered`);

  const known = `SELECT count(*)::int AS count FROM staff_member s JOIN shift h ON h.staff_id = s.id
    WHERE s.team_id = ANY($1)`;
  await withDatabase(bench.stack.databases.get('tickets')!.ownerUrl, (client) =>
    until(
      'tickets knows all agents',
      async () => (await client.query<{ count: number }>(known, [teamIds])).rows[0]!.count === agents,
      60_000,
    ),
  );
}

async function hire(
  api: Api,
  {
    index,
    teamId,
    positionId,
    startsAt,
    endsAt,
  }: { index: number; teamId: string; positionId: string; startsAt: string; endsAt: string },
): Promise<boolean> {
  const profile = ['theoretical', 'technical', 'all_round'][index % 3];
  const { id } = await api.call('POST', '/hr/staff', {
    number: `B${String(index + 1).padStart(4, '0')}`,
    name: `坐席${index + 1}`,
    teamId,
    positionIds: [positionId],
    profile,
    enteredOn: '2026-01-04',
  });
  await api.call('POST', '/hr/shifts', { staffId: id, startsAt, endsAt });
  return true;
}
