/** Longer ones would not fit into the cookie that remembers them. */
const lengthMax = 1_000;
/** No address that anybody has: what resolves to another has left us. */
const own = 'http://own.invalid';

/**
 * What a browser makes of an address, if it stays with us; null for any other, since a sign-in that leads elsewhere
 * leads people astray. What is sent on is the path that comes of it and not the text, and the path is judged as the
 * browser will read it once more: `/.//elsewhere` is harmless until its dot is gone.
 */
export function ownPath(text: string | undefined): string | null {
  if (text === undefined || text.length > lengthMax || !text.startsWith('/')) return null;
  const path = pathWithin(text);
  return path !== undefined && path.length <= lengthMax && pathWithin(path) === path ? path : null;
}

function pathWithin(text: string): string | undefined {
  const url = URL.parse(text, own);
  return url?.origin === own && url.username === '' && url.password === '' ? url.pathname + url.search : undefined;
}
