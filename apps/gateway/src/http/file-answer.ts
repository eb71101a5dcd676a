import type { Msg } from '@nats-io/transport-node';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fileHeadIn, headers as names } from '@bumen/contracts';

/**
 * Gives a file to be saved. A browser neither guesses what it is, nor runs anything in it, nor keeps it: what somebody
 * else has uploaded is never opened as a part of these pages.
 */
export function replyWithFile(request: FastifyRequest, reply: FastifyReply, answer: Msg): FastifyReply {
  const { fileName, type, sha256 } = fileHeadIn(answer.headers!.get(names.file));
  const tag = `"${sha256}"`;
  reply.headers({
    etag: tag,
    'cache-control': 'no-store, private',
    'content-disposition': `attachment; filename*=UTF-8''${extended(fileName)}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  });
  if (request.headers['if-none-match']?.split(',').some((one) => one.trim() === tag)) return reply.code(304).send();
  const { buffer, byteOffset, byteLength } = answer.data;
  return reply.header('content-type', type).send(Buffer.from(buffer, byteOffset, byteLength));
}

/** As RFC 8187 writes a value: `encodeURIComponent` leaves four signs that it doesn't. */
const extended = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
