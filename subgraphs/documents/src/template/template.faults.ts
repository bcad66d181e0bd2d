/** What can be wrong with a template and its data; the last two do not keep it from being rendered. */
export const FAULT_CODES = [
  'UNDECLARED_TAG',
  'UNCLOSED_TAG',
  'UNOPENED_TAG',
  'UNSAFE_TAG',
  'MISSING_REQUIRED',
  'TYPE_MISMATCH',
  'UNPRINTABLE',
  'TAG_IN_OUTPUT',
  'TOO_LARGE',
  'BAD_FILE',
  'EXTRA_KEY',
  'INPUT_IGNORED',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** One thing that is wrong, and where. */
export interface TemplateFault {
  readonly code: FaultCode;
  /** What is wrong, for whoever wrote the template or the data; it repeats no value. */
  readonly message: string;
  /** Where in the data: `properties[2].value`. */
  readonly path?: string;
  /** The tag, as it is written between its braces. */
  readonly tag?: string;
  /** Where in the text of the template, in UTF-16 code units; of a DOCX in the text of all its parts. */
  readonly offset?: number;
}

/** What cannot be rendered, with all that is wrong with it. */
export class TemplateFaults extends Error {
  constructor(readonly faults: readonly TemplateFault[]) {
    super(faults.map(({ code, message }) => `${code}: ${message}`).join('; '));
    this.name = 'TemplateFaults';
  }
}

/** Each once, in the order of the text, and then of the data. */
export const inOrder = (faults: readonly TemplateFault[]): TemplateFault[] =>
  [...new Map(faults.map((fault) => [JSON.stringify([fault.code, fault.path, fault.tag, fault.offset]), fault])).values()].sort(
    (a, b) => (a.offset ?? Number.MAX_SAFE_INTEGER) - (b.offset ?? Number.MAX_SAFE_INTEGER),
  );
