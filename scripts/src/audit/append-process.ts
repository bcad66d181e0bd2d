import 'reflect-metadata';
import { crmConsumers } from '@plat/crm/consumers';
import { model } from '@plat/crm/data-source';
import { endWithParent } from '@plat/shared/config/end-with-parent';
import { createLog } from '@plat/shared/config/log';
import { createDataSource } from '@plat/shared/database/data-source';
import { createAsSystem } from '@plat/shared/database/system-database';
import type { PlatEvent } from '@plat/shared/events/cloud-event';
import { Consumer } from '@plat/shared/events/consumer';

/** What a process of the trial is told: where and with what key it appends, then events, one batch after the other. */
export type AppendOrder = { readonly systemUrl: string; readonly key: string } | { readonly events: readonly PlatEvent[] };

/** What it says: that it may be told, and how many events of a batch were taken. */
export type AppendWord = { readonly ready: true } | { readonly taken: number };

endWithParent();
let consumer: Consumer;

process.on('message', async (order: AppendOrder) => {
  if ('events' in order) {
    process.send?.({ taken: (await consumer.accept(order.events)).filter(({ fault, later }) => !fault && !later).length });
    return;
  }
  const source = await createDataSource(order.systemUrl, model, 1, 'plat check audit').initialize();
  consumer = new Consumer(
    crmConsumers(Buffer.from(order.key, 'hex'), () => new Date()),
    createAsSystem(source),
    createLog('crm', 'silent'),
  );
  process.send?.({ ready: true });
});
