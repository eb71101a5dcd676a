import { customerChanged, ticketResolved } from '../index.ts';
import { copy } from './copy.ts';

const summary = { zh: '副本', en: 'a copy' };

describe('a copy', () => {
  test('E-03 is the reaction that keeps it, called after what it is of', () => {
    const kept = copy({ service: 'callbacks', of: customerChanged, keeps: ['name', 'preferences.consent'], summary });
    expect(kept).toMatchObject({
      kind: 'reaction',
      service: 'callbacks',
      name: 'keep-customer-copy',
      source: 'tickets',
      aggregate: 'customer',
      keepsNewest: true,
      keeps: ['name', 'preferences.consent'],
    });
  });

  test('E-03 is refused of an event that does not carry the whole state', () => {
    expect(() => copy({ service: 'callbacks', of: ticketResolved, keeps: ['number'], summary })).toThrow(
      'tickets.ticket.resolved does not carry the whole state',
    );
  });
});
