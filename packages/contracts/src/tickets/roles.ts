import { type Role } from '../define/index.ts';

/** Those who may read tickets and are told of them live. */
export const ticketWatchers = [
  'agent',
  'complaint_specialist',
  'order_specialist',
  'supervisor',
  'department_manager',
  'general_manager',
  'callback_specialist',
  'qa_reviewer',
  'department_liaison',
  'auditor',
] as const satisfies readonly Role[];
