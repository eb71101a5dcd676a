import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePorts } from '../local/free-port.ts';

/** A way to a server that can fall silent as a network does: nothing arrives any more and nobody is told. */
export class SilentLink {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #silent = false;

  private constructor(port: number, server: Server) {
    this.port = port;
    this.#server = server;
  }

  /** `host` is where it listens. */
  static async to(targetPort: number, host = '127.0.0.1'): Promise<SilentLink> {
    const [port] = await freePorts(1);
    const server = createServer({ pauseOnConnect: true });
    const link = new SilentLink(port!, server);
    server.on('connection', (near) => {
      const far = connect(targetPort, '127.0.0.1');
      link.#join(near, far);
      link.#join(far, near);
      if (!link.#silent) near.resume();
    });
    await new Promise<void>((resolve) => server.listen(port, host, resolve));
    return link;
  }

  fallSilent(): void {
    this.#silent = true;
    for (const socket of this.#sockets) socket.pause();
  }

  speakAgain(): void {
    this.#silent = false;
    for (const socket of this.#sockets) socket.resume();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    if (this.#silent) from.pause();
    from.setNoDelay(true);
    from.on('data', (bytes) => to.write(bytes));
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
