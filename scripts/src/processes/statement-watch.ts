import { type SentStatement, watchStatements } from '@plat/shared/database/watch-statements';

/** What a watched process is told, and what it says then. */
export interface WatchOrder {
  readonly watch: 'begin' | 'end';
}
export interface WatchWord {
  readonly sent: SentStatement[];
}

let end: () => SentStatement[] = () => [];

/** Loaded before an actor's own code, which then tells what it sent to its database between two orders. */
process.on('message', ({ watch }: Partial<WatchOrder>) => {
  if (!watch) return;
  const sent = watch === 'end' ? end() : [];
  if (watch === 'begin') end = watchStatements();
  process.send?.({ sent } satisfies WatchWord);
});
