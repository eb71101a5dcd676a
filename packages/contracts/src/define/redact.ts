import { placesIn } from './personal-places.ts';

/**
 * A text that somebody wrote, for those who need not know whom it is about: telephone, ID and card numbers, e-mail
 * addresses and the given names are masked inside of it, however they are spelled, and the rest stays as it is (P-05).
 * Numbers with seven digits and more are masked whatever they are, since what is shown once can't be taken back.
 * Traditional and simplified characters are not taken for each other.
 */
export function redact(text: string, names: readonly string[] = []): string {
  let shown = '';
  let done = 0;
  for (const { from, until, instead } of placesIn(text, names)) {
    shown += text.slice(done, from) + instead;
    done = until;
  }
  return done === 0 ? text : shown + text.slice(done);
}
