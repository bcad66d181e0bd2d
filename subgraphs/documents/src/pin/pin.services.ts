import { PinAttempts } from './pin.attempt';
import { PinService, type PinServiceParts } from './pin.service';

/** What tries and keeps PINs, for the context of a request. */
export function pinServices(parts: Omit<PinServiceParts, 'attempts'>) {
  const { scope, accessLog, hash, clock } = parts;
  const attempts = new PinAttempts({ asSystem: scope.asSystem, clock, accessLog, hash, assertCurrent: scope.assertCurrentIdentity });
  return { pinAttempts: attempts, pins: new PinService({ ...parts, attempts }) };
}
