import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceName } from '../database/service';
import { type CrossReference, referencesIn, restrictersOf, TARGETS } from '../references/cross-references';
import { entityOf, existingColumns, foreignKeys } from '../references/foreign-keys';
import { restrictionsOf, tellDeletion } from './foreign-deletion';
import type { TestSubgraph } from './test-subgraph';

const ROUNDS = 4;
const WRITERS = 3;
/** Deleted by then; there can be only one such row; somebody else has the lock. */
const LOST: readonly string[] = ['PL404', '23505', '55P03', '40P01'];

/** A row of a test: its id, or what its key column holds where it has none. */
interface Made {
  readonly id: string;
  readonly key?: string;
}

const nameOf = ({ table, column }: CrossReference): string => `${table}.${column}`;

/**
 * Proves of each reference to another database that what is written of it in cross-references.ts happens, or that its
 * table is still to come; and that nothing refers to what was deleted afterwards.
 * @param rows by `table.column`, how to make a row that refers to this id
 * @param evidence columns that are written of what is gone, too, because they say what happened
 */
export function consequencesSuite<S extends TestSubgraph>(
  name: ServiceName,
  start: () => Promise<S>,
  rows: Readonly<Record<string, (service: S, id: string) => Promise<Made>>>,
  evidence: readonly string[] = [],
): void {
  describe(`what the end of things elsewhere means in ${name}`, () => {
    let service: S;
    let there: ReadonlySet<string>;
    beforeAll(async () => {
      service = await start();
      there = await service.given((db) => existingColumns(db, referencesIn(name).map(nameOf)));
    });
    afterAll(() => service.stop());

    const make = (reference: CrossReference, id: string) => {
      const maker = rows[nameOf(reference)];
      if (!maker) throw new Error(`Say in this test how to make a row with ${nameOf(reference)}.`);
      return maker(service, id);
    };
    /** What the row's column holds; undefined without a row. */
    const held = async (
      { table, column }: CrossReference,
      { id, key = 'id' }: Made,
    ): Promise<{ held: string | null; trashed: boolean } | undefined> =>
      service.given(async (db) => {
        const hasTrash = entityOf(db, table)?.columns.some(({ databaseName }) => databaseName === 'trashed_at');
        const trashed = hasTrash ? 'trashed_at IS NOT NULL' : 'false';
        return (await db.query(`SELECT ${column} AS held, ${trashed} AS trashed FROM ${table} WHERE ${key} = $1`, [id]))[0];
      });

    it('takes nothing along that anything else keeps: its event could only be parked', async () => {
      const kept = await service.given(async (db) => {
        const keys = await foreignKeys(db);
        const hasTrash = (table: string) => entityOf(db, table)?.columns.some(({ databaseName }) => databaseName === 'trashed_at');
        const going = new Set(
          referencesIn(name).flatMap((one) =>
            one.onDelete === 'CASCADE' && there.has(nameOf(one)) && !hasTrash(one.table) ? [one.table] : [],
          ),
        );
        for (const table of going) // grows while it is walked
          for (const { parent, child, onDelete } of keys) if (parent === table && onDelete === 'CASCADE') going.add(child);
        const here = keys.flatMap(({ parent, child, column, onDelete }) =>
          going.has(parent) && onDelete === 'RESTRICT' ? [`${child}.${column}`] : [],
        );
        const elsewhere = Object.entries(TARGETS).flatMap(([type, { service, table }]) =>
          service === name && going.has(table) ? restrictersOf(type) : [],
        );
        return [...here, ...elsewhere];
      });
      expect(kept).toEqual([]);
    });

    it.each(referencesIn(name).map((one): [string, CrossReference] => [`${nameOf(one)} ${one.onDelete} ${one.to}`, one]))(
      '%s',
      async (_, reference) => {
        if (!there.has(nameOf(reference))) {
          expect(rows[nameOf(reference)]).toBeUndefined();
          return;
        }
        const [gone, other] = [randomUUID(), randomUUID()];
        const [row, bystander] = [await make(reference, gone), await make(reference, other)];
        if (reference.onDelete === 'RESTRICT') {
          expect(await restrictionsOf(service, reference.to, [gone.toUpperCase(), randomUUID()])).toMatchObject([
            { count: 1, ids: [gone] },
          ]);
          expect(await restrictionsOf(service, reference.to, [randomUUID()])).toEqual([]);
        }
        expect(await tellDeletion(service, reference.to, gone)).toBeUndefined();
        const left = await held(reference, row);
        if (reference.onDelete === 'SET NULL') expect(left).toEqual({ held: null, trashed: false });
        else if (reference.onDelete === 'RESTRICT') expect(left?.held).toBe(gone);
        else expect(left === undefined || left.trashed).toBe(true);
        expect(await held(reference, bystander)).toEqual({ held: other, trashed: false });
        if (evidence.includes(nameOf(reference))) return;
        await expect(make(reference, gone)).rejects.toMatchObject({ driverError: { code: 'PL404' } });
      },
    );

    // Who is kept by what is written at that moment, its owner decides: the gateway's tests race that over both services.
    const racing = referencesIn(name).filter((one) => one.onDelete !== 'RESTRICT' && rows[nameOf(one)]);
    it.each(racing.map((one): [string, CrossReference] => [`${nameOf(one)} ${one.onDelete} ${one.to}`, one]))(
      '%s, where rows are written while it is deleted: each is refused, or meets its end',
      async (_, reference) => {
        const made: Made[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          const gone = randomUUID();
          const write = () =>
            make(reference, gone).then(
              (row) => void made.push(row),
              (error: { driverError?: { code?: string } }) => {
                if (!LOST.includes(error.driverError?.code ?? '')) throw error;
              },
            );
          const writes = Array.from({ length: round + 1 }, write);
          const told = tellDeletion(service, reference.to, gone);
          await Promise.all([...writes, ...Array.from({ length: WRITERS }, write), told]);
          // On a busy machine it may not have had a lock in time; then the event comes again.
          if ((await told) !== undefined) expect(await tellDeletion(service, reference.to, gone)).toBeUndefined();
        }
        for (const row of made) {
          const left = await held(reference, row);
          expect(left === undefined || left.trashed || left.held === null).toBe(true);
        }
      },
    );
  });
}
