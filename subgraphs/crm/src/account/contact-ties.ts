/** What other services know of a contact. */
export interface ContactTies {
  /**
   * Whether a contact takes part in nothing: nobody who proves its address becomes somebody in an exchange by that.
   * @throws PlatError UNAVAILABLE when that cannot be found out
   */
  isFree(contactId: string): Promise<boolean>;
}

/** Where nobody can be asked: no contact is linked by guess, only by an invitation. */
export const UNKNOWN_TIES: ContactTies = { isFree: async () => false };
