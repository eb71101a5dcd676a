import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { forbidden, unauthenticated, type Operation } from '@bumen/contracts';
import { anyone } from '../transaction/work.ts';
import { OPERATION } from './handles.ts';
import type { RequestContext } from './request-context.ts';

/**
 * Refuses whoever has none of the operation's roles (P-02). The gateway has asked the same; a service doesn't rely on
 * it.
 */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const operation = this.reflector.get<Operation | undefined>(OPERATION, context.getHandler());
    if (!operation || operation.roles === 'anyone') return true;
    const { caller } = context.switchToRpc().getContext<RequestContext>().head;
    if (caller.staffId === anyone.staffId) throw unauthenticated();
    const allowed: readonly string[] = operation.roles;
    if (!caller.roles.some((role) => allowed.includes(role)))
      throw forbidden({ operation: operation.name, roles: [...allowed] });
    return true;
  }
}
