import { ApiClient, samplePassword } from './api-client.ts';
import { loadBooks } from './samples/books.ts';
import { loadContacts } from './samples/contacts.ts';
import { people } from './samples/people.ts';
import { loadStaff } from './samples/staff.ts';

/** What the start screen tells of it. */
export interface SampleData {
  readonly signIns: readonly { readonly username: string; readonly who: string }[];
  /** One for all of them. */
  readonly password: string;
  /** Lines of the start screen. */
  readonly toTry: readonly string[];
}

/**
 * The one account that an empty system begins with, unless another is set from outside; with it the others are made.
 */
export const firstSignIn = { username: 'founder', password: samplePassword } as const;

/** Only the people: for benchmarks, which bring their own load. */
export async function loadAccounts(baseUrl: string): Promise<void> {
  await loadStaff(baseUrl, () => undefined, firstSignIn, new Date());
}

/** An access token of one of them. */
export async function signIn(baseUrl: string, username: string): Promise<string> {
  return (await ApiClient.signIn(baseUrl, username)).token;
}

/**
 * Fills a new system through its public API, as its users would: people, a day of contacts, and three months of books.
 * It may run at every start.
 */
export async function loadSampleData(
  baseUrl: string,
  report: (progress: string) => void,
  first: { readonly username: string; readonly password: string } = firstSignIn,
  now = new Date(),
): Promise<SampleData> {
  await loadStaff(baseUrl, report, first, now);
  await Promise.all([
    loadContacts(await ApiClient.signIn(baseUrl, 'supervisor'), report),
    loadBooks(baseUrl, report, now),
  ]);
  return {
    signIns: people.map(({ username, position }) => ({ username, who: position })),
    password: samplePassword,
    toTry: [
      `${baseUrl}/api/docs describes every operation and tries it`,
      'README.md, "What you can try": one contact from the first word to a reopened ticket, by curl',
      'README.md, "A month of books": how vouchers go through their hands and a month is closed',
      `curl -N ${baseUrl}/api/events -H "authorization: Bearer …" shows what happens as it happens`,
    ],
  };
}
