import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reportCheck, sizeOfCheck } from '@plat/shared/testing/report-check';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { describeVersions } from '@plat/shared/testing/versions-suite';
import { aViewer } from '@plat/shared/testing/viewers';
import { sweep } from './access-sweep';
import { startTestCrm, type TestCrm } from './crm.factory';

describeVersions('crm', startTestCrm, sweep);

describe('edits that are tried again', () => {
  const EDITS = sizeOfCheck({ small: 60, full: 1_000 });
  const LANES = 6;
  let crm: TestCrm;
  beforeAll(async () => {
    crm = await startTestCrm({ database: await freshDatabase('crm') });
  });
  afterAll(() => crm.stop());

  it('lose none: a number that many raise by one is their sum', async () => {
    const { id } = await crm.client({ leadScore: 0 });
    const READ = 'query ($id: ID!) { client(id: $id) { version leadScore } }';
    const RAISE = 'mutation ($input: UpdateClientInput!) { updateClient(input: $input) { version leadScore } }';
    let [left, conflicts, bad] = [EDITS, 0, 0];
    const lane = async () => {
      const viewer = aViewer('AGENT');
      while (left > 0) {
        left -= 1;
        for (let isDone = false; !isDone; ) {
          const { version, leadScore } = (await crm.ask(viewer, READ, { id })).data.client;
          const { data, errors } = await crm.ask(viewer, RAISE, { input: { id, version, leadScore: leadScore + 1 } });
          const refusal = errors?.[0]?.extensions;
          if (refusal && !(refusal.code === 'CONFLICT' && Number(refusal.version) > version)) throw new Error(errors?.[0]?.message);
          if (refusal) conflicts += 1;
          else if (data.updateClient.leadScore !== leadScore + 1 || data.updateClient.version !== version + 1) bad += 1;
          isDone = !refusal;
        }
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    const [row] = await crm.given((db) => db.query('SELECT lead_score AS sum, version FROM clients WHERE id = $1', [id]));
    reportCheck('lost updates', { inputs: EDITS, bad: bad + Math.abs(EDITS - row.sum), conflicts, sum: row.sum });
    expect(row).toEqual({ sum: EDITS, version: EDITS + 1 });
    expect(bad).toBe(0);
    expect(conflicts).toBeGreaterThan(0);
  }, 600_000);
});
