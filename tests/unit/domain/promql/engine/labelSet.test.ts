import { expect, test } from "vitest";
import { compareText } from "../../../../../shared/domain/metrics/labels.ts";
import { LabelSet } from "../../../../../shared/domain/promql/engine/labelSet.ts";
import { seededRandom } from "../../../../doubles/seededRandom.ts";

/** Names before, at and after `__name__`. */
const names = ["A", "Zone", "__a__", "__name__", "__type__", "__unit__", "gpu", "instance", "9"];
const random = seededRandom(5);
const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;

type Pairs = readonly (readonly [string, string])[];

function randomPairs(): Pairs {
  const chosen = names.filter(() => random() < 0.4).map((name) => [name, pick(["", "1", "2"])] as const);
  return chosen.filter(([, value]) => value !== "").sort(([a], [b]) => compareText(a, b));
}

function compare(a: Pairs, b: Pairs): number {
  for (const [i, [name, value]] of a.entries()) {
    const other = b[i];
    if (!other) return 1;
    const order = compareText(name, other[0]) || compareText(value, other[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

test("are the sorted pairs of labels, whichever way they came to be", () => {
  for (let i = 0; i < 2_000; i++) {
    const pairs = randomPairs();
    const set = LabelSet.of(Object.fromEntries([...pairs, ["empty", ""]]));
    expect([...Object.entries(set.toRecord())].sort(([a], [b]) => compareText(a, b))).toEqual(pairs);
    expect(set.toString()).toBe(`{${pairs.map(([name, value]) => `${name}="${value}"`).join(", ")}}`);
    expect(set.key).toBe(pairs.map(([name, value]) => `${name}\u0000${value}`).join("\u0001"));
    expect(set.size).toBe(pairs.length);
    for (const name of names) expect(set.get(name)).toBe(new Map(pairs).get(name) ?? "");
    const { name, labels } = set.toSeriesId();
    expect(LabelSet.ofSeries({ name, labels }).key).toBe(set.key);

    const some = new Set(names.filter(() => random() < 0.5));
    for (const again of [set, set]) {
      expect(again.keep(some).key).toBe(LabelSet.of(Object.fromEntries(pairs.filter(([n]) => some.has(n)))).key);
      expect(again.without(some).key).toBe(LabelSet.of(Object.fromEntries(pairs.filter(([n]) => !some.has(n)))).key);
    }
    const identity = ["__name__", "__type__", "__unit__"];
    const rest = pairs.filter(([n]) => !identity.includes(n));
    expect(set.withoutIdentity().key).toBe(LabelSet.of(Object.fromEntries(rest)).key);
    const [changed, value] = [pick(names), pick(["", "3"])];
    const others = pairs.filter(([n]) => n !== changed);
    expect(set.with(changed, value).key).toBe(LabelSet.of(Object.fromEntries([...others, [changed, value]])).key);
  }
});

test("come in the order of their pairs", () => {
  for (let i = 0; i < 5_000; i++) {
    const [a, b] = [randomPairs(), randomPairs()];
    const order = LabelSet.compare(LabelSet.of(Object.fromEntries(a)), LabelSet.of(Object.fromEntries(b)));
    expect(Math.sign(order)).toBe(Math.sign(compare(a, b)));
  }
});
