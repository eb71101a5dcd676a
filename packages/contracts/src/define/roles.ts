import type { Text } from './text.ts';

/** The roles of the rule book (P-02). Positions carry them; one person may hold several. */
export const roles = [
  'general_manager',
  'department_manager',
  'supervisor',
  'agent',
  'complaint_specialist',
  'order_specialist',
  'callback_specialist',
  'qa_reviewer',
  'cashier',
  'accountant',
  'finance_manager',
  'project_manager',
  'hr_officer',
  'admin_officer',
  'department_liaison',
  'auditor',
] as const;
export type Role = (typeof roles)[number];

/** What they are called. */
export const roleNames: Readonly<Record<Role, Text>> = {
  general_manager: { zh: '总经理', en: 'general manager' },
  department_manager: { zh: '部门经理', en: 'department manager' },
  supervisor: { zh: '主管', en: 'supervisor' },
  agent: { zh: '客服专员', en: 'agent' },
  complaint_specialist: { zh: '投诉专员', en: 'complaint specialist' },
  order_specialist: { zh: '订单专员', en: 'order specialist' },
  callback_specialist: { zh: '回访专员', en: 'callback specialist' },
  qa_reviewer: { zh: '质检专员', en: 'QA reviewer' },
  cashier: { zh: '出纳', en: 'cashier' },
  accountant: { zh: '会计', en: 'accountant' },
  finance_manager: { zh: '财务经理', en: 'finance manager' },
  project_manager: { zh: '项目经理', en: 'project manager' },
  hr_officer: { zh: '人事专员', en: 'HR officer' },
  admin_officer: { zh: '行政专员', en: 'admin officer' },
  department_liaison: { zh: '部门联络员', en: 'department liaison' },
  auditor: { zh: '审计员', en: 'auditor' },
};

/** Those who talk with customers and can own a ticket. */
export const ticketHandlers = [
  'agent',
  'complaint_specialist',
  'order_specialist',
  'supervisor',
] as const satisfies readonly Role[];
/** Those who lead others (P-01). */
export const leaders = ['supervisor', 'department_manager', 'general_manager'] as const satisfies readonly Role[];
/** Those who serve customers, or speak for another department, and decide about nobody and no money. */
const serving: readonly Role[] = [
  'agent',
  'complaint_specialist',
  'order_specialist',
  'callback_specialist',
  'department_liaison',
];
/** Every other role decides about people, money or control: nobody grants one alone (P-04). */
export const rolesOfPower: readonly Role[] = roles.filter((role) => !serving.includes(role));
/** Who may be the second person: the first of these that somebody holds (P-04). */
export const secondPersons = ['general_manager', 'department_manager'] as const satisfies readonly Role[];
/** Everyone who has signed in. */
export const everyRole: readonly Role[] = roles;

/** The services of the system; the first word of every operation, event and policy. */
export const services = ['tickets', 'callbacks', 'hr', 'finance'] as const;
export type ServiceName = (typeof services)[number];
