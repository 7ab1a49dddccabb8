import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram, tools } from "../../build/tools.ts";
import { freePort } from "../harness/freePort.ts";
import { type Prometheus, startPrometheus } from "../harness/prometheus.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, inkOf, test } from "./fixtures.ts";

test.use({ fleetOptions: { hosts: 2, firstRun: false } });

const programOf = (name: string) => {
  const tool = tools.find((one) => one.name === name);
  return tool ? findProgram(tool) : null;
};
const [prometheus, promtool] = [programOf("prometheus"), programOf("promtool")];

test.describe("a Prometheus of the workspace", () => {
  test.skip(prometheus === null || promtool === null, "prometheus is not installed");
  const programs = { prometheus: prometheus ?? "", promtool: promtool ?? "" };
  let folder: string;
  let server: Prometheus;
  let port: number;
  let workspace: string;
  let before: string;

  test.beforeAll(async ({ fleet }) => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-e2e-prometheus-"));
    port = await freePort();
    server = await startPrometheus(programs, folder, [], {
      port,
      arguments: ["--web.enable-remote-write-receiver"],
    });
    workspace = join(fleet.workspaceFolder, "midwatch.yaml");
    before = readFileSync(workspace, "utf8");
    appendFileSync(
      workspace,
      `sources:\n  - { kind: prometheus, name: eu, url: "${server.url}" }\nremoteWrite:\n  - { name: eu, url: "${server.url}/api/v1/write" }\n`,
    );
  });
  test.afterAll(async () => {
    writeFileSync(workspace, before);
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("answers the same query as the console, once switched to", async ({ open }) => {
    const page = await open("#/explore?q=node_load1");
    const chart = page.getByRole("group", { name: /series as/ });
    const series = page.getByRole("table", { name: "Series" });
    await expect.poll(() => inkOf(chart)).toBeGreaterThan(20);
    await page.getByRole("button", { name: /Source/ }).click();
    await page.getByRole("option", { name: /eu/ }).click();
    await expect(page).toHaveURL(/source=eu|src=eu/);
    await expect(series.getByRole("rowheader", { name: "gpu-a01" })).toBeVisible({ timeout: 30_000 });
    await expect.poll(() => inkOf(chart)).toBeGreaterThan(20);
  });

  test("tells a wrong query in the server's words", async ({ open }) => {
    const page = await open("#/explore?q=rate(node_load1)&source=eu");
    await expect(page.getByRole("alert").first()).toContainText("eu: ");
    await expect(page.getByRole("alert").first()).toContainText("range vector");
  });

  test("is one banner while it is away, in every screen, and gone when it is back", async ({
    open,
    problems,
  }, info) => {
    const page = await open("#/settings");
    const row = page.getByRole("table", { name: "Sources" }).getByRole("row", { name: /eu/ });
    await expect(row).toContainText("Answers");
    const receiver = page.getByRole("table", { name: "Receivers" }).getByRole("row", { name: /eu/ });
    await expect(receiver).toContainText("Sending");
    await expect(page.getByRole("contentinfo")).toContainText(/eu \d+ ms/);
    await expectAccessible(page, info, "sources");
    await server.stop();
    // Somebody asks, and so it is noticed at once.
    await page.goto(`${page.url().split("#")[0]}#/explore?q=up&source=eu`);
    const banner = page.getByRole("alert").filter({ hasText: "eu cannot be read since" });
    await expect(banner).toHaveCount(1, { timeout: 30_000 });
    await expect(banner).toContainText(`127.0.0.1:${port}`);
    // The query is not to blame, and the banner says what is.
    await expect(page.getByText("Nothing read from eu")).toBeVisible({ timeout: 15_000 });
    await expect(page.getByRole("alert").filter({ hasText: "eu" })).toHaveCount(1);
    await page.goto(`${page.url().split("#")[0]}#/settings`);
    await expect(row).toContainText("Cannot be read");
    server = await startPrometheus(programs, folder, [], { port, arguments: ["--web.enable-remote-write-receiver"] });
    await banner.getByRole("button", { name: "Retry" }).click();
    await expect(banner).toHaveCount(0, { timeout: 20_000 });
    expect(problems).toEqual([]);
  });
});

test.describe("a secret that the workspace names", () => {
  let server: Server;
  let workspace: string;
  let before: string;

  test.beforeAll(async ({ fleet }) => {
    server = createServer(({ headers }, answer) => {
      const isIn = headers.authorization === "Bearer night-watch";
      answer.writeHead(isIn ? 200 : 401, { "content-type": isIn ? "application/json" : "text/plain" });
      answer.end(isIn ? JSON.stringify({ status: "success", data: { version: "3.5.3" } }) : "Unauthorized");
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    workspace = join(fleet.workspaceFolder, "midwatch.yaml");
    before = readFileSync(workspace, "utf8");
    const entry = `kind: prometheus, name: mimir, url: "http://127.0.0.1:${port}", auth: { bearer: "secret:mimir-token" }`;
    appendFileSync(workspace, `sources:\n  - { ${entry} }\n`);
  });
  test.afterAll(() => {
    writeFileSync(workspace, before);
    server.closeAllConnections();
    server.close();
  });

  test("is set in Settings, and the source answers", async ({ open }, info) => {
    const page = await open("#/settings");
    const row = page.getByRole("table", { name: "Sources" }).getByRole("row", { name: /mimir/ });
    await expect(row).toContainText("Cannot be read", { timeout: 20_000 });
    // It did answer, though nothing that is of use.
    await open("#/explore?q=up&source=mimir");
    await expect(page.getByText("Nothing read from mimir")).toBeVisible({ timeout: 15_000 });
    await open("#/settings");
    await page.getByRole("button", { name: "Set mimir-token" }).click();
    await page.getByRole("textbox", { name: "Value" }).or(page.getByLabel("Value")).first().fill("night-watch");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Forget mimir-token" })).toBeVisible();
    await expect(row).toContainText("3.5.3", { timeout: 20_000 });
    await expectAccessible(page, info, "secrets");
    await expect(page.locator("body")).not.toContainText("night-watch");
  });
});

test.describe("a source by its form", () => {
  let server: Server;
  let address: string;
  let workspace: string;
  let before: string;

  test.beforeAll(async ({ fleet }) => {
    server = createServer(({ headers }, answer) => {
      const isIn = headers.authorization === "Bearer night-watch";
      answer.writeHead(isIn ? 200 : 401, { "content-type": isIn ? "application/json" : "text/plain" });
      answer.end(isIn ? JSON.stringify({ status: "success", data: { version: "2.53.3" } }) : "Unauthorized");
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    workspace = join(fleet.workspaceFolder, "midwatch.yaml");
    before = readFileSync(workspace, "utf8");
    writeFileSync(workspace, `# Asked by the night shift\n${before}`);
  });
  test.afterAll(() => {
    writeFileSync(workspace, before);
    server.closeAllConnections();
    server.close();
  });

  test("a Grafana and a receiver of remote write are added and removed by the same form", async ({ open }) => {
    const page = await open("#/settings");
    const dialog = page.getByRole("dialog");
    const add = async (kind: string, name: string, url: string) => {
      await page.getByRole("button", { name: "Add a source" }).click();
      await dialog.getByRole("radio", { name: kind }).click();
      await dialog.getByLabel("Name", { exact: true }).fill(name);
      await dialog.getByLabel("Address").fill(url);
      return dialog.getByRole("button", { name: "Save to midwatch.yaml" });
    };
    await (await add("Grafana", "boards", address)).click();
    await expect(
      page.getByRole("table", { name: "Grafana servers" }).getByRole("row", { name: /boards/ }),
    ).toBeVisible();
    const save = await add("Remote write", "store", `${address}/api/v1/write`);
    await dialog.getByLabel("Labels that are put on every series").fill("console: eu-1");
    await save.click();
    const receiver = page.getByRole("table", { name: "Receivers" }).getByRole("row", { name: /store/ });
    await expect(receiver).toBeVisible();
    expect(readFileSync(workspace, "utf8")).toContain("console: eu-1");
    await receiver.getByRole("button", { name: "Change store" }).click();
    await expect(dialog.getByRole("radio")).toHaveCount(1);
    await expect(dialog.getByLabel("Labels that are put on every series")).toHaveValue("console: eu-1");
    await page.keyboard.press("Escape");
    for (const name of ["store", "boards"]) {
      await page.getByRole("button", { name: `Remove ${name}` }).click();
      await dialog.or(page.getByRole("alertdialog")).getByRole("button", { name: "Remove from midwatch.yaml" }).click();
      await expect(page.getByRole("button", { name: `Remove ${name}` })).toHaveCount(0);
    }
    expect(readFileSync(workspace, "utf8")).not.toContain("store");
  });

  test("is tried, added with its secret, changed, and removed again", async ({ open, problems }, info) => {
    const page = await open("#/settings");
    const dialog = page.getByRole("dialog");
    const row = (name: string) => page.getByRole("table", { name: "Sources" }).getByRole("row", { name });
    await page.getByRole("button", { name: "Add a source" }).click();
    await dialog.getByRole("button", { name: "Test" }).click();
    await expect(dialog).toContainText("Use an address such as");
    await dialog.getByLabel("Name", { exact: true }).fill("mimir");
    await dialog.getByLabel("Address").fill(address);
    await dialog.getByRole("button", { name: "Test" }).click();
    await expect(dialog.getByRole("status")).toContainText("does not accept the sign-in");
    await dialog.getByRole("button", { name: /Sign-in/ }).click();
    await page.getByRole("option", { name: "Bearer token" }).click();
    await dialog.getByLabel("Name of the secret").fill("mimir-token");
    await dialog.getByLabel("Its value").fill("night-watch");
    await dialog.getByRole("button", { name: "Test" }).click();
    await expect(dialog.getByRole("status")).toContainText("version 2.53.3");
    await expectAccessible(page, info, "source form");
    expect(readFileSync(workspace, "utf8")).not.toContain("mimir");

    await page.keyboard.press("Control+Enter");
    await expect(dialog).toHaveCount(0);
    await expect(row("mimir")).toContainText("Answers");
    await expect(row("mimir")).toContainText("2.53.3");
    const written = readFileSync(workspace, "utf8");
    expect(written).toContain("# Asked by the night shift");
    expect(written).toContain("secret:mimir-token");
    expect(written).not.toContain("night-watch");

    await page.getByRole("button", { name: "Change mimir" }).click();
    await dialog.getByLabel("Name", { exact: true }).fill("eu");
    await dialog.getByRole("button", { name: "Save to midwatch.yaml" }).click();
    await expect(row("eu")).toContainText("Answers");
    await expect(row("mimir")).toHaveCount(0);

    await page.getByRole("button", { name: "Remove eu" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove from midwatch.yaml" }).click();
    await expect(row("eu")).toHaveCount(0);
    expect(readFileSync(workspace, "utf8")).toContain("# Asked by the night shift");
    expect(readFileSync(workspace, "utf8")).not.toContain("sources");
    expect(problems).toEqual([]);
  });
});
