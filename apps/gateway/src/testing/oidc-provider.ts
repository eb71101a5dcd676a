import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

export interface TestProvider {
  readonly issuer: string;
  readonly clientSecret: string;
  readonly redirectUrl: string;
  /** Goes from the provider's address to where it sends the browser back, signing in as that subject. */
  signIn(address: string, subject: string): Promise<string>;
  close(): Promise<void>;
}

/** A real OpenID provider on a port of its own, with its development pages for signing in. */
export async function startProvider(): Promise<TestProvider> {
  const clientSecret = 'secret-between-provider-and-gateway';
  // Nobody follows it over the network: the test carries the callback to the gateway itself.
  const redirectUrl = 'http://127.0.0.1/api/session/oidc/callback';
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'bumen', client_secret: clientSecret, redirect_uris: [redirectUrl] }],
    pkce: { required: () => true },
    cookies: { keys: ['a key of the test'] },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    jwks: {
      keys: [
        {
          ...(await exportJWK((await generateKeyPair('RS256', { extractable: true })).privateKey)),
          alg: 'RS256',
          use: 'sig',
          kid: 'test',
        },
      ],
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  return {
    issuer,
    clientSecret,
    redirectUrl,
    signIn: (address, subject) => walk(issuer, address, subject, redirectUrl),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function walk(issuer: string, address: string, subject: string, redirectUrl: string): Promise<string> {
  const cookies = new Map<string, string>();
  let at = new URL(address);
  let init: RequestInit = {};
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(at, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0]!.split('=') as [string, string];
      cookies.set(name, value);
    }
    init = {};
    const location = response.headers.get('location');
    if (location) {
      at = new URL(location, issuer);
      if (at.href.startsWith(redirectUrl)) return at.pathname + at.search;
      continue;
    }
    const page = await response.text();
    const action = /action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (!action || !prompt) throw new Error(`the provider shows no form: ${page.slice(0, 500)}`);
    at = new URL(action, issuer);
    init = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ prompt, login: subject, password: 'x' }).toString(),
    };
  }
  throw new Error('the provider never sends the browser back');
}
