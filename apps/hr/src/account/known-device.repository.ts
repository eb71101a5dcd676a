import { Injectable } from '@nestjs/common';
import { currentWork, Repository } from '@bumen/service-kit';

/** So many devices of one account are known; those that were used last. */
const devicesMax = 20;
/** Not used for so long, a device is one like any other. */
const knownDays = 90;

@Injectable()
export class KnownDeviceRepository extends Repository {
  async knows(accountId: string, deviceId: string): Promise<boolean> {
    const since = new Date(currentWork().realNow.getTime() - knownDays * 86_400_000);
    const [row] = await this.read<{ known: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM known_device WHERE account_id = $1 AND device_id = $2 AND used_at > $3) AS known`,
      [accountId, deviceId, since],
    );
    return row!.known;
  }

  /** With the account locked. Others that were used longest ago are forgotten. */
  async remember(accountId: string, deviceId: string): Promise<void> {
    await this.change(
      `INSERT INTO known_device (account_id, device_id, used_at) VALUES ($1, $2, $3)
       ON CONFLICT (account_id, device_id) DO UPDATE SET used_at = excluded.used_at`,
      [accountId, deviceId, currentWork().realNow],
    );
    await this.change(
      `DELETE FROM known_device WHERE account_id = $1 AND device_id IN (
         SELECT device_id FROM known_device WHERE account_id = $1 ORDER BY used_at DESC, device_id
           OFFSET ${devicesMax})`,
      [accountId],
    );
  }

  /** Somebody else may have one of them, or know the password. */
  async forgetAll(accountId: string): Promise<void> {
    await this.change('DELETE FROM known_device WHERE account_id = $1', [accountId]);
  }
}
