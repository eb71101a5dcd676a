/** Values of a query, each name with all that were given, in order. */
export type Query = Readonly<Record<string, readonly string[]>>;

/** Not well formed on purpose: what can't be decoded is refused with its field, as any other bad text is. */
const undecodable = '\uD800';

/**
 * A plus where a space would mean nothing: in front of a number, as of a telephone, and in the offset of a moment. Many
 * write it there as it is, and a number without it may be somebody else's (T-01).
 */
const meansPlus = /^\+(?=\d)|(?<=T[\d:.%A-Fa-f]{4,30})\+(?=\d\d(:|%3A)?\d\d$)/gi;

/**
 * `application/x-www-form-urlencoded`, strictly: bad escapes are kept as something that no schema lets through. Of a
 * list with commas each value is read alone.
 */
export function parseQuery(text: string): Query {
  const query = Object.create(null) as Record<string, string[]>;
  if (text === '') return query;
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    (query[name] ??= []).push(equals < 0 ? '' : decode(pair.slice(equals + 1)));
  }
  return query;
}

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    const values = text.split(',').map((value) => value.replaceAll(meansPlus, '%2B'));
    return decodeURIComponent(values.join(',').replaceAll('+', ' '));
  } catch {
    return undecodable;
  }
}
