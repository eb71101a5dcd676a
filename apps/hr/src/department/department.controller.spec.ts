import { changeDepartment, changeStaff, createDepartment, getStaff, listDepartments } from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { count, HrRig, outcomes } from '../hr.rig.ts';

describe('departments', () => {
  let hr: HrRig;
  beforeAll(async () => {
    hr = await HrRig.start();
  });
  afterAll(() => hr?.close());

  const create = (name: string) => hr.officer.call(createDepartment, { name });

  test('E-01 are a list, told to the services with every change, each name once, also at the same moment', async () => {
    const all = await outcomes([create('技术部'), create('技术部'), create('运营部')]);
    expect([count(all, 'ok'), count(all, 'hr.name_taken')]).toEqual([2, 1]);
    const { items } = await hr.desk.as('department_liaison').call(listDepartments, { limit: 10 });
    expect(items.map(({ name }) => name).toSorted()).toEqual(['技术部', '运营部'].toSorted());
    const { id: departmentId } = items.find(({ name }) => name === '技术部')!;
    const rename = hr.officer.call(changeDepartment, { departmentId, name: '运营部', reason: '更名' });
    expect(await refusal(rename)).toMatchObject({ code: 'hr.name_taken' });
    await hr.officer.call(changeDepartment, { departmentId, name: '研发部', active: false, reason: '合并' });
    await hr.officer.call(changeDepartment, { departmentId, active: false, reason: '再次' });
    expect((await hr.told(departmentId)).map(({ data }) => data)).toEqual([
      { departmentId, name: '技术部', active: true },
      { departmentId, name: '研发部', active: false },
    ]);
    expect(await hr.departments()).not.toContain('研发部');
  });

  test('E-01 a liaison belongs to one that there is and that isn’t closed, and nobody gives themselves another', async () => {
    const { id: departmentId } = await create('财务部');
    const liaison = await hr.person({ roles: ['department_liaison'], departmentId });
    expect((await hr.told(liaison.id)).at(-1)!.data).toMatchObject({ departmentId });
    const self = hr.desk.as('hr_officer', { staffId: liaison.id });
    const { id: other } = await create('法务部');
    const change = { staffId: liaison.id, departmentId: other, reason: '调换' };
    expect(await refusal(self.call(changeStaff, change))).toMatchObject({ code: 'hr.not_your_own' });
    await hr.officer.call(changeStaff, change);
    expect(await hr.officer.call(getStaff, { staffId: liaison.id })).toMatchObject({ departmentId: other });

    await hr.officer.call(changeDepartment, { departmentId, active: false, reason: '撤销' });
    for (const [wrong, code] of [
      [departmentId, 'hr.department.closed'],
      [liaison.id, 'hr.department.not_found'],
    ] as const) {
      expect((await refusal(hr.person({ departmentId: wrong }))).code).toBe(code);
      const moving = hr.officer.call(changeStaff, { ...change, departmentId: wrong });
      expect((await refusal(moving)).code).toBe(code);
    }
  });
});
