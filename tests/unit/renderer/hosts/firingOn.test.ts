import { expect, test } from "vitest";
import { firingOn, toldOnHost } from "../../../../renderer/features/hosts/panel/firingOn.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import { buildAlert } from "../../../builders/alerts.ts";

const on = (id: string, over: Partial<Alert> = {}) =>
  buildAlert({ id, labels: { instance: "gpu-a01:9400", gpu: "3" }, severity: "warning", ...over });

test("what fires on a host is listed worst first, and what is held back, pends or fires elsewhere is not", () => {
  const alerts = [
    on("hot"),
    on("lost", { severity: "critical" }),
    on("silenced", { state: "silenced" }),
    on("pending", { state: "pending" }),
    on("other", { labels: { instance: "gpu-a011" } }),
    on("nowhere", { labels: { service: "chat" } }),
  ];
  const firing = firingOn("gpu-a01", new Map(alerts.map((alert) => [alert.id, alert])));
  expect(firing.map(({ id }) => id)).toEqual(["lost", "hot"]);
});

test("an alert about the host says what happened, one about a service what it is about as well", () => {
  const annotations = { summary: "91 C" };
  expect(toldOnHost(on("hot", { annotations }))).toBe("91 C");
  expect(toldOnHost(on("slow", { annotations, labels: { instance: "gpu-a01", service: "chat" } }))).toBe("chat, 91 C");
  expect(toldOnHost(on("bare", { annotations: {} }))).toBe("gpu-a01:9400 GPU 3");
});
