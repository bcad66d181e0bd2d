import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DatabaseUrls, SERVICES } from '@plat/shared/database/service';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { type PageFigures, statementsFollowRows, tryPages } from '../src/exchange-page/page-trial';
import { living } from '../src/processes/living';

let directory: string;
let figures: PageFigures;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'plat-page-'));
  const databases = await Promise.all(SERVICES.map(async (service) => [service, await freshDatabase(service)] as const));
  const urls = Object.fromEntries(databases) as unknown as DatabaseUrls;
  const here = living('crm', 'documents', 'exchanges', 'gateway');
  figures = await tryPages({ urls, directory }, { exchanges: 100, coordinators: 1, requests: 4, here });
}, 240_000);
afterAll(() => rmSync(directory, { recursive: true }));

describe('the page of an exchange', () => {
  it('costs each service the same statements, however much is in it', () => {
    const each = { crm: 2, documents: 1, exchanges: 6 };
    expect(figures.statements).toEqual({
      '5 messages, 1 participants': each,
      '60 messages, 1 participants': each,
      '5 messages, 2 participants': each,
      '60 messages, 2 participants': each,
      '5 messages, 10 participants': each,
      '60 messages, 10 participants': each,
    });
    expect(statementsFollowRows(figures)).toBe(false);
    const one = { '5 messages, 2 participants': each };
    const many = { ...one, '60 messages, 2 participants': { ...each, crm: 61 } };
    expect(statementsFollowRows({ statements: many })).toBe(true);
  });

  it('has all of it, with everybody’s names', () => {
    const all = { tasks: 4, documents: 6, deadlines: 2, nameless: 0, unread: expect.any(Number) };
    expect(figures.seen).toMatchObject({
      '5 messages, 2 participants': { ...all, participants: 2, messages: 5 },
      '60 messages, 10 participants': { ...all, participants: 10, messages: 50 },
    });
    expect(figures.seen['60 messages, 10 participants']?.unread).toBeGreaterThan(0);
    expect(figures.rows).toEqual({ exchanges: 100, contacts: 215, participants: 550, messages: 10_000 });
  });

  it('reads what it shows, and not the conversation', () => {
    const { crm, documents, exchanges } = figures.cost;
    for (const { sequentialScans } of [crm, documents, exchanges]) expect(sequentialScans).not.toContain('messages');
    expect(exchanges.rowsRead).toBeLessThan(4_000); // of 10,000 messages
    expect(exchanges.pages).toBeGreaterThan(0);
  });
});

describe('the overview of exchanges', () => {
  it('has its five parts by a statement each, and the names of the exchanges of two lists by two more at most', () => {
    const { coordinator, administrator } = figures.overviewCost;
    // Those of the second list may all have been read for the first.
    for (const { statements } of [coordinator, administrator]) expect([6, 7]).toContain(statements);
  });
});
