import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { emptyDatabase } from '@plat/shared/testing/test-databases';
import { liveTrial } from '../src/live/live-trial';

it('tells each subscriber of each message once and in order, from another process, and nobody who was deactivated before', async () => {
  const figures = await liveTrial(await emptyDatabase('exchanges'), { subscribers: 10, leavers: 2, messages: 10, perSecond: 20 });
  expect(figures).toMatchObject({ inputs: 100, missing: 0, disordered: 0, afterDeactivation: 0 });
}, 120_000);
