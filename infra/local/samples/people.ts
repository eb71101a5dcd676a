import type { createPosition, createTeam, InputOf } from '@bumen/contracts';

type Team = Pick<InputOf<typeof createTeam>, 'name' | 'kind' | 'headcount'>;
type Position = InputOf<typeof createPosition>;

export const teams: Team[] = [
  { name: '客服组', kind: 'service', headcount: 20 },
  { name: '投诉组', kind: 'complaints', headcount: 8 },
  { name: '订单组', kind: 'orders', headcount: 8 },
  { name: '回访组', kind: 'callbacks', headcount: 8 },
  { name: '综合组', kind: 'other', headcount: 20 },
];
export const positions: Position[] = [
  { name: '总经理', tier: 'director', roles: ['general_manager'] },
  { name: '客服部经理', tier: 'manager', roles: ['department_manager'] },
  { name: '客服主管', tier: 'supervisor', roles: ['supervisor'] },
  { name: '客服专员', tier: 'agent', roles: ['agent'] },
  { name: '投诉专员', tier: 'agent', roles: ['complaint_specialist'] },
  { name: '订单专员', tier: 'agent', roles: ['order_specialist'] },
  { name: '回访专员', tier: 'agent', roles: ['callback_specialist'] },
  { name: '质检专员', tier: 'agent', roles: ['qa_reviewer'] },
  { name: '出纳', tier: 'agent', roles: ['cashier'] },
  { name: '会计', tier: 'agent', roles: ['accountant'] },
  { name: '财务经理', tier: 'manager', roles: ['finance_manager'] },
  { name: '项目经理', tier: 'manager', roles: ['project_manager'] },
  { name: '人事专员', tier: 'agent', roles: ['hr_officer'] },
  { name: '行政专员', tier: 'agent', roles: ['admin_officer'] },
  { name: '部门联络员', tier: 'agent', roles: ['department_liaison'] },
  { name: '审计员', tier: 'agent', roles: ['auditor'] },
];
/** Other departments, to which tickets are given. */
export const departments = ['技术部', '运营部', '财务部'];
interface Person {
  readonly username: string;
  readonly name: string;
  readonly team: string;
  readonly position: string;
  /** The other department that they speak for. */
  readonly department?: string;
  readonly profile?: 'technical' | 'theoretical' | 'all_round';
  /** Talks with customers or decides about them, so somebody has to be on shift. */
  readonly onShift?: true;
}
/**
 * One account a role, named after it (P-02); a second agent and callback specialist, so that routing has a choice, and
 * a second cashier and accountant, since a voucher goes through three persons' hands (F-07). Numbers follow this order,
 * so whoever is new comes last.
 */
export const people: Person[] = [
  { username: 'general_manager', name: '总经理', team: '综合组', position: '总经理' },
  { username: 'department_manager', name: '客服部经理', team: '综合组', position: '客服部经理', onShift: true },
  { username: 'supervisor', name: '客服主管', team: '客服组', position: '客服主管', onShift: true },
  { username: 'agent', name: '客服甲', team: '客服组', position: '客服专员', profile: 'all_round', onShift: true },
  { username: 'agent2', name: '客服乙', team: '客服组', position: '客服专员', profile: 'theoretical', onShift: true },
  {
    username: 'complaint_specialist',
    name: '投诉专员',
    team: '投诉组',
    position: '投诉专员',
    profile: 'all_round',
    onShift: true,
  },
  {
    username: 'order_specialist',
    name: '订单专员',
    team: '订单组',
    position: '订单专员',
    profile: 'all_round',
    onShift: true,
  },
  { username: 'callback_specialist', name: '回访甲', team: '回访组', position: '回访专员', onShift: true },
  { username: 'callback_specialist2', name: '回访乙', team: '回访组', position: '回访专员', onShift: true },
  { username: 'qa_reviewer', name: '质检专员', team: '综合组', position: '质检专员' },
  { username: 'cashier', name: '出纳甲', team: '综合组', position: '出纳' },
  { username: 'accountant', name: '会计甲', team: '综合组', position: '会计' },
  { username: 'finance_manager', name: '财务经理', team: '综合组', position: '财务经理' },
  { username: 'project_manager', name: '项目经理', team: '综合组', position: '项目经理' },
  { username: 'hr_officer', name: '人事专员', team: '综合组', position: '人事专员' },
  { username: 'admin_officer', name: '行政专员', team: '综合组', position: '行政专员' },
  {
    username: 'department_liaison',
    name: '技术部联络员',
    team: '综合组',
    position: '部门联络员',
    department: '技术部',
  },
  { username: 'auditor', name: '审计员', team: '综合组', position: '审计员' },
  { username: 'cashier2', name: '出纳乙', team: '综合组', position: '出纳' },
  { username: 'accountant2', name: '会计乙', team: '综合组', position: '会计' },
];
