import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { boundSockets } from './sockets.ts';

const clients: Socket[] = [];
let server: Server;
beforeEach(async () => {
  server = createServer((_request, response) => response.end('here'));
  boundSockets(server, 6, 3);
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  clients.splice(0).forEach((client) => client.destroy());
  server.close();
});

/** Resolves once the server has taken the connection, or closed it. */
async function open(): Promise<Socket> {
  const accepted = Promise.race([once(server, 'connection'), once(server, 'drop')]);
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => undefined);
  clients.push(client);
  await accepted;
  return client;
}
const ask = async (client: Socket) => {
  client.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
  return String((await once(client, 'data'))[0]);
};

test('R9 connections that say nothing take so many places of an address, and give them back', async () => {
  const [first, second] = [await open(), await open(), await open()];
  const tooMany = await open();
  await once(tooMany, 'close');
  // Who speaks is silent no more, and who leaves isn't either.
  expect(await ask(first)).toContain('here');
  expect(await ask(await open())).toContain('here');
  second.destroy();
  await once(second, 'close');
  expect(await ask(await open())).toContain('here');
});

test('R9 there are so many connections in all', async () => {
  for (let count = 0; count < 6; count += 1) await ask(await open());
  const tooMany = await open();
  await once(tooMany, 'close');
});
