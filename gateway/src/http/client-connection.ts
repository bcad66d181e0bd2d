import type { ServerResponse } from 'node:http';

/** A client that takes nothing for so long is cut off: what waits for it is held in memory. */
export const PATIENCE_MS = 30_000;

/**
 * Begins a response when those before it on its connection are over; never, when the connection is. Who asks without waiting
 * for answers is made one at a time, and heard no further meanwhile. A response without its turn would not be told either that
 * its client has gone.
 */
export function inTurn(response: ServerResponse, begin: () => void): void {
  if (response.socket) {
    begin();
    return;
  }
  const { socket } = response.req;
  // Not at once: node resumes it at the end of each request.
  process.nextTick(() => response.socket || socket.pause());
  response.once('socket', () => {
    if (socket.destroyed) return; // node ends responses that were cut, too
    response.setTimeout(0); // the patience with the one before
    socket.resume();
    begin();
  });
}

/**
 * Cuts off a client that takes nothing of what is written for so long, until it has taken it; it is not heard meanwhile, since
 * whatever it sent would be a sign of life.
 * @param taken by which event; `finish` for an answer that is whole, and read to the end of its request
 * @param then called when it is taken, or the connection gone
 */
export function limitTaking(response: ServerResponse, patienceMs: number, taken: 'drain' | 'finish', then?: () => void): void {
  if (response.writableEnded && response.socket?.writableLength === 0) return;
  const { socket } = response.req;
  const go = () => {
    response.off(taken, go);
    response.off('close', go);
    response.setTimeout(0);
    socket.resume();
    then?.();
  };
  response.setTimeout(patienceMs);
  socket.pause();
  response.on(taken, go);
  response.on('close', go);
}

/** @returns aborted when the client has gone before it had all of its answer */
export function leavingOf(response: ServerResponse): AbortSignal {
  const client = new AbortController();
  const leave = () => response.writableFinished || client.abort(new Error('the client has gone'));
  if (response.destroyed) leave();
  else response.once('close', leave);
  return client.signal;
}
