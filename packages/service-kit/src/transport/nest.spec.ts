import {
  Catch,
  Controller,
  Injectable,
  UseFilters,
  UseGuards,
  UseInterceptors,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { map, throwError, type Observable } from 'rxjs';
import { z } from 'zod';
import { command, invalidCursor, reaction, event, type ProblemType } from '@bumen/contracts';
import { bareService, refusal, startDesk, type Client, type Desk } from '@bumen/testing';
import { currentWork } from '../transaction/work.ts';
import { Handles } from './handles.ts';
import { ReactsTo } from './reacts-to.ts';
import type { RequestContext } from './request-context.ts';
import { RequestServer } from './request-server.ts';

const operation = (verb: string, problems: readonly ProblemType[] = []) =>
  command({
    name: `tickets.plain.${verb}`,
    roles: 'anyone',
    request: z.object({ text: z.string().default('nothing') }),
    response: z.object({ text: z.string() }),
    problems,
    summary: { zh: '试', en: 'Try' },
  });
const guarded = operation('guard');
const intercepted = operation('intercept');
const filtered = operation('filter', [invalidCursor]);
const decorated = operation('decorate');
const happened = event({
  name: 'tickets.plain.happened',
  version: 1,
  audience: 'services',
  visibleTo: [],
  data: z.object({}),
  summary: { zh: '试', en: 'Try' },
});
const failing = reaction({
  service: 'tickets',
  name: 'fail-on-purpose',
  on: [happened],
  summary: { zh: '试', en: 'Try' },
});

@Injectable()
class NobodyGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}
@Injectable()
class ShoutingInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler<{ text: string }>): Observable<{ text: string }> {
    // It works inside of the transaction, as the method does.
    const { name } = currentWork();
    return next.handle().pipe(map(({ text }) => ({ text: `${text.toUpperCase()} in ${name}` })));
  }
}
@Catch(RangeError)
class RangeErrorFilter implements ExceptionFilter {
  catch(_error: RangeError, _host: ArgumentsHost): Observable<never> {
    return throwError(() => invalidCursor());
  }
}

@Controller()
class PlainController {
  @Handles(guarded)
  @UseGuards(NobodyGuard)
  guarded(): { text: string } {
    return { text: 'never' };
  }
  @Handles(intercepted)
  @UseInterceptors(ShoutingInterceptor)
  intercepted({ text }: { text: string }): { text: string } {
    return { text };
  }
  @Handles(filtered)
  @UseFilters(RangeErrorFilter)
  filtered(): { text: string } {
    throw new RangeError('out of range');
  }
  @Handles(decorated)
  decorated(@Payload() { text }: { text: string }, @Ctx() context?: RequestContext): { text: string } {
    return { text: `${text} by ${context?.head.caller.staffId}` };
  }
  @ReactsTo(failing)
  async react(): Promise<void> {
    throw new RangeError('on purpose');
  }
}

describe('Nest', () => {
  let desk: Desk;
  let ann: Client;
  beforeAll(async () => {
    desk = await startDesk({ tickets: bareService('tickets', PlainController) }, { open: true });
    ann = desk.as('agent', { staffId: 'a1', name: 'Ann' });
  });
  afterAll(() => desk.close());

  test('guards, interceptors, filters and parameter decorators mean what they always mean', async () => {
    expect(await refusal(ann.call(guarded, {}))).toMatchObject({
      code: 'forbidden',
      details: { operation: guarded.name },
    });
    expect(await ann.call(intercepted, { text: 'quiet' })).toEqual({ text: 'QUIET in tickets.plain.intercept' });
    expect((await refusal(ann.call(filtered, {}))).code).toBe('invalid_cursor');
    expect(await ann.call(decorated, {})).toEqual({ text: 'nothing by a1' });
    // A reaction's own error must reach the consumer, which keeps it with the dead event.
    const found = desk
      .service('tickets')
      .app.get(RequestServer)
      .reactions()
      .find((one) => one.reaction.name === failing.name)!;
    await expect(found.handle({} as never)).rejects.toThrow(new RangeError('on purpose'));
  });
});
