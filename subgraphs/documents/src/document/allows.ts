import { PlatError } from '@plat/shared/errors/plat-error';

/** Whether a rule refuses nothing. @throws what is no refusal */
export const allows = (rule: () => void): boolean => {
  try {
    rule();
    return true;
  } catch (error) {
    if (error instanceof PlatError) return false;
    throw error;
  }
};
