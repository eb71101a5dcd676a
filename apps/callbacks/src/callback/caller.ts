import type { DataOf, ticketResolved } from '@bumen/contracts';
import { Customer } from '../copies.entity.ts';

/** What somebody said of who they are, of whom nobody can say that the file is theirs. */
export type CallerTold = NonNullable<DataOf<typeof ticketResolved>['told']>;

/**
 * Who is called back (T-15, P-05): whom the file is of, or who said another name with the number. The second person is
 * asked for by their own name and reached by what they said, as rarely as the file allows; the consent in it is not
 * theirs (C-04). `refused`: numbers whose owners must not be called, which holds for whoever else says them.
 */
export function asTold(file: Customer | null, told: CallerTold | null, refused: ReadonlySet<string>): Customer | null {
  if (!file || !told) return file;
  const doNotCall = file.doNotCall || (told.phoneE164 !== null && refused.has(told.phoneE164));
  return Object.assign(new Customer(), file, told, { consent: null, doNotCall });
}
