import { raisedBy } from '@bumen/service-kit';
import { Team } from './team.entity.ts';

const lead = '0198c000-0000-7000-8000-000000000001';
const team = () =>
  Team.create('0198c000-0000-7000-8000-0000000000aa', {
    name: '客服组',
    kind: 'service',
    headcount: 3,
    leadStaffId: null,
  });

describe('a team', () => {
  test('P-01 tells its whole state when it is made and when it changes', () => {
    const made = team();
    made.change({ headcount: 5, leadStaffId: lead }, 3);
    expect(raisedBy(made)).toEqual([
      {
        type: 'hr.team.changed',
        version: 1,
        data: { teamId: made.id, name: '客服组', kind: 'service', headcount: 3, leadStaffId: null },
      },
      {
        type: 'hr.team.changed',
        version: 2,
        data: { teamId: made.id, name: '客服组', kind: 'service', headcount: 5, leadStaffId: lead },
      },
    ]);
  });

  test('P-01 keeps its headcount at least at the number of its people', () => {
    const made = team();
    expect(() => made.change({ headcount: 2 }, 3)).toThrow('hr.team.headcount_too_low');
    made.change({ headcount: 1 }, 1);
    expect(made.headcount).toBe(1);
  });

  test('tells nothing where nothing changes', () => {
    const made = team();
    made.change({ name: '客服组', headcount: 3, leadStaffId: null }, 3);
    made.relieve(lead);
    expect(made.version).toBe(1);
  });

  test('loses only the lead who left', () => {
    const made = team();
    made.change({ leadStaffId: lead }, 0);
    made.relieve('0198c000-0000-7000-8000-000000000002');
    expect(made.leadStaffId).toBe(lead);
    made.relieve(lead);
    expect(made.leadStaffId).toBeNull();
  });
});
