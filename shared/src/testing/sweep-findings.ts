/** What a sweep has tried, and what came out otherwise than declared. */
export class SweepFindings {
  inputs = 0;
  readonly bad: string[] = [];

  /** One cell: counted, and named if it does not hold. */
  expect(holds: boolean, cell: () => string): void {
    this.inputs += 1;
    if (!holds) this.bad.push(cell());
  }
}
