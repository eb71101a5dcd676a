import type { FastifyRequest, preParsingHookHandler } from 'fastify';
import { bytesFieldOf, fileTypesOf, unsupportedMediaType, type FileContent, type Operation } from '@bumen/contracts';
import { csvText } from './csv-text.ts';

const json = 'application/json';

/** What the body of an operation may be: JSON, unless it is bytes, and the types of its file. */
export const bodyTypesOf = (operation: Pick<Operation, 'request' | 'fileField'>): readonly string[] => [
  ...(bytesFieldOf(operation) === undefined ? [json] : []),
  ...fileTypesOf(operation),
];

export const acceptedTypes = (request: FastifyRequest): readonly string[] =>
  request.routeOptions.config.accepts ?? [json];

/** The media type that the caller says the body has; empty where they say none. */
const mediaType = (request: FastifyRequest): string =>
  (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();

/** Whether the body was sent as a file of the operation. */
export const isFile = (request: FastifyRequest): boolean => {
  const type = mediaType(request);
  return type !== json && acceptedTypes(request).includes(type);
};

/** Refuses a body of another type before any of it is read. */
export const refuseOtherTypes: preParsingHookHandler = (request, _reply, payload, done) => {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  const type = mediaType(request);
  const hasBody = coding !== undefined || (length !== undefined && (length !== '0' || type !== ''));
  const bodiless = request.method === 'GET' || request.method === 'HEAD';
  if (bodiless || !hasBody || acceptedTypes(request).includes(type)) return done(null, payload);
  done(unsupportedMediaType({ accepted: [...acceptedTypes(request)] }));
};

/** A body that isn't JSON: the text of a table, or bytes with what the caller says that they are. */
export function fileIn(request: FastifyRequest, bytes: Buffer): string | FileContent {
  if (!isFile(request)) throw unsupportedMediaType({ accepted: [...acceptedTypes(request)] });
  const type = mediaType(request);
  return type === 'text/csv' ? csvText(bytes, request.headers['content-type']) : { type, bytes };
}
