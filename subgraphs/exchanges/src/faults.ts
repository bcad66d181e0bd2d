import { badInput } from '@plat/shared/errors/plat-error';

/** Collects what is wrong with an input, so that a client learns all of it at once. */
export class Faults {
  private readonly rules: Record<string, string> = {};

  /** Notes that an argument breaks a rule, unless it keeps it; the first rule that an argument breaks is told. */
  unless(keeps: boolean, argument: string, rule: string): void {
    if (!keeps) this.rules[`input.${argument}`] ??= rule;
  }

  /** Refuses null where the column has none. */
  refuseNull<T extends object>(input: T, ...names: (keyof T & string)[]): void {
    for (const name of names) this.unless(input[name] !== null, name, 'must not be null; leave it out');
  }

  /** Dates that no exchange can have are slips of the pen: the year 0026. */
  refuseFarDates<T extends object>(input: T, ...names: (keyof T & string)[]): void {
    for (const name of names) {
      const date = input[name];
      if (typeof date === 'string') this.unless(date >= '1990-01-01' && date <= '2199-12-31', name, 'must be a day from 1990 to 2199');
    }
  }

  /** @throws PlatError BAD_USER_INPUT with every argument that broke a rule */
  throwIfAny(): void {
    if (Object.keys(this.rules).length) throw badInput(this.rules);
  }
}
