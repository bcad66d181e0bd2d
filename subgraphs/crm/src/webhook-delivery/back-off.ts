const FIRST_MS = 15_000;
const LONGEST_MS = 3_600_000;

/**
 * How long to wait after so many failures in a row: twice as long each time, an hour at most, less up to a half of it by
 * chance, so that what failed together does not come back together.
 * @param failures from 1 on @param random from 0 to 1 @returns milliseconds
 */
export const backOff = (failures: number, random: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 30)) * (1 - random / 2);
