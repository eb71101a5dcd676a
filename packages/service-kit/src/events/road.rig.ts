import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A way to the broker that can be closed: what is sent meanwhile waits, as the memory of a frozen process would keep
 * it.
 */
export class Road {
  readonly url: string;
  readonly #server: Server;
  readonly #pairs: { readonly client: Socket; readonly broker: Socket }[];
  readonly #state: { open: boolean; waiting: Buffer[] };

  private constructor(
    url: string,
    server: Server,
    pairs: { client: Socket; broker: Socket }[],
    state: { open: boolean; waiting: Buffer[] },
  ) {
    this.url = url;
    this.#server = server;
    this.#pairs = pairs;
    this.#state = state;
  }

  static async to(brokerUrl: string): Promise<Road> {
    const { hostname, port } = new URL(brokerUrl);
    const pairs: { client: Socket; broker: Socket }[] = [];
    const state = { open: true, waiting: [] as Buffer[] };
    const server = createServer((client) => {
      const broker = connect(Number(port), hostname);
      pairs.push({ client, broker });
      broker.pipe(client);
      client.on('data', (chunk: Buffer) => (state.open ? broker.write(chunk) : state.waiting.push(chunk)));
      for (const socket of [client, broker]) socket.on('error', () => {});
      client.on('close', () => broker.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Road(`nats://127.0.0.1:${(server.address() as AddressInfo).port}`, server, pairs, state);
  }

  get waitingBytes(): number {
    return this.#state.waiting.reduce((sum, chunk) => sum + chunk.length, 0);
  }
  close(): void {
    this.#state.open = false;
  }
  open(): void {
    this.#state.open = true;
    for (const chunk of this.#state.waiting.splice(0)) this.#pairs.at(-1)!.broker.write(chunk);
  }
  end(): void {
    this.#server.close();
    for (const { client } of this.#pairs) client.destroy();
  }
}
