import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { routeNotFound, type ProblemType } from '@bumen/contracts';
import { languageOf } from '../http/languages.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import { varyBy } from '../http/vary.ts';

const page = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>Bumen API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="api"></div><script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/show.js"></script></body></html>`;
const script = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });`;

/**
 * The document, a page that shows it, and a description of every problem. All of it is public: it says what there is,
 * not what is in it.
 */
export async function mountDocs(
  fastify: FastifyInstance,
  document: unknown,
  problems: readonly ProblemType[],
  limits: Pick<RateLimits, 'perCaller'>,
): Promise<void> {
  const text = JSON.stringify(document);
  const options = { config: { operation: 'gateway.docs' }, onRequest: [...limits.perCaller] };
  fastify.get('/api/openapi.json', options, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(text),
  );
  fastify.get('/api/docs', options, (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  fastify.get('/api/docs/show.js', options, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(script),
  );
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  await fastify.register(fastifyStatic, { root: assets, serve: false, decorateReply: true });
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js'])
    fastify.get(`/api/docs/${file}`, options, (_request, reply) => reply.sendFile(file, assets, { maxAge: '1d' }));

  const described = new Map(problems.map((problem) => [problem.code, describeProblem(problem)]));
  fastify.get('/api/problems', options, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(JSON.stringify({ items: [...described.values()] })),
  );
  fastify.get('/api/problems/:code', options, (request, reply) => {
    const problem = described.get((request.params as { code: string }).code);
    if (!problem) throw routeNotFound();
    varyBy(varyBy(reply, 'Accept'), 'Accept-Language');
    if (!(request.headers.accept ?? '').includes('text/html'))
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(problem));
    const language = languageOf(request.headers['accept-language']);
    return reply
      .type('text/html; charset=utf-8')
      .send(
        `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(problem.code)}</title></head><body><h1>${escaped(problem.title[language])}</h1><p>${escaped(problem.detail[language])}</p><p><code>${escaped(problem.code)}</code> · HTTP ${problem.status}</p><pre>${escaped(JSON.stringify(problem.details, null, 2))}</pre></body></html>`,
      );
  });
}

function describeProblem(problem: ProblemType) {
  const details = problem.details ? z.toJSONSchema(problem.details, { unrepresentable: 'any' }) : {};
  return {
    type: `/api/problems/${problem.code}`,
    code: problem.code,
    status: problem.status,
    title: problem.title,
    detail: problem.detail,
    details,
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
