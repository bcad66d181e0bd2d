import type { Viewer } from '../access/viewer';
import { PlatError } from '../errors/plat-error';
import { askSafely } from './sweep-ask';
import { merged, nested } from './sweep-calls';
import type { RootRule, SweepDeclaration, SweepWorld, SweptType } from './sweep-declaration';
import type { TestAnswer, TestSubgraph } from './test-subgraph';
import { type VersionedCall, versionedCalls } from './versioned-calls';

/** What races came to. */
export interface RaceReport {
  /** Races that were run: two calls each. */
  readonly inputs: number;
  /** Races that ended otherwise than with one winner and one who is told why. */
  readonly bad: readonly string[];
}

/** The row whose version both calls bring. */
interface Seen {
  readonly id: string;
  readonly version: number;
}

/** Somebody who may call it, on a row. */
interface Runner {
  readonly name: string;
  readonly viewer: Viewer;
  readonly target: SweptType;
  readonly id: string;
}

/**
 * Calls every mutation that takes a version: with an older one, which is refused, then twice at once with the present one.
 * Exactly one of these may win, its change stands and raises the version by one, and the other is told CONFLICT and the
 * version that is there now. Who may call what, and
 * how, is what the access sweep declares of it.
 */
export async function raceVersions<S extends TestSubgraph>(service: S, declaration: SweepDeclaration<S>): Promise<RaceReport> {
  const types = new Map(declaration.types.map((type) => [type.name, type]));
  const bad: string[] = [];
  const calls = versionedCalls(declaration.parts);
  for (const call of calls) {
    const fault = await new Races(service, call, declaration.mutations[call.field], types.get(call.answer)).run(
      await declaration.world(service),
    );
    if (fault) bad.push(`${call.field}: ${fault}`);
  }
  return { inputs: calls.length, bad };
}

const toldVersion = ({ errors }: TestAnswer): unknown => errors?.[0]?.extensions?.version;
const isToldVersion = (answer: TestAnswer): boolean => Number.isInteger(toldVersion(answer));

class Races {
  constructor(
    private readonly service: TestSubgraph,
    private readonly call: VersionedCall,
    private readonly rule: RootRule | undefined,
    private readonly answer: SweptType | undefined,
  ) {}

  /** @returns what is wrong, if anything */
  async run(world: SweepWorld): Promise<string | undefined> {
    const { rule, answer } = this;
    if (!rule?.target || !answer) return 'the sweep does not declare on which row it is called, or what it answers';
    let refusal = 'nobody may call it in the world of the sweep';
    for (const runner of await this.runners(world, rule, rule.target)) {
      await this.service.given(async (db) => rule.prepare?.(db, runner.id));
      const seen = await this.seen(world, rule, runner);
      if (!seen) continue;
      const stale = await this.ask(world, rule, runner, { version: seen.version - 1, n: 2 });
      if (!stale.errors) return 'a stale version has won';
      if (!isToldVersion(stale)) {
        refusal = `a stale version is told ${stale.errors[0]?.message}`;
        continue; // what the state of this row does not allow, such as the last owner's leaving, is tried on another one
      }
      if (toldVersion(stale) !== seen.version) return `a stale version is told version ${toldVersion(stale)}`;
      const answers = await Promise.all([0, 1].map((n) => this.ask(world, rule, runner, { version: seen.version, n })));
      if (answers.some((one) => !one.errors || isToldVersion(one))) return this.judge(answers, { seen, rule, runner, answer });
      refusal = `nobody can call it: ${answers[0]?.errors?.[0]?.message}`;
    }
    return refusal;
  }

  private async judge(
    answers: readonly TestAnswer[],
    { seen, rule, runner, answer }: { seen: Seen; rule: RootRule; runner: Runner; answer: SweptType },
  ): Promise<string | undefined> {
    const [winners, losers] = [answers.filter(({ errors }) => !errors), answers.filter(({ errors }) => errors)];
    const [winner, loser] = [winners[0], losers[0]];
    if (winners.length !== 1 || !winner || !loser) return `${winners.length} of 2 calls have won`;
    const { field, text } = this.call;
    const row = await this.service.given((db) => answer.row(db, seen.id)).catch(() => undefined);
    const { code, version } = loser.errors?.[0]?.extensions ?? {};
    const told = code === 'CONFLICT' && version === row?.version;
    const barred = await this.refusal(rule, runner);
    if (!told && code !== barred) return `the loser is told ${code}, version ${version}`;
    if (!row) return undefined; // it is gone, and with it its version
    if (row.version !== seen.version + 1) return `version ${seen.version} has become ${row.version}`;
    if (winner.data[field].version !== row.version) return `the winner is told version ${winner.data[field].version}`;
    return text && row[text] !== winner.data[field][text] ? `${text} is not what the winner wrote` : undefined;
  }

  /** Those who may make the call as the policies declare it. */
  private async runners(world: SweepWorld, rule: RootRule, target: SweptType): Promise<Runner[]> {
    const all = Object.entries(world.viewers).flatMap(([name, viewer]) =>
      Object.values(world.rows[target.name] ?? {}).map((id): Runner => ({ name, viewer, target, id })),
    );
    const runners: Runner[] = [];
    for (const runner of all) if (!(await this.refusal(rule, runner))) runners.push(runner);
    return runners;
  }

  /** The code by which the policies refuse a call now; undefined when they allow it. */
  private async refusal({ first, may }: RootRule, { viewer, target, id }: Runner): Promise<string | undefined> {
    try {
      first?.(viewer, id);
      const visible = await this.service.given((db) => target.visible(db, viewer, [id]));
      if (!visible.has(id)) return 'NOT_FOUND';
      await this.service.given(async (db) => may?.(viewer, id, db));
      return undefined;
    } catch (error) {
      if (error instanceof PlatError) return error.code;
      throw error;
    }
  }

  /** The row whose version is meant: that of the call, or what the call answers in its place, such as the plan of a user. */
  private async seen(world: SweepWorld, rule: RootRule, runner: Runner): Promise<Seen | undefined> {
    if (runner.target.name !== this.call.answer && !rule.movesRow) return (await this.ask(world, rule, runner, {})).data?.[this.call.field];
    const row = await this.service.given((db) => runner.target.row(db, runner.id));
    return { id: runner.id, version: row.version as number };
  }

  private ask(world: SweepWorld, rule: RootRule, { viewer, id }: Runner, given: { version?: number; n?: number }): Promise<TestAnswer> {
    const { query, variables, versionAt, text } = this.call;
    const at = rule.at ?? ('id' in variables ? 'id' : 'input.id');
    const asked = merged(merged(variables, rule.variables?.(world) ?? {}), nested(at, id));
    const versioned = given.version === undefined ? asked : merged(asked, nested(versionAt, given.version));
    const edit = text && given.n !== undefined ? nested(versionAt.replace(/version$/, text), `race ${given.n} of ${id}`) : {};
    return askSafely(this.service, viewer, query, merged(versioned, edit));
  }
}
