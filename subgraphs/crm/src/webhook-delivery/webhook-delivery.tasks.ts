/** Finds out which webhooks get the events that came. */
export const ADDRESS_WEBHOOKS = 'webhooks.address';
/** Sends what is due. */
export const SEND_WEBHOOKS = 'webhooks.send';
/** Forgets what is old. */
export const TIDY_WEBHOOKS = 'webhooks.tidy';
