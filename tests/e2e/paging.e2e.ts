import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type HttpSink, startHttpSink } from "../harness/httpSink.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";

test.use({ fleetOptions: { hosts: 1, firstRun: false } });

let sink: HttpSink | null = null;
test.afterAll(async () => sink?.close());

const rule = `groups:
  - name: drill
    interval: 1s
    rules:
      - alert: Drill
        expr: vector(1)
        labels: { severity: critical }
        annotations: { summary: this is a drill }
`;

test("a channel is added and tried, an alert is sent to it, and how it ended", async ({ open, fleet }) => {
  sink = await startHttpSink();
  const { requests } = sink;
  const page = await open("#/settings");
  await page.getByRole("button", { name: "Add a channel" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a channel" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("room");
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toContainText("Fill this in");
  await dialog.getByLabel("Address of its incoming webhook").fill(`${sink.origin}/services/hush`);
  await dialog.getByRole("button", { name: "Save to midwatch.yaml" }).click();
  await expect(dialog).toHaveCount(0);

  const channels = page.getByRole("table", { name: "Channels" });
  await channels.getByRole("button", { name: "Test room" }).click();
  await expect(page.getByText("room took the test message.")).toBeVisible();
  expect(requests[0]).toMatchObject({ path: "/services/hush", body: expect.stringContaining("nothing is wrong") });
  const deliveries = page.getByRole("table", { name: "Deliveries" });
  await expect(deliveries.getByRole("row", { name: /Test message/ })).toContainText("Delivered");

  const route = "  routes:\n    - { name: drills, notify: [room], groupWait: 0s, groupInterval: 1s }\n";
  const rota =
    "  people:\n    - { name: ada, notify: [room] }\n  rotas:\n    - { name: duty, zone: UTC, start: 2026-01-05, people: [ada] }\n";
  appendFileSync(join(fleet.workspaceFolder, "midwatch.yaml"), route + rota);
  await expect(page.getByRole("table", { name: "Routes" })).toContainText("drills");
  await expect(page.getByRole("banner")).toContainText(/On call: ada until/);
  await page.getByRole("switch", { name: "Send from this console" }).focus();
  await page.keyboard.press("Space");
  const rules = join(fleet.workspaceFolder, "rules");
  mkdirSync(rules, { recursive: true });
  writeFileSync(join(rules, "drill.yaml"), rule);
  const drill = deliveries.getByRole("row", { name: /CRITICAL: this is a drill/ });
  await expect(drill).toContainText("Delivered", { timeout: 30_000 });
  sink.answerNext({ status: 404, body: "no_service" });
  rmSync(join(rules, "drill.yaml"));
  const ended = deliveries.getByRole("row", { name: /RESOLVED: this is a drill/ });
  await expect(ended).toContainText("HTTP 404: no_service", { timeout: 30_000 });
  await expect(page.getByRole("alert").filter({ hasText: "may have reached nobody" })).toContainText(
    "HTTP 404: no_service",
  );
  await expectAccessible(page, test.info(), "paging");
  await ended.getByRole("button", { name: "Retry room" }).click();
  await expect(ended).toContainText("Delivered");
  expect(requests.filter(({ body }) => body.includes("CRITICAL: this is a drill"))).toHaveLength(1);
});
