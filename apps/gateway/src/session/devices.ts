import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Ground } from '../http/operation-routes.ts';

/**
 * In this cookie a device carries its id from its first sign-in on, so that it is spared where strangers are slowed
 * down (P-02). It is sealed, so that nobody makes one up, and lets nobody in by itself.
 */
const deviceCookie = 'bumen_device';
const devicePath = '/api/session';
/** Browsers keep no cookie longer. */
const keptS = 400 * 86_400;
const carried = z.object({ device: z.uuid() });

export interface Device {
  readonly id: string;
  /** Somebody has signed in on it before. */
  readonly known: boolean;
}

/** The device that asks; a new one where it carries no id of ours. */
export async function deviceOf({ tokens }: Pick<Ground, 'tokens'>, request: FastifyRequest): Promise<Device> {
  const cookie = request.cookies[deviceCookie];
  const opened = carried.safeParse(cookie === undefined ? undefined : await tokens.unseal(cookie));
  return opened.success ? { id: opened.data.device, known: true } : { id: randomUUID(), known: false };
}

/** What hr is told of where somebody signs in from. */
export const signedInFrom = (request: FastifyRequest, { id, known }: Device) => ({
  address: request.ip,
  device: id,
  deviceKnown: known,
});

/** Somebody has signed in on it now. */
export async function rememberDevice(
  { tokens }: Pick<Ground, 'tokens'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { id }: Device,
): Promise<void> {
  reply.setCookie(deviceCookie, await tokens.seal({ device: id }, keptS), {
    path: devicePath,
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: keptS,
  });
}
