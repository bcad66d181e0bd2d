import { describe, expect, it } from '@jest/globals';
import { crossings, environmentReaders } from '../src/check-boundaries';

describe('boundaries', () => {
  it('are crossed by no import', () => {
    expect(crossings()).toEqual([]);
  });

  it('leave the environment to config and main', () => {
    expect(environmentReaders()).toEqual([]);
  });
});
