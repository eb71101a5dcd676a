/** Values of a query, each name with all that were given, in order. */
export type Query = Readonly<Record<string, readonly string[]>>;

/** Not well formed on purpose: what can't be decoded is refused with its field, as any other bad text is. */
const undecodable = '\uD800';

/** `application/x-www-form-urlencoded`, strictly: bad escapes are kept as something that no schema lets through. */
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
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undecodable;
  }
}
