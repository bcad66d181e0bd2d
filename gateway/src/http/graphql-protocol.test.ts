import { describe, expect, it } from '@jest/globals';
import type { GraphAnswer } from '../engine/graph';
import { writeAnswer } from './graphql-protocol';

const answered = (): GraphAnswer => ({ body: Buffer.from('{"data":null}'), outcome: 'executed' });

describe('an answer that is written', () => {
  it('has its text no more: what waited for it would keep it long after it was sent', () => {
    const answer = answered();
    expect(String(writeAnswer(answer, { mediaType: 'application/json' }).body)).toBe('{"data":null}');
    expect(answer.body).toHaveLength(0);
  });

  it('has its text no more either where it is an event', () => {
    const answer = answered();
    expect(writeAnswer(answer, { mediaType: 'application/json', stream: 'events' }).body).toContain('data: {"data":null}');
    expect(answer.body).toHaveLength(0);
  });
});
