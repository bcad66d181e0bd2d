/** What every verdict about taxes says beside itself. */
export const NO_TAX_ADVICE = 'This is arithmetic on what was entered, not tax advice; ask the preparer of the return.';
