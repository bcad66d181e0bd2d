import { PlatError } from '@plat/shared/errors/plat-error';
import type { EntityManager } from 'typeorm';

/** @param most bytes that somebody may take, by what they have added and are sending */
export const tooMuch = (taken: number, most: number): PlatError =>
  new PlatError('LIMIT', 'This is more than you have space for.', { taken, most });

/** The space that a person has. */
export class PersonalSpace {
  constructor(private readonly most: number) {}

  /**
   * After bytes were charged to the viewer in this transaction, which by that has their row of usage locked until it ends:
   * nobody takes the same space at the same time.
   * @param size what was charged @throws PlatError LIMIT when that was more than there was; the transaction is over with
   */
  async assertHeld(db: EntityManager, size: number): Promise<void> {
    const [{ taken }] = (await db.query('SELECT space_taken() AS taken')) as [{ taken: number }];
    if (taken > this.most) throw tooMuch(taken - size, this.most);
  }
}
