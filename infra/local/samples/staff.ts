import type { listAccounts, listDepartments, listPositions, listShifts, listStaff, listTeams } from '@bumen/contracts';
import { ApiClient, samplePassword, type ItemOf } from '../api-client.ts';
import { departments, people, positions, teams } from './people.ts';

/** What HR gives everybody, who changes it at once. */
const firstPassword = 'bumen-first-day';

const numberOf = (index: number) => `S${String(index + 1).padStart(3, '0')}`;

/**
 * Teams, positions, staff, accounts and a week of shifts. What is there already is left alone, so it may run at every
 * start.
 */
export async function loadStaff(
  baseUrl: string,
  report: (progress: string) => void,
  first: { readonly username: string; readonly password: string },
  now: Date,
): Promise<void> {
  const asFounder = await ApiClient.signIn(baseUrl, first.username, first.password);

  report('teams and positions');
  const teamIds = new Map(
    (await asFounder.all<ItemOf<typeof listTeams>>('/hr/teams')).map((team) => [team.name, team.id]),
  );
  for (const team of teams)
    if (!teamIds.has(team.name)) teamIds.set(team.name, (await asFounder.post<{ id: string }>('/hr/teams', team)).id);
  const departmentIds = new Map(
    (await asFounder.all<ItemOf<typeof listDepartments>>('/hr/departments')).map(({ name, id }) => [name, id]),
  );
  for (const name of departments)
    if (!departmentIds.has(name))
      departmentIds.set(name, (await asFounder.post<{ id: string }>('/hr/departments', { name })).id);
  const positionIds = new Map(
    (await asFounder.all<ItemOf<typeof listPositions>>('/hr/positions')).map((position) => [
      position.name,
      position.id,
    ]),
  );
  for (const position of positions)
    if (!positionIds.has(position.name))
      positionIds.set(position.name, (await asFounder.post<{ id: string }>('/hr/positions', position)).id);

  const staff = new Map(
    (await asFounder.all<ItemOf<typeof listStaff>>('/hr/staff')).map((person) => [person.number, person.id]),
  );
  const withAccount = new Set(
    (await asFounder.all<{ username: string }>('/hr/accounts')).map((account) => account.username),
  );
  for (const [index, person] of people.entries()) {
    report(`staff and accounts ${index + 1}/${people.length}`);
    const number = numberOf(index);
    let staffId = staff.get(number);
    if (!staffId) {
      const registered = await asFounder.post<{ id: string }>('/hr/staff', {
        number,
        name: person.name,
        teamId: teamIds.get(person.team),
        positionIds: [positionIds.get(person.position)],
        departmentId: person.department === undefined ? null : departmentIds.get(person.department),
        profile: person.profile ?? null,
        enteredOn: '2026-01-04',
      });
      staffId = registered.id;
      staff.set(number, staffId);
    }
    if (!withAccount.has(person.username))
      await asFounder.post('/hr/accounts', { staffId, username: person.username, password: firstPassword });
  }

  // Only now: the first manager with a password of their own is the second person without whom nobody makes leaders.
  const accounts = await asFounder.all<ItemOf<typeof listAccounts>>('/hr/accounts');
  const sampled = new Set(people.map(({ username }) => username));
  for (const { username, mustChangePassword } of accounts) {
    if (!mustChangePassword || !sampled.has(username)) continue;
    report(`${username} chooses a password`);
    const self = await ApiClient.signIn(baseUrl, username, firstPassword);
    await self.post('/hr/accounts/mine/password', { current: firstPassword, next: samplePassword });
  }

  report('shifts of the coming week');
  const asSupervisor = await ApiClient.signIn(baseUrl, 'supervisor');
  await planShifts(
    asSupervisor,
    people.flatMap((person, index) => (person.onShift ? [staff.get(numberOf(index))!] : [])),
    now,
  );
}

/** One shift a day from midnight to midnight for a week, so that the sample desk is staffed whenever it is tried. */
async function planShifts(asSupervisor: ApiClient, staffIds: readonly string[], now: Date): Promise<void> {
  const dayMs = 86_400_000;
  const midnight = Math.floor(now.getTime() / dayMs) * dayMs;
  const range = `from=${new Date(midnight).toISOString()}&until=${new Date(midnight + 7 * dayMs).toISOString()}`;
  const shifts = await asSupervisor.all<ItemOf<typeof listShifts>>(`/hr/shifts?${range}`);
  const planned = new Set(
    shifts.filter((shift) => !shift.cancelled).map((shift) => `${shift.staffId} ${new Date(shift.startsAt).getTime()}`),
  );
  for (const staffId of staffIds)
    for (let start = midnight; start < midnight + 7 * dayMs; start += dayMs)
      if (!planned.has(`${staffId} ${start}`))
        await asSupervisor.post('/hr/shifts', {
          staffId,
          startsAt: new Date(start).toISOString(),
          endsAt: new Date(start + dayMs).toISOString(),
        });
}
