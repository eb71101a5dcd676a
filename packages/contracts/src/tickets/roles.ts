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
  'auditor',
] as const satisfies readonly Role[];

/** Those, and the liaisons of other departments, who read what was given to theirs and nothing else (P-05). */
export const ticketReaders = [...ticketWatchers, 'department_liaison'] as const satisfies readonly Role[];
