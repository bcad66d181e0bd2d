import type { ExchangeStage } from './exchange.entity';

export enum StageGuard {
  PERIOD_BEGAN = 'PERIOD_BEGAN',
  PERIOD_UNDONE = 'PERIOD_UNDONE',
  IDENTIFIED = 'IDENTIFIED',
  NOTHING_IDENTIFIED = 'NOTHING_IDENTIFIED',
  NOTHING_RECEIVED = 'NOTHING_RECEIVED',
  EVIDENCE = 'EVIDENCE',
  RECEIVED = 'RECEIVED',
  TERMINATED = 'TERMINATED',
  OVERRIDDEN = 'OVERRIDDEN',
}

type Stage = `${ExchangeStage}`;

/** What a stage depends on, on a civil day of the exchange's zone. */
export interface StageFacts {
  readonly today: string;
  /** Whether there is a transfer, or a parking where the periods run from that. */
  readonly hasBegun: boolean;
  /** Whether property given up was transferred. */
  readonly hasTransferred: boolean;
  readonly identificationDeadline: string | null;
  readonly exchangeDeadline: string | null;
  /** Something was validly identified, or received, by the end of the identification period. */
  readonly isIdentified: boolean;
  /** Something was received by the end of the exchange period. */
  readonly isReceived: boolean;
}

/** A way from a stage to another. */
export interface Edge {
  readonly from: Stage;
  readonly to: Stage;
  readonly guard: StageGuard;
  /** What takes it: the dates that somebody edits, the clock, evidence that somebody records, or somebody's decision. */
  readonly by: 'DATES' | 'CLOCK' | 'EVIDENCE' | 'PERSON';
  readonly holds: (facts: StageFacts) => boolean;
}

const isOver = (deadline: string | null, today: string): boolean => deadline !== null && today > deadline;
const identificationIsOver = ({ identificationDeadline, today }: StageFacts) => isOver(identificationDeadline, today);
const exchangeIsOver = ({ exchangeDeadline, today }: StageFacts) => isOver(exchangeDeadline, today);
const isComplete = ({ hasTransferred, isReceived }: StageFacts) => hasTransferred && isReceived;

const ENDED: readonly Stage[] = ['COMPLETED', 'TERMINATED'];
const MISSED: readonly Stage[] = ['IDENTIFICATION_MISSED', 'EXCHANGE_MISSED'];
const OPEN: readonly Stage[] = ['PENDING', 'IDENTIFICATION', 'REPLACEMENT'];

/**
 * All ways from stage to stage but that of {@link backBy}. A deadline is over on the day after it. After a missed period
 * nothing but evidence dated inside it leads on, which is an override like any other, and nothing at all after the end.
 */
export const EDGES: readonly Edge[] = [
  { from: 'PENDING', to: 'IDENTIFICATION', guard: StageGuard.PERIOD_BEGAN, by: 'DATES', holds: ({ hasBegun }) => hasBegun },
  { from: 'IDENTIFICATION', to: 'PENDING', guard: StageGuard.PERIOD_UNDONE, by: 'DATES', holds: ({ hasBegun }) => !hasBegun },
  {
    from: 'IDENTIFICATION',
    to: 'REPLACEMENT',
    guard: StageGuard.IDENTIFIED,
    by: 'CLOCK',
    holds: (facts) => identificationIsOver(facts) && facts.isIdentified,
  },
  {
    from: 'IDENTIFICATION',
    to: 'IDENTIFICATION_MISSED',
    guard: StageGuard.NOTHING_IDENTIFIED,
    by: 'CLOCK',
    holds: (facts) => identificationIsOver(facts) && !facts.isIdentified,
  },
  {
    from: 'REPLACEMENT',
    to: 'EXCHANGE_MISSED',
    guard: StageGuard.NOTHING_RECEIVED,
    by: 'CLOCK',
    holds: (facts) => exchangeIsOver(facts) && !facts.isReceived,
  },
  {
    from: 'IDENTIFICATION_MISSED',
    to: 'REPLACEMENT',
    guard: StageGuard.EVIDENCE,
    by: 'EVIDENCE',
    holds: ({ isIdentified }) => isIdentified,
  },
  { from: 'EXCHANGE_MISSED', to: 'REPLACEMENT', guard: StageGuard.EVIDENCE, by: 'EVIDENCE', holds: ({ isReceived }) => isReceived },
  { from: 'IDENTIFICATION', to: 'COMPLETED', guard: StageGuard.RECEIVED, by: 'PERSON', holds: isComplete },
  { from: 'REPLACEMENT', to: 'COMPLETED', guard: StageGuard.RECEIVED, by: 'PERSON', holds: isComplete },
  ...[...OPEN, ...MISSED].map((from): Edge => ({ from, to: 'TERMINATED', guard: StageGuard.TERMINATED, by: 'PERSON', holds: () => true })),
];

export const isEnded = (stage: Stage): boolean => ENDED.includes(stage);
export const isMissed = (stage: Stage): boolean => MISSED.includes(stage);

/** The way that an exchange takes by itself. @param hasEvidence whether somebody has just recorded evidence */
export const nextEdge = (stage: Stage, facts: StageFacts, hasEvidence = false): Edge | undefined =>
  EDGES.find((edge) => edge.from === stage && edge.by !== 'PERSON' && (hasEvidence || edge.by !== 'EVIDENCE') && edge.holds(facts));

/** The way to an end that somebody decides on. */
export const edgeTo = (stage: Stage, to: Stage, facts: StageFacts): Edge | undefined =>
  EDGES.find((edge) => edge.from === stage && edge.to === to && edge.by === 'PERSON' && edge.holds(facts));

/**
 * The way on which somebody brings an exchange to an open stage for a reason: the only one from an end, and beside evidence
 * the only one from a missed period. @returns why not, where the rules would lead it on from there at once
 */
export function backBy(stage: Stage, to: Stage, facts: StageFacts): Edge | { readonly refusal: string } {
  if (!OPEN.includes(to)) return { refusal: 'must be PENDING, IDENTIFICATION or REPLACEMENT' };
  if (stage === to) return { refusal: 'is the stage at which it is' };
  if (to === 'REPLACEMENT' && !facts.hasBegun) return { refusal: 'needs the date of the transfer or the parking' };
  const onwards = nextEdge(to, facts);
  if (onwards) return { refusal: `would lead to ${onwards.to} at once; see to its dates, or override its deadlines first` };
  return { from: stage, to, guard: StageGuard.OVERRIDDEN, by: 'PERSON', holds: () => true };
}
