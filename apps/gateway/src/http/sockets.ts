import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Connections of one address that have not asked anything yet; more are closed as they come. */
const silentMaxDefault = 2_000;

/**
 * Bounds what connections cost before a request is on them, when nothing is known of the caller but the address: so
 * many in all, and so many of one address that say nothing. A silent one is closed by the server's own timeouts.
 */
export function boundSockets(server: Server, max: number, silentMax = silentMaxDefault): void {
  server.maxConnections = max;
  const silent = new Map<string, number>();
  const silentSockets = new WeakMap<Socket, string>();
  const spoke = (socket: Socket) => {
    const address = silentSockets.get(socket);
    if (address === undefined) return;
    silentSockets.delete(socket);
    const left = silent.get(address)! - 1;
    if (left > 0) silent.set(address, left);
    else silent.delete(address);
  };
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (silent.get(address) ?? 0) + 1;
    if (count > silentMax) {
      socket.destroy();
      return;
    }
    silent.set(address, count);
    silentSockets.set(socket, address);
    socket.once('close', () => spoke(socket));
  });
  server.on('request', ({ socket }: { socket: Socket }) => spoke(socket));
}
