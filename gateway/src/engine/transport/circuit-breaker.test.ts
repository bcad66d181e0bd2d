import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Attempt, CircuitBreaker } from './circuit-breaker';

describe('a circuit breaker', () => {
  let now: number;
  let breaker: CircuitBreaker;
  beforeEach(() => {
    now = 0;
    breaker = new CircuitBreaker({ failures: 3, openMs: 100 }, () => now);
  });
  const admitted = (count: number) => Array.from({ length: count }, () => breaker.admit()).filter((one) => one !== undefined);
  const open = () => {
    for (const attempt of admitted(3)) breaker.failed(attempt);
  };

  it('refuses all for a while, then lets one through of however many, whose fate decides', () => {
    open();
    expect(admitted(10)).toHaveLength(0);
    now = 100;
    const [trial] = admitted(10) as [Attempt];
    now = 1_000;
    expect(admitted(10)).toHaveLength(0);
    breaker.failed(trial);
    expect(admitted(10)).toHaveLength(0);
    now = 1_100;
    expect(admitted(10)).toHaveLength(1);
    breaker.succeeded();
    expect(admitted(10)).toHaveLength(10);
  });

  it('lets another one try when that one was given up, and none for others that were', () => {
    const early = admitted(10);
    open();
    now = 100;
    const [trial] = admitted(1) as [Attempt];
    for (const attempt of early) breaker.gaveUp(attempt);
    expect(admitted(10)).toHaveLength(0);
    breaker.gaveUp(trial);
    expect(admitted(10)).toHaveLength(1);
  });

  it('opens by failures in a row alone', () => {
    for (let n = 0; n < 10; n++) {
      for (const attempt of admitted(2)) breaker.failed(attempt);
      breaker.succeeded();
    }
    expect(admitted(10)).toHaveLength(10);
  });
});
