import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";

test.use({ fleetOptions: { hosts: 8, firstRun: false } });

const table = (page: Page, name: string) => page.getByRole("table", { name, exact: true });

test("workloads, their pods and events, nodes and what is wrong with them", async ({ open }, info) => {
  const page = await open("#/watch");
  await page.keyboard.press("g");
  await page.keyboard.press("k");
  const workloads = table(page, "Workloads");
  await expect(workloads.getByRole("row", { name: /chat-llm-70b/ })).toContainText("Rolled out");
  const reranker = workloads.getByRole("row", { name: /reranker/ });
  await expect(reranker).toContainText("1 of 1 not available");
  await expect(reranker).toContainText("14");
  await reranker.click();
  await expect(table(page, "Pods of reranker").getByRole("row", { name: /CrashLoopBackOff/ })).toContainText(
    "OOMKilled (137)",
  );
  await expectAccessible(page, info, "workloads");

  await page.getByRole("radio", { name: "Pods" }).click();
  await page.getByRole("searchbox", { name: "Filter pods" }).fill("crashloop");
  await expect(table(page, "Pods").getByRole("row")).toHaveCount(2);
  await table(page, "Pods")
    .getByRole("row", { name: /reranker/ })
    .click();
  await expect(page.getByRole("table", { name: /^Events of reranker/ })).toContainText("BackOff");

  await page.getByRole("radio", { name: "Nodes" }).click();
  await expect(table(page, "Nodes").getByRole("row", { name: /gpu-c02/ })).toContainText("7 / 8");
  await expect(table(page, "Nodes").getByRole("row", { name: /gpu-d02/ })).toContainText("Does not answer");
  await page.reload();
  await expect(table(page, "Nodes").getByRole("row", { name: /gpu-a01/ })).toContainText("Ready");

  await page.getByRole("radio", { name: "Events" }).click();
  await expect(table(page, "Events").getByRole("row", { name: /BackOff/ })).toContainText("62");
});

test("a namespace is chosen, and stays in the address", async ({ open }) => {
  const page = await open("#/workloads");
  await page.getByRole("button", { name: "All namespaces Namespace" }).click();
  await page.getByRole("option", { name: "monitoring" }).click();
  const workloads = table(page, "Workloads");
  await expect(workloads.getByRole("row")).toHaveCount(2);
  await expect(workloads).toContainText("prometheus-k8s");
  expect(page.url()).toContain("namespace=monitoring");
});

test("where an autoscaler's chain breaks is found, and its limits are changed in a review", async ({ open }, info) => {
  const page = await open("#/workloads?tab=autoscalers");
  const autoscalers = table(page, "Autoscalers");
  await autoscalers.getByRole("row", { name: /reranker/ }).click();
  await expect(table(page, "Conditions of reranker").getByRole("row", { name: /ScalingActive/ })).toContainText(
    "FailedGetPodsMetric",
  );
  await page.getByRole("button", { name: "Doctor" }).click();
  const doctor = page.getByRole("dialog", { name: "Autoscaler doctor: reranker" });
  await expect(doctor).toContainText("Breaks at Rule for reranker_queue_length");
  await expectAccessible(page, info, "autoscaler doctor");
  await page.keyboard.press("Escape");

  await autoscalers.getByRole("row", { name: /gateway/ }).click();
  await expect(
    table(page, "Metrics of gateway").getByRole("row", { name: /gateway_requests_in_flight/ }),
  ).toContainText("40");
  await page.getByRole("button", { name: "Change limits" }).click();
  await expect(page.getByRole("textbox", { name: "max", exact: true })).toHaveValue("6");
});

test("a pod's terminal is opened by its button, and it leads to the service that it is watched as", async ({
  open,
}) => {
  const page = await open("#/workloads?tab=pods&q=chat-llm-70b");
  await table(page, "Pods")
    .getByRole("row", { name: /chat-llm-70b.*gpu-a01/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Terminal `" }).click();
  const terminal = page.getByRole("region", { name: /^Terminal on chat-llm-70b-.*\/server in / });
  await expect(terminal.locator(".xterm-rows")).toContainText(/root@chat-llm-70b-\S+:~\$/);
  await page.getByRole("link", { name: "chat-llm-70b", exact: true }).click();
  await expect(page).toHaveURL(/#\/services\/chat-llm-70b$/);
});

test("a pod's logs are read with those of its container before", async ({ open }) => {
  const page = await open("#/workloads?tab=pods&q=reranker");
  await table(page, "Pods")
    .getByRole("row", { name: /CrashLoopBackOff/ })
    .click();
  await page.getByRole("button", { name: "Logs", exact: true }).click();
  await expect(page.getByRole("button", { name: /^Sources: pod reranker-/ })).toBeVisible();
  await expect(page.getByText("Cannot allocate memory while warming up a batch of 32", { exact: false })).toBeVisible();
});

test("a deployment is scaled from its row, and what the cluster tells of it proves it", async ({ open, fleet }) => {
  // The built-in one, with less patience.
  const builtin = readFileSync("electron/services/runbooks/builtin/kubernetes-scale-deployment.md", "utf8");
  writeFileSync(
    join(fleet.workspaceFolder, "runbooks", "kubernetes-scale-deployment.md"),
    builtin.replace("window: 1m", "window: 2s"),
  );
  const page = await open("#/workloads");
  const row = table(page, "Workloads").getByRole("row", { name: /youtu-parsing/ });
  await expect(row).toContainText("8 / 8");
  await row.click();
  await page.getByRole("button", { name: "Scale" }).click();
  await page.getByRole("textbox", { name: "replicas" }).fill("7");
  await expect(page.getByRole("region", { name: "Dry run" })).toContainText("spec.replicas: 8 -> 7");
  const panel = page.getByRole("region", { name: "Confirm for production" });
  await panel.getByRole("button", { name: "Open write mode for prod" }).click();
  const dialog = page.getByRole("dialog", { name: "Write mode" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("INC-2291");
  await dialog.getByRole("button", { name: "Open for 15 minutes" }).click();
  await panel.getByRole("textbox", { name: "Name" }).fill("llm-fleet-eu");
  await panel.getByRole("textbox", { name: "Reason" }).fill("one GPU pair is needed elsewhere");
  await panel.getByRole("button", { name: "Run in production" }).click();
  await expect(page.getByText("Verified", { exact: true })).toBeVisible({ timeout: 60_000 });
});
