import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { emptyDatabase } from '@plat/shared/testing/test-databases';
import { killTrial } from '../src/events/kill-trial';

it('tells each event once and in order, whichever process is killed when', async () => {
  const databases = { sync: await emptyDatabase('sync'), crm: await emptyDatabase('crm') };
  const trial = { events: 300, subjects: 12, kills: 4, deaths: 1, random: Math.random };
  expect(await killTrial(databases, trial)).toEqual({ inputs: 300, kills: 8, missing: 0, doubled: 0, disordered: 0, unsettled: 0 });
}, 120_000);
