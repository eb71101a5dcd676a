import type { createPosition, ResponseOf } from '@bumen/contracts';
import type { Position } from './position.entity.ts';

export function positionViewOf(position: Position): ResponseOf<typeof createPosition> {
  const { id, version, name, tier, roles } = position;
  return { id, version, name, tier, roles: [...roles] };
}
