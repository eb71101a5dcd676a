import type { authenticate, ResponseOf } from '@bumen/contracts';
import type { Staff } from '../staff/staff.entity.ts';
import { written, type RefreshToken } from './refresh-token.ts';
import type { Session } from './session.entity.ts';

export function identityOf(
  session: Session,
  token: RefreshToken,
  staff: Staff,
  mustChangePassword: boolean,
): ResponseOf<typeof authenticate> {
  return {
    sessionId: session.id,
    staffId: staff.id,
    name: staff.name,
    roles: [...staff.roles],
    teamId: staff.teamId,
    refreshToken: written(token),
    refreshExpiresAt: session.expiresAt.toISOString(),
    mustChangePassword,
  };
}
