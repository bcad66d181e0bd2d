import { describe, expect, it, jest } from '@jest/globals';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { SweepReport } from '@plat/shared/testing/access-sweep';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import type { PlatformLink } from '../src/platform-link/platform-link.entity';

const SOURCE = '../src/platform-link/platform-link';

interface Context {
  readonly scope: RequestScope;
}

/** Sweeps the service with a module in another's place. */
async function sweptWith(path: string, replace: () => object): Promise<SweepReport> {
  jest.resetModules();
  jest.doMock(path, replace);
  try {
    const { accessSweep } = require('@plat/shared/testing/access-sweep') as typeof import('@plat/shared/testing/access-sweep');
    const { startTestSync } = require('./sync.factory') as typeof import('./sync.factory');
    const { sweep } = require('./access-sweep') as typeof import('./access-sweep');
    const sync = await startTestSync({ database: await freshDatabase('sync') });
    const report = await accessSweep(sync, sweep);
    await sync.stop();
    return report;
  } finally {
    jest.dontMock(path);
  }
}

/** The service's own schema with one more resolver, whose class is made where the decorators belong to it. */
const schemaWith = (add: (decorators: typeof import('type-graphql'), link: new () => PlatformLink) => Function) => () => {
  const { schema } = jest.requireActual<typeof import('../src/schema')>('../src/schema');
  const { PlatformLink: link } = require(`${SOURCE}.entity`) as typeof import('../src/platform-link/platform-link.entity');
  return { schema: { ...schema, resolvers: [...schema.resolvers, add(require('type-graphql') as typeof import('type-graphql'), link)] } };
};

const linkPastThePolicy = (id: string, { scope }: Context) => {
  const { PlatformLink: link } = require(`${SOURCE}.entity`) as typeof import('../src/platform-link/platform-link.entity');
  return scope.asSystem((db) => db.findOneBy(link, { id }));
};

describe('the access sweep', () => {
  it('notices a reference that skips its policy', async () => {
    const { bad } = await sweptWith(`${SOURCE}.reference`, () => ({
      resolvePlatformLink: ({ id }: { id: string }, context: Context) => linkPastThePolicy(id, context),
    }));
    expect(bad).toContainEqual(expect.stringMatching(/^SUPPORT: PlatformLink own at entities__name answers/));
    expect(bad).toContainEqual(
      expect.stringMatching(/^another owner: PlatformLink own at entities__id answers otherwise than for an absent id/),
    );
  });

  it('notices a service that edits the rows of others', async () => {
    const { bad } = await sweptWith(`${SOURCE}.service`, () => ({
      PlatformLinkService: class {
        constructor(private readonly scope: RequestScope) {}
        update = ({ id }: { id: string }) => linkPastThePolicy(id, { scope: this.scope });
        create = () => null;
      },
    }));
    expect(bad).toContain('another owner calls updatePlatformLink on own: undefined, and not NOT_FOUND');
    expect(bad).toContain('ADMIN calls updatePlatformLink on own: undefined, and not FORBIDDEN');
  });

  it('notices a root field that skips the policy of its type', async () => {
    const { bad } = await sweptWith(
      '../src/schema',
      schemaWith(({ Query, Resolver, Ctx }, link) => {
        @Resolver()
        class LatestResolver {
          @Query(() => link, { nullable: true })
          latestLink(@Ctx() { scope }: Context) {
            return scope.asSystem((db) => db.findOne(link, { where: {}, order: { createdAt: 'DESC' } } as never));
          }
        }
        return LatestResolver;
      }),
    );
    expect(bad).toContain('CLIENT reads a hidden PlatformLink at latestLink');
  });

  it('notices a field that shows more to some than to others, though no rule says so', async () => {
    const { bad } = await sweptWith(
      '../src/schema',
      schemaWith(({ FieldResolver, Resolver, Ctx }, link) => {
        @Resolver(() => link)
        class HintResolver {
          @FieldResolver(() => String, { nullable: true })
          hint(@Ctx() { scope }: Context) {
            return scope.viewer.isAdmin ? 'secret' : null;
          }
        }
        return HintResolver;
      }),
    );
    expect(bad).toContainEqual(expect.stringMatching(/reads another PlatformLink.hint at platformLink__hint own.hint than others/));
  });

  it('names a mutation and a type that nothing is declared of', async () => {
    const { missing, inputs } = await sweptWith(
      '../src/schema',
      schemaWith(({ Field, ID, Mutation, ObjectType, Resolver }) => {
        @ObjectType('Gadget')
        class Gadget {
          @Field(() => ID)
          readonly id!: string;
        }
        @Resolver()
        class GadgetResolver {
          @Mutation(() => Gadget, { nullable: true })
          makeGadget() {
            return null;
          }
        }
        return GadgetResolver;
      }),
    );
    expect(missing).toEqual(['Mutation.makeGadget', 'Gadget']);
    expect(inputs).toBe(0);
  });
});
