import { type DemoUserName, type DemoWorld, demoViewer } from '@plat/shared/demo/demo-world';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import { CalendarSyncProvider } from './calendar-token/calendar-token.entity';
import type { SyncContext } from './context';
import { SyncDirection, SyncPlatform } from './platform-link/platform-link.entity';
import type { CreatePlatformLinkInput } from './platform-link/platform-link.input';

/** Who has connected what. The credentials open nothing: no such accounts exist. */
const LINKS: readonly (readonly [DemoUserName, CreatePlatformLinkInput])[] = [
  [
    'admin',
    {
      name: 'Closing binders',
      platform: SyncPlatform.DROPBOX,
      rootPath: '/Plat/Closings',
      syncOnSchedule: true,
      syncInterval: 60,
      syncDirection: SyncDirection.BIDIRECTIONAL,
      metadata: { team: 'Closings' },
      credentials: { refreshToken: 'demo only' },
    },
  ],
  [
    'admin',
    {
      name: 'Office server',
      platform: SyncPlatform.UBUNTU,
      rootPath: '/srv/plat/papers',
      syncOnStartup: true,
      syncOnSchedule: true,
      syncInterval: 15,
      syncDirection: SyncDirection.DOWNLOAD,
      credentials: { user: 'plat', privateKey: 'demo only' },
    },
  ],
  [
    'client',
    {
      name: 'Clara’s phone',
      platform: SyncPlatform.IOS,
      rootPath: '/Documents/House',
      syncOnStartup: true,
      syncDirection: SyncDirection.UPLOAD,
      credentials: { deviceToken: 'demo only' },
    },
  ],
  [
    'user',
    {
      name: 'Family cloud',
      platform: SyncPlatform.WEB,
      rootPath: 'https://dav.example.com/uma/',
      isEnabled: false,
      syncDirection: SyncDirection.DOWNLOAD,
      credentials: { user: 'uma', password: 'demo only' },
    },
  ],
];

/** sync's part of the demo: the platforms and calendars that its people have connected. @param scale how many times as many links; a contributor has one calendar */
export async function seed(sync: Subgraph, world: DemoWorld, scale: number): Promise<void> {
  await Promise.all(
    world.contributors.map(({ id, user }) =>
      sync.work(demoViewer(world.users[user]), ({ calendarSyncTokens }: SyncContext) =>
        calendarSyncTokens.create({ contributorId: id, provider: CalendarSyncProvider.GOOGLE, refreshToken: 'demo only' }),
      ),
    ),
  );
  for (let round = 0; round < scale; round += 1) {
    // A round at once, because each row derives a key; all rounds at once would leave no thread to anybody else.
    const links = await Promise.all(
      LINKS.map(([name, input]) =>
        sync.work(demoViewer(world.users[name]), ({ platformLinks }: SyncContext) =>
          platformLinks.create(round ? { ...input, name: `${input.name} ${round + 1}` } : input),
        ),
      ),
    );
    world.platformLinks.push(...links.map(({ id, userId, platform }) => ({ id, userId, platform })));
  }
}
