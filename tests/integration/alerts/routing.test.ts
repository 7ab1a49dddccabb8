import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fingerprint } from "../../../shared/domain/alerts/fingerprint.ts";
import { explainRouting } from "../../../shared/domain/alerts/routing/explainRouting.ts";
import { parseAlertmanagerFile } from "../../../shared/domain/alerts/routing/parseAlertmanagerFile.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";
import { type Alertmanager, startAlertmanager } from "../../harness/alertmanager.ts";
import { requireTool } from "../../harness/requireTool.ts";

const program = requireTool("alertmanager");
/** Routes that nest and go on, rules of which an alert may be source and target at once, labels that both lack, and secrets. */
const configuration = `
global: { slack_api_url: "https://hooks.example/secret" }
route:
  receiver: r0
  routes:
    - { matchers: [severity = critical], receiver: r1, continue: true }
    - match_re: { team: "llm|gpu" }
      receiver: r2
      routes: [{ matchers: ['team="gpu", rack!=""'], receiver: r3 }]
receivers:
  - name: r0
  - { name: r1, slack_configs: [{ channel: "#a" }] }
  - { name: r2, webhook_configs: [{ url: "http://user:secret@127.0.0.1:9/" }] }
  - name: r3
inhibit_rules:
  - { source_matchers: [severity = critical], target_matchers: ["severity =~ warning|info"], equal: [instance] }
  - { source_match: { severity: warning }, target_match_re: { severity: "warning|info" }, equal: [rack, team] }
  - { source_matchers: [alertname = Maintenance], target_matchers: [rack = "3"] }
`;
const values: Readonly<Record<string, readonly string[]>> = {
  alertname: ["Hot", "Slow", "Maintenance"],
  severity: ["critical", "warning", "info"],
  instance: ["a", "b", "c", "d"],
  team: ["llm", "gpu", "net"],
  rack: ["1", "2", "3"],
};

interface ToldAlert {
  readonly labels: Labels;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: { readonly inhibitedBy: readonly string[] };
}

/** Each label but the name is there two times of three. */
function labelSets(count: number, random: () => number): readonly Labels[] {
  return Array.from({ length: count }, (_, i) => ({
    number: String(i),
    ...Object.fromEntries(
      Object.entries(values).flatMap(([name, all]) =>
        name === "alertname" || random() < 0.67 ? [[name, all[Math.floor(random() * all.length)] ?? ""]] : [],
      ),
    ),
  }));
}

describe.skipIf(!program)("alerts at a real Alertmanager", () => {
  let server: Alertmanager;
  beforeAll(async () => {
    server = await startAlertmanager(program ?? "", configuration);
  });
  afterAll(async () => server?.stop());

  test.each([3, 12, 60])("go to the receivers and are inhibited as explained, %d at a time", async (count) => {
    const alerts = labelSets(count, seededRandom(count)).map((labels) => ({
      labels: { ...labels, round: String(count) },
    }));
    await server.api("/alerts", "POST", alerts);
    const told = (await server.api("/alerts")) as readonly ToldAlert[];
    const { config } = (await server.api("/status")) as { readonly config: { readonly original: string } };
    const parsed = parseAlertmanagerFile(config.original, "server", { unknownKeys: "ignored" });
    expect(parsed.problems).toEqual([]);
    const firing = told.map(({ labels }) => ({ id: fingerprint(labels), labels }));
    const ours = told.map(({ labels }) => {
      const found = parsed.config && explainRouting(parsed.config, labels, firing, Date.now());
      const receivers = found?.deliveries.map(({ receiver }) => receiver).sort();
      return { labels, receivers, isInhibited: (found?.inhibitedBy ?? []).length > 0 };
    });
    const theirs = told.map(({ labels, receivers, status }) => ({
      labels,
      receivers: receivers.map(({ name }) => name).sort(),
      isInhibited: status.inhibitedBy.length > 0,
    }));
    expect(ours).toEqual(theirs);
    expect(told.length).toBeGreaterThanOrEqual(count);
    expect(theirs.filter(({ isInhibited }) => isInhibited).length).toBeGreaterThan(count / 10 - 1);
  });
});
