import { lawsOfBooks } from '@bumen/infra/faults/laws-of-books';
import type { Desk } from './desk.ts';

/** What doesn't hold of the books of a desk that holds of all books, in words. */
export async function faultsOfBooks(desk: Desk): Promise<string[]> {
  const found = await Promise.all(Object.values(lawsOfBooks).map((law) => desk.sql<{ fault: string }>('finance', law)));
  return found.flat().map(({ fault }) => fault);
}
