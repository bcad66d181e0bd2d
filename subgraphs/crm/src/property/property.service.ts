import { revise } from '@plat/shared/database/revise';
import { badInput } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { Deletions } from '@plat/shared/references/deletion';
import { Property } from './property.entity';
import type { CreatePropertyInput, PostalAddressInput, UpdatePropertyInput } from './property.input';
import { assertMayDeleteProperty, assertMayEditProperty, visibleProperties } from './property.policy';

const REQUIRED = ['address', 'propertyType', 'status'] as const;

/** Properties of their owner. */
export class PropertyService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly deletions: Deletions,
  ) {}

  /** @throws PlatError BAD_USER_INPUT with each argument that breaks a rule */
  async create(input: CreatePropertyInput): Promise<Property> {
    const { db, viewer } = this.scope;
    check(input);
    const property = await db.save(db.create(Property, { ...input, userId: viewer.userId } as Partial<Property>));
    await this.events.record('property.created', property);
    return property;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version */
  async update({ id, version, ...changes }: UpdatePropertyInput): Promise<Property> {
    const { db, viewer } = this.scope;
    check(changes);
    const { row, before, after } = await revise(db, Property, {
      id,
      version,
      changes: changes as Partial<Property>,
      scope: visibleProperties(viewer),
      mayEdit: (property) => assertMayEditProperty(viewer, property),
    });
    await this.events.record('property.updated', row, { before, after });
    return row;
  }

  /** Its papers and media go to the trash or lose it, as other services see it. @throws PlatError as {@link Deletions.delete} */
  delete(id: string, version?: number | null): Promise<Property> {
    const { viewer } = this.scope;
    const mayDelete = (property: Property) => assertMayDeleteProperty(viewer, property);
    return this.deletions.delete(Property, { id, version, scope: visibleProperties(viewer), mayDelete });
  }
}

/** All faults of an input at once; the database's checks stand behind. */
function check(input: Partial<CreatePropertyInput>): void {
  const latest = new Date().getUTCFullYear() + 5;
  const faults: Record<string, string> = {};
  const expect = (field: keyof CreatePropertyInput, holds: (value: number) => boolean, rule: string) => {
    const value = input[field];
    if (value !== undefined && value !== null && !holds(Number(value))) faults[`input.${field}`] = rule;
  };
  for (const field of REQUIRED) if (input[field] === null) faults[`input.${field}`] = 'must not be null; leave it out';
  for (const [part, value] of Object.entries(input.address ?? ({} as PostalAddressInput))) {
    if (part !== 'line2' && !String(value).trim()) faults[`input.address.${part}`] = 'must not be empty';
  }
  if (input.propertyType !== undefined && input.propertyType?.trim() === '') faults['input.propertyType'] = 'must not be empty';
  expect('bedrooms', (value) => value >= 0, 'must be 0 or more');
  expect('bathrooms', (value) => value >= 0 && Number.isInteger(value * 2), 'must be 0 or more, in steps of .5');
  expect('sizeSqft', (value) => value > 0, 'must be more than 0');
  expect('lotSize', (value) => value > 0, 'must be more than 0');
  expect('yearBuilt', (value) => value >= 1800 && value <= latest, `must be between 1800 and ${latest}`);
  for (const price of ['listingPrice', 'purchasePrice', 'arv'] as const) expect(price, (value) => value >= 0, 'must be 0 or more');
  // The columns would round the rest away, and the answer would tell of a price that is not stored.
  for (const field of ['listingPrice', 'purchasePrice', 'arv', 'sizeSqft'] as const) {
    if (/\.\d{3}/.test(String(input[field]))) faults[`input.${field}`] = 'must have at most two decimals';
  }
  if (Object.keys(faults).length) throw badInput(faults);
}
