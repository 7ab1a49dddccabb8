import { expect, it } from "vitest";
import { worstAlertsFirst } from "../../../../shared/domain/alerts/alertWords.ts";
import { keepWorstFirst } from "../../../../shared/domain/alerts/keepWorstFirst.ts";
import { buildAlert } from "../../../builders/alerts.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

it("keeps the order that sorting all of them would give, whatever comes, goes and changes", () => {
  const random = seededRandom(3);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const worstFirst = keepWorstFirst();
  const alerts = new Map<string, ReturnType<typeof buildAlert>>();
  for (let round = 0; round < 200; round++) {
    for (let change = upTo(4); change > 0; change--) {
      const id = `${upTo(30)}`;
      if (random() < 0.3) alerts.delete(id);
      else alerts.set(id, buildAlert({ id, severity: random() < 0.5 ? "critical" : "warning", sinceMs: upTo(5) }));
    }
    const order = worstFirst(alerts);
    expect(order).toEqual(worstAlertsFirst(alerts.values()));
    expect(worstFirst(new Map(alerts))).toBe(order);
  }
});
