import { SetupError } from '@plat/shared/database/setup-error';

/**
 * Runs a command line's work. What its user can mend is printed as a sentence, a defect of ours with its stack; both
 * end in exit code 1.
 */
export const runCommand = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  }
};
