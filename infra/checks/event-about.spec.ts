import { z } from 'zod';
import { catalogue, event, id } from '@bumen/contracts';
import { aboutComplaints } from './event-about.ts';

test('every event says whom the ids in its data are of', () => {
  expect(catalogue.events.some((one) => one.about?.staff !== undefined)).toBe(true);
  expect(catalogue.events.flatMap(aboutComplaints)).toEqual([]);
});

test('an id that is not declared, one that lies too deep and a declared field without an id are found', () => {
  const data = z.object({
    ticketId: id,
    previousAssigneeId: id.nullable(),
    teamId: id,
    by: z.string(),
    parts: z.array(z.object({ customerId: id })),
  });
  expect(aboutComplaints({ name: 'tickets.ticket.tried', data, about: { staff: ['by'], team: ['teamId'] } })).toEqual([
    "tickets.ticket.tried: previousAssigneeId is an id of staff; say so by about: { staff: ['previousAssigneeId'] }",
    "tickets.ticket.tried: parts.customerId is an id of customer inside of parts, where about can't name it; lift it up",
    'tickets.ticket.tried is about the staff of by, which holds no id: declare it as an id',
  ]);
});

test('an event about a field that its data does not have is no event', () => {
  const declaration = {
    name: 'tickets.ticket.tried',
    version: 1,
    audience: 'services',
    visibleTo: [],
    data: z.object({ ticketId: id }),
    summary: { zh: '试', en: 'Tried' },
  } as const;
  expect(() => event({ ...declaration, about: { staff: ['assigneeId' as 'ticketId'] } })).toThrow(
    'is about assigneeId',
  );
});
