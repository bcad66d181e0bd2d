import { z } from 'zod';

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i;

/** The variable WEBHOOK_ALLOWED_HOSTS: `partner.internal,127.0.0.1:8080`. Webhooks may lead there by http, and wherever it is. */
export const webhookAllowedHosts = z
  .string()
  .transform((text) => text.split(',').map((host) => host.trim()))
  .refine((hosts) => hosts.every((host) => HOST.test(host)), 'must be hosts, each with or without :port, between commas')
  .default([]);
