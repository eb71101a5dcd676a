import { applyDecorators, SetMetadata } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { Operation, RequestOf, ResponseOf } from '@bumen/contracts';

export const OPERATION = 'bumen:operation';

type Handler<O extends Operation<any, any>> = (request: RequestOf<O>) => Promise<ResponseOf<O>> | ResponseOf<O>;

/**
 * Makes a controller's method the handler of an operation. Around it the kit checks role and schema, opens the transaction
 * (commands), answers repeated requests from their key, masks personal data and turns errors into problems.
 */
export function Handles<O extends Operation<any, any>>(operation: O) {
  const nest = applyDecorators(SetMetadata(OPERATION, operation), MessagePattern(operation.name, { operation }));
  return <Method extends Handler<O> | (() => ReturnType<Handler<O>>)>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Method>): void => {
    nest(target, key, descriptor);
  };
}
