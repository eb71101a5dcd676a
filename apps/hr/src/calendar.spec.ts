import { calendarPolicy, standard } from '@bumen/contracts';
import { refusal, startDesk, type Desk } from '@bumen/testing';
import { HrModule } from './hr.module.ts';

describe('the working calendar', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk({ hr: HrModule });
  });
  afterAll(() => desk?.close());

  const readiness = async () => {
    const answer = await fetch(`${desk.service('hr').url}/health/ready`);
    const { info } = (await answer.json()) as { readonly info: Record<string, object> };
    return { status: answer.status, calendar: info['calendar'] };
  };
  const warnings = async () => {
    const { items } = await desk.as('department_manager').call(standard.hr.listPolicies, {});
    return items.find(({ name }) => name === calendarPolicy.name)!.warnings;
  };
  const set = (change: object) =>
    desk
      .as('department_manager')
      .call(standard.hr.setPolicy, {
        name: calendarPolicy.name,
        value: { ...calendarPolicy.default, ...change },
        reason: '录入放假安排',
      });

  test('T-04 the policy page and readiness warn of a year whose holidays are not known, until the notice is entered', async () => {
    desk.clock.set('2098-11-30T23:00:00+08:00');
    expect(await warnings()).toEqual([expect.objectContaining({ zh: expect.stringContaining('2098') })]);
    desk.clock.set('2098-12-01T09:00:00+08:00');
    await set({ notices: { 2098: { holidays: ['2098-01-01'], makeUps: [] } } });
    expect(await warnings()).toEqual([
      { zh: expect.stringContaining('2099 年放假安排尚未收录'), en: expect.stringContaining('of 2099 are not known') },
    ]);
    // Ready all the same.
    expect(await readiness()).toEqual({
      status: 200,
      calendar: { status: 'up', warning: expect.stringContaining('2099') },
    });
    const notices = Object.fromEntries(
      [2098, 2099].map((year) => [year, { holidays: [`${year}-01-01`], makeUps: [`${year}-01-03`] }]),
    );
    desk.clock.advance({ seconds: 5 });
    expect((await set({ notices })).warnings).toEqual([]);
    expect(await readiness()).toMatchObject({ status: 200, calendar: { status: 'up' } });
  });

  test('T-04 a notice has days of its own year, and none is both closed and worked', async () => {
    for (const notice of [
      { holidays: ['2100-01-01'], makeUps: [] },
      { holidays: ['2099-01-01'], makeUps: ['2099-01-01'] },
    ])
      expect(await refusal(set({ notices: { 2099: notice } }))).toMatchObject({ code: 'policy_value_invalid' });
  });
});
