import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The console's built files at `/`. */
export async function mountConsole(fastify: FastifyInstance, directory: string): Promise<void> {
  await fastify.register(async (pages) => {
    await pages.register(fastifyStatic, {
      root: directory,
      wildcard: true,
      decorateReply: false,
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
