import { Catch, Inject, Injectable, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import { RpcException } from '@nestjs/microservices';
import { throwError } from 'rxjs';
import { forbidden, internalError, Problem, type ServiceName } from '@bumen/contracts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { Log } from '../observability/log.ts';
import { problemOfDatabase } from '../transaction/database-error.ts';
import { RequestContext } from './request-context.ts';

/**
 * Turns whatever went wrong in an operation into a declared problem; what is none of the caller's business is logged
 * under the correlation id and answered as internalError. Reactions keep their error: what to do with it is theirs.
 */
@Catch()
@Injectable()
export class ProblemFilter extends BaseExceptionFilter {
  constructor(
    adapter: HttpAdapterHost,
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
    private readonly log: Log,
  ) {
    super(adapter.httpAdapter);
  }

  override catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType() !== 'rpc') return super.catch(error, host);
    const context: unknown = host.switchToRpc().getContext();
    return throwError(() => (context instanceof RequestContext ? this.#problemOf(error, context) : error));
  }

  #problemOf(error: unknown, { operation, head: { correlationId } }: RequestContext): Problem {
    if (error instanceof Problem) return error;
    // A guard of Nest's own kind says no more than that.
    if (error instanceof RpcException && error.message === 'Forbidden resource')
      return forbidden({ operation, roles: [] });
    const known = problemOfDatabase(error, this.service);
    if (known) {
      if (known.status >= 500)
        this.log.failure(error, { correlationId, operation, problem: known.code }, 'the database could not do it');
      return known;
    }
    this.log.failure(error, { correlationId, operation }, 'an error of ours');
    return internalError({ correlationId });
  }
}
