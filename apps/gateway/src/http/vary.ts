import type { FastifyReply } from 'fastify';

/** Says that an answer depends on this header of a request too, besides what other parts have said. */
export function varyBy(reply: FastifyReply, field: string): FastifyReply {
  const said = String(reply.getHeader('vary') ?? '');
  const fields = said.split(',').map((one) => one.trim().toLowerCase());
  return fields.includes(field.toLowerCase()) ? reply : reply.header('vary', said === '' ? field : `${said}, ${field}`);
}
