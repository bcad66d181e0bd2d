import { join } from 'node:path';
import { parseEnvironment } from '@plat/shared/config/environment';
import { signingKeys } from '@plat/shared/config/service-config';
import { SetupError } from '@plat/shared/database/setup-error';
import { runCommand } from './command';
import { STEPS, type Step, stepOf } from './keys/signing';
import { newSigningKey, readKeys } from './start/keys';

const ROOT = join(__dirname, '../..');

/**
 * `npm run -s keys:sign -- add|use|drop`: prints the next value of CRM_JWT_KEYS, made from the variable, or from the keys
 * of `npm start` where it is not set. It changes nothing; docs/keys.md says what to do with it, and when.
 */
void runCommand(async () => {
  const step = STEPS.find((one) => one === process.argv[2]) as Step | undefined;
  if (!step || process.argv.length > 3) throw new SetupError('Say which step: npm run -s keys:sign -- add, use or drop.');
  const kept = readKeys(join(process.env.PLAT_DIRECTORY || join(ROOT, '.plat'), 'keys.json'));
  const { CRM_JWT_KEYS } = parseEnvironment({ ...kept, ...process.env }, { CRM_JWT_KEYS: signingKeys });
  console.log(JSON.stringify(stepOf(CRM_JWT_KEYS, step, newSigningKey)));
});
