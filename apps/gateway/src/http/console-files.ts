import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * The console's built files at `/`: no file whose name begins with a dot, and none that a link leads to outside of the
 * folder.
 */
export async function mountConsole(fastify: FastifyInstance, directory: string): Promise<void> {
  // As it is at the start: a link to another folder takes effect with the next one.
  const root = realpathSync(directory);
  await fastify.register(async (pages) => {
    await pages.register(fastifyStatic, {
      root,
      wildcard: true,
      decorateReply: false,
      dotfiles: 'ignore',
      allowedPath: (path) => isInside(root, path),
      index: ['index.html'],
      immutable: true,
      maxAge: '1d',
      setHeaders: (response, path) => {
        // Named by content except for the page itself, which says which of the others are current.
        if (path.endsWith('.html')) response.header('cache-control', 'no-cache');
      },
    });
  });
}

function isInside(root: string, path: string): boolean {
  try {
    return `${realpathSync(join(root, path))}${sep}`.startsWith(`${root}${sep}`);
  } catch {
    // There is no such file; whoever looks for it says so.
    return true;
  }
}
