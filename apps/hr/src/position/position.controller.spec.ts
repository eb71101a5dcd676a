import { changePosition, changeStaff, getStaff, listPositions, type Role } from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { count, HrRig, outcomes } from '../hr.rig.ts';

describe('positions', () => {
  let hr: HrRig;
  beforeAll(async () => {
    hr = await HrRig.start();
  });
  afterAll(() => hr?.close());

  const change = (positionId: string, roles: Role[]) =>
    hr.manager.call(changePosition, { positionId, roles, reason: '岗位调整' });
  const rolesOf = async (staffId: string) => (await hr.desk.as('agent').call(getStaff, { staffId })).roles;

  test('P-02 a change of a position is told for everybody who holds it, each in their own chain', async () => {
    const shared = await hr.position(['agent']);
    const extra = await hr.position(['qa_reviewer']);
    const one = await hr.person({ positionIds: [shared.id] });
    const two = await hr.person({ positionIds: [shared.id, extra.id] });
    const other = await hr.person({ positionIds: [extra.id] });
    await change(shared.id, ['agent', 'callback_specialist']);
    expect((await hr.told(one.id)).at(-1)).toMatchObject({
      what: 'changed',
      version: 2,
      data: { roles: ['agent', 'callback_specialist'] },
    });
    expect((await hr.told(two.id)).at(-1)).toMatchObject({
      what: 'changed',
      version: 2,
      data: { roles: ['agent', 'callback_specialist', 'qa_reviewer'] },
    });
    expect(await hr.told(other.id)).toHaveLength(1);
    expect((await hr.audit(one.id)).at(-1)).toMatchObject({
      action: 'hr.position.change',
      reason: '岗位调整',
      before: { roles: [] },
      after: { roles: ['callback_specialist'] },
    });
  });

  test('P-02 a new name of a position changes nobody', async () => {
    const position = await hr.position(['agent']);
    const person = await hr.person({ positionIds: [position.id] });
    await hr.manager.call(changePosition, { positionId: position.id, name: '资深坐席', reason: '更名' });
    expect(await hr.told(person.id)).toHaveLength(1);
    expect(await hr.desk.as('agent').call(getStaff, { staffId: person.id })).toMatchObject({
      positions: [{ id: position.id, name: '资深坐席' }],
    });
  });

  test('P-04 a position is not changed into a conflict for somebody who holds it, and then nobody is changed', async () => {
    const till = await hr.position(['cashier']);
    const desk = await hr.position(['agent']);
    const both = await hr.person({ name: '李出纳', positionIds: [till.id, desk.id] });
    const only = await hr.person({ positionIds: [desk.id] });
    expect(await refusal(change(desk.id, ['agent', 'accountant']))).toMatchObject({
      code: 'duties_not_segregated',
      details: { why: { en: expect.stringContaining('李出纳') } },
    });
    expect([await rolesOf(both.id), await rolesOf(only.id)]).toEqual([['agent', 'cashier'], ['agent']]);
    expect(await refusal(hr.position(['cashier', 'finance_manager']))).toMatchObject({ code: 'duties_not_segregated' });
  });

  test('P-04 two positions of one person are not changed into a conflict at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, two] = [await hr.position(['agent']), await hr.position(['order_specialist'])];
      const person = await hr.person({ positionIds: [one.id, two.id] });
      const all = await outcomes([change(one.id, ['cashier']), change(two.id, ['accountant'])]);
      expect(all.toSorted()).toEqual(['duties_not_segregated', 'ok']);
      expect((await rolesOf(person.id)).filter((role) => role === 'cashier' || role === 'accountant')).toHaveLength(1);
    }
  });

  test('P-04 a position is not changed while somebody gets it into a conflict', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [till, desk] = [await hr.position(['cashier']), await hr.position(['agent'])];
      const person = await hr.person({ positionIds: [till.id] });
      const all = await outcomes([
        hr.officer.call(changeStaff, { staffId: person.id, positionIds: [till.id, desk.id], reason: '兼任' }),
        change(desk.id, ['accountant']),
      ]);
      expect(count(all, 'ok')).toBe(1);
      const roles = await rolesOf(person.id);
      expect(roles.includes('cashier') && roles.includes('accountant')).toBe(false);
    }
  });

  test('P-04 nobody changes the roles of a position that they hold themselves', async () => {
    const position = await hr.position(['general_manager']);
    const person = await hr.person({ positionIds: [position.id] });
    const self = hr.desk.as('general_manager', { staffId: person.id });
    expect(
      await refusal(
        self.call(changePosition, { positionId: position.id, roles: ['general_manager', 'auditor'], reason: '自己' }),
      ),
    ).toMatchObject({ code: 'hr.not_your_own' });
    await expect(
      self.call(changePosition, { positionId: position.id, name: '总经理室', reason: '更名' }),
    ).resolves.toMatchObject({ name: '总经理室' });
  });

  test('P-01 a name is given once, and positions are listed by it', async () => {
    const position = await hr.position(['agent'], '0 号岗位');
    expect(await refusal(hr.position(['agent'], '0 号岗位'))).toMatchObject({
      code: 'hr.name_taken',
      details: { value: '0 号岗位' },
    });
    const other = await hr.position(['agent']);
    const renamed = hr.manager.call(changePosition, { positionId: other.id, name: '0 号岗位', reason: '更名' });
    expect(await refusal(renamed)).toMatchObject({ code: 'hr.name_taken' });
    const { items } = await hr.desk.as('agent').call(listPositions, { limit: 1 });
    expect(items).toEqual([position]);
  });
});
