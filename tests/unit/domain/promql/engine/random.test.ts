import { expect, test } from "vitest";
import { isMidwatchError } from "../../../../../shared/base/errors.ts";
import { aggregations } from "../../../../../shared/domain/promql/aggregations.ts";
import {
  arithmeticOperators,
  comparisonOperators,
  setOperators,
  type ValueType,
} from "../../../../../shared/domain/promql/ast.ts";
import { queryInstant, queryRange } from "../../../../../shared/domain/promql/engine/engine.ts";
import { formatQuery } from "../../../../../shared/domain/promql/formatQuery.ts";
import { functions } from "../../../../../shared/domain/promql/functions.ts";
import { parseQuery } from "../../../../../shared/domain/promql/parseQuery.ts";
import { optionsOf, samplesOf } from "../../../../builders/promql.ts";
import { seededRandom } from "../../../../doubles/seededRandom.ts";

const samples = samplesOf({
  'x{le="1",a="b"}': "1 2 NaN _ stale 5 Inf -Inf 3x20",
  'x{le="+Inf",a="b"}': "2x30",
  'y{a="c"}': "0+1x30",
  'y{a="b"}': "_ 1 1 3 NaN",
});
const leaves: Readonly<Record<ValueType, readonly string[]>> = {
  vector: ["x", "y", 'x{le="1"}', "y @ 300", "x offset 1m", "vector(1)"],
  matrix: ["x[5m]", "y[10m]", "x[2m] offset 1m", "y[5m] @ 300"],
  scalar: ["0", "1", "0.5", "-1", "5", "NaN", "Inf", "1e300", "time()"],
  string: ['"a"', '"le"', '""', '"$1"', '"(.*)"'],
};
const callable = functions.filter(({ unsupported }) => unsupported === undefined);

/** Any query of a type: every function, aggregation and operator over any other. */
function queryOf(type: ValueType, depth: number, random: () => number): string {
  const pick = <T>(choices: readonly T[]): T => {
    const choice = choices[Math.floor(random() * choices.length)];
    if (choice === undefined) throw new Error("nothing to pick");
    return choice;
  };
  const inner = (wanted: ValueType) => queryOf(wanted, depth - 1, random);
  if (depth === 0 || type === "string" || random() < 0.2) return pick(leaves[type]);
  if (type === "matrix") return `(${inner("vector")})[${pick(["5m", "10m"])}:${pick(["", "1m", "30s"])}]`;
  const call = () => {
    const { name, parameters } = pick(callable.filter(({ returns }) => returns === type));
    return `${name}(${parameters.map((parameter) => inner(parameter.type)).join(", ")})`;
  };
  if (type === "scalar") {
    const operator = pick([...arithmeticOperators, ...comparisonOperators.map((comparison) => `${comparison} bool`)]);
    return pick([call, () => `(${inner("scalar")} ${operator} ${inner("scalar")})`])();
  }
  const aggregation = () => {
    const { name, parameter } = pick(aggregations);
    const grouping = pick(["", " by (a) ", " without (le) ", " by (__name__) "]);
    return `${name}${grouping}(${parameter ? `${inner(parameter.type)}, ` : ""}${inner("vector")})`;
  };
  const operator = pick([...arithmeticOperators, ...comparisonOperators]);
  const matching = pick(["", "on () ", "ignoring (le) ", "on (a) group_left () ", "ignoring (le) group_left (le) "]);
  return pick([
    call,
    call,
    aggregation,
    () => `(${inner("vector")} ${operator} ${matching}${inner("vector")})`,
    () => `(${inner("vector")} ${pick(setOperators)} ${pick(["", "on (a) "])}${inner("vector")})`,
    () => `(${inner("vector")} ${operator} ${inner("scalar")})`,
  ])();
}

/** What depends on the query's own bounds, or on the order of steps. */
const ofTheQuery = /sort|\b(start|end|step|range)\(/;

test("any query is answered or refused in words, and an instant answer is that step of the range", () => {
  const random = seededRandom(99);
  const [startMs, stepMs, step] = [240_000, 60_000, 2];
  let compared = 0;
  for (let i = 0; i < 3000; i++) {
    const query = queryOf("vector", 3, random);
    const text = formatQuery(parseQuery(query));
    expect(formatQuery(parseQuery(text)), query).toBe(text);
    try {
      const { columns } = queryRange(query, { startMs, endMs: 720_000, stepMs }, optionsOf(samples));
      const instant = queryInstant(query, startMs + step * stepMs, optionsOf(samples));
      if (ofTheQuery.test(query) || instant.kind !== "vector") continue;
      const there = columns.filter(({ present }) => present[step] === 1);
      expect(new Map(instant.samples.map(({ labels, value }) => [labels.key, value])), query).toEqual(
        new Map(there.map(({ labels, values }) => [labels.key, values[step]])),
      );
      compared += there.length > 0 ? 1 : 0;
    } catch (error) {
      if (!isMidwatchError(error)) throw error;
    }
  }
  expect(compared).toBeGreaterThan(1000);
});
