/**
 * A start that cannot go on, for a reason that the person who started it can mend. The message is one sentence with
 * what to do about it; print it without a stack. Whatever else is thrown during a start is a defect of ours.
 */
export class SetupError extends Error {
  override readonly name: string = 'SetupError';
}
