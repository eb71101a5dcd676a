import { addressesIn } from './addresses-in-text.ts';
import { FoldedText } from './folded-text.ts';
import { namesIn } from './names-in-text.ts';
import { numbersIn } from './numbers-in-text.ts';
import { mask } from './personal.ts';
import { streetsIn } from './streets-in-text.ts';

/** A part of a text and what is shown instead. */
export interface Place {
  readonly from: number;
  readonly until: number;
  readonly instead: string;
}
/** Told of every place that is looked at, for whoever holds that the work grows with the text and no faster. */
export type Looked = () => void;

/**
 * What tells in a text who somebody is, in its order, one behind the other. `looked`: see there.
 */
export function placesIn(text: string, names: readonly string[], looked: Looked = () => undefined): Place[] {
  const folded = new FoldedText(text);
  const addresses = addressesIn(folded.text, looked);
  // What is an address's is no part of a number, and none of its letters are of a name.
  const rest = [...addresses].reduceRight(
    (at, { from, until }) => at.slice(0, from) + 'a'.repeat(until - from) + at.slice(until),
    folded.text,
  );
  const found = [
    ...addresses.map(({ from, shownFrom, hiddenUntil }) => ({
      from: folded.startOf(from),
      until: folded.endBefore(hiddenUntil),
      instead: `${text.slice(folded.startOf(from), folded.endBefore(shownFrom))}***`,
    })),
    ...[...numbersIn(rest, looked), ...namesIn(folded, names, looked)].map(({ from, until, instead }) => ({
      from: folded.startOf(from),
      until: folded.endBefore(until),
      instead,
    })),
    ...streetsIn(folded.text, looked).map(({ from, until }) => {
      const place = { from: folded.startOf(from), until: folded.endBefore(until) };
      return { ...place, instead: mask('address', text.slice(place.from, place.until)) };
    }),
  ].toSorted((a, b) => a.from - b.from || b.until - a.until);
  return apart(found);
}

/** Of places that overlap, one that covers both. */
function apart(places: readonly Place[]): Place[] {
  const found: Place[] = [];
  for (const place of places) {
    const last = found.at(-1);
    if (last && place.from < last.until)
      found[found.length - 1] = { ...last, until: Math.max(last.until, place.until) };
    else found.push(place);
  }
  return found;
}
