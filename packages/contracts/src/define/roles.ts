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

/** Those who talk with customers and can own a ticket. */
export const ticketHandlers = ['agent', 'complaint_specialist', 'order_specialist', 'supervisor'] as const satisfies readonly Role[];
/** Those who lead others (P-01). */
export const leaders = ['supervisor', 'department_manager', 'general_manager'] as const satisfies readonly Role[];
/** Everyone who has signed in. */
export const everyRole: readonly Role[] = roles;

/** The services of the system; the first word of every operation, event and policy. */
export const services = ['tickets', 'callbacks', 'hr'] as const;
export type ServiceName = (typeof services)[number];
