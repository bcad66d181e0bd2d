import type { PlatError } from '@plat/shared/errors/plat-error';

/** Room in this process for what is under way: for so many of one person, or of one thing, and for so many of all. */
export class Places {
  private readonly taken = new Map<string, number>();
  private all = 0;

  /** @param full what is said to whoever finds none */
  constructor(
    private readonly bounds: { readonly each: number; readonly all: number },
    private readonly full: () => PlatError,
  ) {}

  get size(): number {
    return this.all;
  }

  /** Takes a place. @returns gives it back @throws PlatError when there is none */
  enter(whose: string): () => void {
    const mine = this.taken.get(whose) ?? 0;
    if (mine >= this.bounds.each || this.all >= this.bounds.all) throw this.full();
    this.taken.set(whose, mine + 1);
    this.all += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.all -= 1;
      const rest = (this.taken.get(whose) ?? 1) - 1;
      if (rest > 0) this.taken.set(whose, rest);
      else this.taken.delete(whose);
    };
  }
}
