import type { DataOf, ticketResolved } from '@bumen/contracts';
import { Customer } from '../copies.entity.ts';

/** What somebody said of who they are, of whom nobody can say that the file is theirs. */
export type CallerTold = NonNullable<DataOf<typeof ticketResolved>['told']>;

/**
 * Who is called back (T-15, P-05): whom the file is of, or who said another name with the number. The second person is
 * asked for by their own name and reached by what they said, as rarely as the file allows; the consent in it is not
 * theirs (C-04).
 */
export function asTold(file: Customer | null, told: CallerTold | null): Customer | null {
  return file && told ? Object.assign(new Customer(), file, told, { consent: null }) : file;
}
