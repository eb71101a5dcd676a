import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Speaks to the broker byte by byte, because a client library sends nothing that is malformed. */
export class RawConnection {
  readonly #socket: Socket;
  #heard = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    socket.on('data', (text: string) => {
      this.#heard += text;
      if (text.includes('PING\r\n')) socket.write('PONG\r\n');
    });
  }

  static async open(url: string, user: string, password: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const connection = new RawConnection(socket);
    socket.write(
      `CONNECT ${JSON.stringify({ user, pass: password, headers: true, verbose: false, pedantic: false, no_responders: true, protocol: 1, lang: 'fuzz', version: '1' })}\r\n`,
    );
    await connection.flush();
    return connection;
  }

  /** `head` is the block of headers as it goes over the wire, if there is one. */
  publish(subject: string, reply: string | undefined, head: string | Uint8Array | undefined, body: Uint8Array): void {
    const names = reply === undefined ? subject : `${subject} ${reply}`;
    const block = head === undefined ? new Uint8Array() : Buffer.from(head);
    this.#socket.write(
      head === undefined
        ? `PUB ${names} ${body.length}\r\n`
        : `HPUB ${names} ${block.length} ${block.length + body.length}\r\n`,
    );
    this.#socket.write(Buffer.concat([block, body, Buffer.from('\r\n')]));
  }

  /** Resolves when the broker has dealt with all that was sent. */
  async flush(): Promise<void> {
    const seen = pongs(this.#heard);
    this.#socket.write('PING\r\n');
    while (pongs(this.#heard) === seen) {
      if (this.#socket.destroyed) throw new Error(`the broker hung up: ${this.#heard.slice(-200)}`);
      await pause(1);
    }
  }

  /** Subjects on which the broker let nothing be published, each as often as it said so. */
  get refusedSubjects(): string[] {
    return [...this.#heard.matchAll(/-ERR 'Permissions Violation for Publish to "([^"]+)"/g)].map(
      ([, subject]) => subject!,
    );
  }

  close(): void {
    this.#socket.destroy();
  }
}

const pongs = (heard: string) => heard.split('PONG\r\n').length;
