import { raisedBy } from '@bumen/service-kit';
import { by } from '../act.rig.ts';
import { unionOfRoles } from './duties.ts';
import { Position } from './position.entity.ts';

const act = by('0198c000-0000-7000-8000-000000000002');
const id = '0198c000-0000-7000-8000-0000000000bb';

describe('a position', () => {
  test('P-02 gives each role once, in the order of the rule book', () => {
    const position = Position.create(
      id,
      { name: '客服主管', tier: 'supervisor', roles: ['agent', 'supervisor', 'agent'] },
      act,
    );
    expect(position.roles).toEqual(['supervisor', 'agent']);
    expect(raisedBy(position)).toEqual([
      {
        type: 'hr.position.changed',
        version: 1,
        data: { positionId: id, name: '客服主管', tier: 'supervisor', roles: ['supervisor', 'agent'] },
      },
    ]);
  });

  test.each([
    { roles: ['cashier', 'accountant'] as const, refused: true },
    { roles: ['accountant', 'cashier', 'agent'] as const, refused: true },
    { roles: ['finance_manager', 'cashier'] as const, refused: true },
    { roles: ['accountant', 'finance_manager'] as const, refused: false },
    { roles: ['cashier'] as const, refused: false },
  ])('P-04 $roles in one position is refused: $refused', ({ roles, refused }) => {
    const create = () => Position.create(id, { name: '财务', tier: 'agent', roles: [...roles] }, act);
    if (refused) expect(create).toThrow('duties_not_segregated');
    else expect(create).not.toThrow();
  });

  test.each([
    { wanted: { name: '坐席' }, otherRoles: false, version: 2 },
    { wanted: { roles: ['agent'] as const }, otherRoles: false, version: 1 },
    { wanted: { roles: ['agent', 'qa_reviewer'] as const }, otherRoles: true, version: 2 },
    { wanted: {}, otherRoles: false, version: 1 },
  ])('says whether its holders have other roles after $wanted', ({ wanted, otherRoles, version }) => {
    const position = Position.create(id, { name: '客服', tier: 'agent', roles: ['agent'] }, act);
    expect(position.change(wanted, act)).toBe(otherRoles);
    expect(position.version).toBe(version);
  });
});

test('P-02 roles of a person are the union of their positions’ roles', () => {
  expect(unionOfRoles([{ roles: ['agent', 'qa_reviewer'] }, { roles: ['supervisor', 'agent'] }])).toEqual([
    'supervisor',
    'agent',
    'qa_reviewer',
  ]);
  expect(unionOfRoles([])).toEqual([]);
});
