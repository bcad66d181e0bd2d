import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { hashPassword } from '../src/session/password';
import { startTestCrm, type TestCrm } from './crm.factory';

/** When each test of {@link crmInTime} begins. */
export const START = new Date('2027-03-01T09:00:00Z');

/** crm whose time a test file holds in its hands; it is there from the file's own `beforeAll` on. */
export interface CrmInTime {
  readonly crm: TestCrm;
  /** Of the password that was given. */
  readonly passwordHash: string;
  now: Date;
  later(ms: number): void;
}

/** Starts crm for a test file, stops it, and sets its clock back before each test. */
export function crmInTime(password: string): CrmInTime {
  let [crm, passwordHash]: [TestCrm?, string?] = [];
  const time: CrmInTime = {
    now: START,
    get crm() {
      if (!crm) throw new Error('crm is not started yet');
      return crm;
    },
    get passwordHash() {
      if (!passwordHash) throw new Error('crm is not started yet');
      return passwordHash;
    },
    later: (ms) => {
      time.now = new Date(time.now.getTime() + ms);
    },
  };
  beforeAll(async () => {
    crm = await startTestCrm({ clock: () => time.now });
    passwordHash = await hashPassword(password);
  });
  afterAll(() => crm?.stop());
  beforeEach(() => {
    time.now = START;
  });
  return time;
}
