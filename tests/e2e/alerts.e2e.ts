import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Alertmanager, startAlertmanager } from "../harness/alertmanager.ts";
import { requireTool } from "../harness/requireTool.ts";
import { expectAccessible, tableRolesIn } from "./accessible.ts";
import { expect, forgetAbsence, test } from "./fixtures.ts";

const alertmanagerProgram = requireTool("alertmanager");
const rules = `groups:
  - name: e2e
    interval: 1s
    rules:
      - alert: HostWatched
        expr: up{job="node"} == 1
        labels: { severity: warning, team: gpu }
        annotations: { summary: "{{ $labels.instance }} is read" }
      - alert: SoonBad
        expr: vector(7) > 5
        for: 1h
        labels: { severity: critical }
`;
const moreRules = `groups:
  - name: more
    interval: 1s
    rules:
      - { alert: Broken, expr: 'label_replace(up, "a", "b", "c", "[")' }
      - { alert: Never, expr: vector(1) > 2 }
`;
const configuration = `
route:
  receiver: nobody
  group_by: [alertname]
  routes:
    - { matchers: [severity = critical], receiver: pager, group_wait: 10s, continue: true }
    - { matchers: ['service=~"chat|embed"'], receiver: chat, mute_time_intervals: [always] }
    - { matchers: [team = gpu], receiver: gpu-team }
receivers:
  - name: nobody
  - { name: pager, webhook_configs: [{ url: "http://127.0.0.1:9/" }] }
  - name: chat
  - name: gpu-team
time_intervals: [{ name: always, time_intervals: [{ months: ["1:12"] }] }]
inhibit_rules:
  - { source_matchers: [severity = critical], target_matchers: [severity = warning], equal: [service] }
`;

const longName = "Ada Lovelace-Byron of the on-call rotation EMEA";

/** Runs in the page: cut with an ellipsis, and nothing of it outside of what it stands in. */
function isClipped(element: Element): boolean {
  const [own, parent] = [element.getBoundingClientRect(), element.parentElement?.getBoundingClientRect()];
  const isInside = parent !== undefined && own.left >= parent.left - 1 && own.right <= parent.right + 1;
  return isInside && element.scrollWidth > element.clientWidth && getComputedStyle(element).textOverflow === "ellipsis";
}

test.use({ fleetOptions: { hosts: 3, firstRun: false } });
test.describe.configure({ mode: "serial" });

let server: Alertmanager | null = null;
test.afterAll(async () => server?.stop());

test("rules of the workspace fire in a table of their own, grouped by name, and are claimed", async ({
  open,
  fleet,
}) => {
  mkdirSync(join(fleet.workspaceFolder, "rules"), { recursive: true });
  writeFileSync(join(fleet.workspaceFolder, "rules", "e2e.yaml"), rules);
  const page = await open();
  const table = page.getByRole("table", { name: "Firing alerts" });
  const group = table.getByRole("row", { name: /HostWatched/ });
  await expect(group.getByRole("button", { name: "Investigate" })).toBeVisible({ timeout: 20_000 });
  await group.getByRole("button", { name: /HostWatched \d alerts/ }).press("Enter");
  const row = table.getByRole("row", { name: /gpu-a01 is read/ });
  await expect(row).toContainText("gpu-a01");

  await row.getByRole("button", { name: /^Unclaimed: claim HostWatched/ }).click();
  const dialog = page.getByRole("dialog", { name: "Claim HostWatched" });
  await dialog.getByLabel("Name").fill(longName);
  await expect(dialog.getByLabel("Name")).toHaveAttribute("maxlength", "100");
  await expect(dialog.getByLabel("Note")).toHaveAttribute("maxlength", "2000");
  await dialog.getByRole("button", { name: "Claim" }).click();
  const owner = row.getByRole("button", { name: `HostWatched is claimed by ${longName}` });
  await expect(owner).toBeVisible();
  // A name that does not fit ends in an ellipsis, where it stands and in the timeline.
  expect(await owner.locator("span").evaluate(isClipped)).toBe(true);
  const origin = page.getByRole("region", { name: "Timeline" }).getByTitle(longName, { exact: true }).first();
  await expect(origin).toBeVisible();
  expect(await origin.evaluate(isClipped)).toBe(true);
  // Rows that are laid out by themselves are rows of a table still, as the browser tells it.
  expect(await tableRolesIn(page, "Firing alerts")).toEqual(
    new Set(["rowgroup", "row", "columnheader", "rowheader", "cell"]),
  );
  await expectAccessible(page, test.info(), "firing alerts");

  await page.getByRole("radio", { name: /^Pending/ }).click();
  await expect(page.getByRole("table", { name: "Pending alerts" }).getByRole("row", { name: /SoonBad/ })).toBeVisible();

  await page.getByRole("radio", { name: /^Firing/ }).click();
  await row.getByRole("button", { name: "Investigate" }).click();
  await expect(page).toHaveURL(/#\/investigate\?/);
});

test("what is written of an alert on Investigate stays when the alert ends meanwhile", async ({ open, fleet }) => {
  const file = join(fleet.workspaceFolder, "rules", "brief.yaml");
  mkdirSync(join(fleet.workspaceFolder, "rules"), { recursive: true });
  writeFileSync(file, "groups: [{ name: brief, interval: 1s, rules: [{ alert: Brief, expr: vector(1) }] }]\n");
  const page = await open();
  const row = page.getByRole("table", { name: "Firing alerts" }).getByRole("row", { name: /Brief/ });
  await row.getByRole("button", { name: "Investigate" }).click({ timeout: 20_000 });
  await page.getByRole("main").getByText("Firing", { exact: true }).waitFor();
  await page.keyboard.press("c");
  const note = page.getByRole("dialog", { name: "Claim Brief" }).getByRole("textbox", { name: "Note" });
  await note.fill("Looks at the switch first");
  rmSync(file);
  await expect(page.getByText("Does not fire any more")).toBeVisible({ timeout: 20_000 });
  await expect(note).toHaveValue("Looks at the switch first");
  await expect(note).toBeFocused();
});

test("who claims an alert is told when somebody else has claimed it meanwhile", async ({ open, fleet, context }) => {
  const file = join(fleet.workspaceFolder, "rules", "wanted.yaml");
  mkdirSync(join(fleet.workspaceFolder, "rules"), { recursive: true });
  writeFileSync(file, "groups: [{ name: wanted, interval: 1s, rules: [{ alert: Wanted, expr: vector(1) }] }]\n");
  const page = await open();
  await page.getByRole("button", { name: /^Unclaimed: claim Wanted/ }).click({ timeout: 20_000 });
  const dialog = page.getByRole("dialog", { name: "Claim Wanted" });
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: /^Unclaimed: claim Wanted/ }).click({ timeout: 20_000 });
  await other.getByLabel("Name").fill("zoe");
  await other.keyboard.press("Enter");
  await expect(dialog.getByRole("status")).toHaveText("zoe claimed it meanwhile: to claim it takes it over.");
  rmSync(file);
});

test("a claim that is not taken stays in its dialog, with why, and the keyboard with it", async ({
  open,
  fleet,
  midwatch,
  problems,
}) => {
  const file = join(fleet.workspaceFolder, "rules", "gone.yaml");
  writeFileSync(file, "groups: [{ name: gone, interval: 1s, rules: [{ alert: SoonGone, expr: vector(1) }] }]\n");
  const page = await open();
  const table = page.getByRole("table", { name: "Firing alerts", includeHidden: true });
  const row = table.getByRole("row", { name: /SoonGone/, includeHidden: true });
  await row.getByRole("button", { name: /^Unclaimed: claim SoonGone/ }).click({ timeout: 20_000 });
  const dialog = page.getByRole("dialog", { name: "Claim SoonGone" });
  const [name, note] = [dialog.getByLabel("Name"), dialog.getByLabel("Note")];
  await name.fill("ana");
  await note.fill("Looks at the switch first");

  await midwatch.stop();
  await note.press("Enter");
  const refusal = dialog.getByRole("alert");
  await expect(refusal).toContainText("The alert was not claimed: Midwatch is not connected");
  await expect(note).toBeFocused();
  await midwatch.start();
  await expect(page.getByText("The connection to Midwatch is down")).toHaveCount(0, { timeout: 30_000 });

  rmSync(file);
  await expect(row).toHaveCount(0, { timeout: 20_000 });
  const claim = dialog.getByRole("button", { name: "Claim" });
  await claim.press("Enter");
  await expect(refusal).toHaveText("The alert was not claimed: The alert is not there any more: nothing was claimed");
  await expect(claim).toBeFocused();
  await expect(name).toHaveValue("ana");
  await expect(note).toHaveValue("Looks at the switch first");
  await expectAccessible(page, test.info(), "refused claim");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  forgetAbsence(problems);
});

test("who looks elsewhere is told of a new critical alert, once", async ({ open, fleet, context }) => {
  await context.grantPermissions(["notifications"]);
  await context.addInitScript(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    document.hasFocus = () => false;
    const Shown = window.Notification;
    window.Notification = class extends Shown {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        told.push(title);
      }
    };
  });
  const page = await open();
  await expect(page.getByRole("table", { name: "Firing alerts" })).toBeVisible();
  const told = () => page.evaluate(() => (window as unknown as { told: readonly string[] }).told);
  writeFileSync(
    join(fleet.workspaceFolder, "rules", "new.yaml"),
    `groups:
  - name: new
    interval: 1s
    rules:
      - { alert: NewAndBad, expr: "vector(1) > 0", labels: { severity: critical, service: chat }, annotations: { summary: is slow } }
      - { alert: NewAndMild, expr: "vector(1) > 0", labels: { severity: warning } }
`,
  );
  await expect.poll(told, { timeout: 30_000 }).toEqual(["chat: is slow"]);
  // Several evaluations later it is no news.
  await expect(page.getByRole("row", { name: /NewAndBad/ })).toContainText(/[5-9] s/, { timeout: 30_000 });
  expect(await told()).toEqual(["chat: is slow"]);
});

test("an Alertmanager's alerts stand beside them, and are silenced after what that would hold back was shown", async ({
  open,
  fleet,
}) => {
  test.skip(!alertmanagerProgram, "no Alertmanager");
  server = await startAlertmanager(alertmanagerProgram ?? "", configuration);
  const alerts = [
    { alertname: "ChatSlow", service: "chat", severity: "critical", team: "llm" },
    { alertname: "ChatQueue", service: "chat", severity: "warning", team: "llm" },
    { alertname: "Embeddings", service: "embed", severity: "warning", team: "llm" },
  ];
  await server.api(
    "/alerts",
    "POST",
    alerts.map((labels) => ({ labels })),
  );
  appendFileSync(
    join(fleet.workspaceFolder, "midwatch.yaml"),
    `sources:\n  - { kind: alertmanager, name: eu, url: "${server.url}" }\n`,
  );
  const page = await open();
  const row = page.getByRole("table", { name: "Firing alerts" }).getByRole("row", { name: /Embeddings/ });
  await row.getByRole("button", { name: "Silence" }).click({ timeout: 20_000 });

  const dialog = page.getByRole("dialog", { name: "New silence" });
  await expect(dialog.getByRole("region", { name: "What would be silenced" })).toContainText(
    "1 alert would be silenced",
  );
  await dialog.getByRole("button", { name: 'Remove alertname="Embeddings"' }).click();
  await dialog.getByRole("button", { name: 'Remove service="embed"' }).click();
  await expect(dialog.getByRole("region", { name: "What would be silenced" })).toContainText(
    /\d+ alerts would be silenced/,
  );
  await dialog.getByLabel("Add a matcher").fill("service=~emb.*");
  await expect(dialog).toContainText("It can be saved once the matcher above is added");
  await expect(dialog.getByRole("button", { name: /^Silence \d/ })).toBeDisabled();
  await dialog.getByLabel("Add a matcher").press("Enter");
  await expect(dialog.getByRole("region", { name: "What would be silenced" })).toContainText("Embeddings");
  await expect(dialog).toContainText(/until \d+ \w{3} \d\d:\d\d:\d\d/);
  await dialog.getByRole("textbox", { name: "Your name" }).fill("");
  await expect(dialog).toContainText("It can be saved once your name is written above.");
  await expect(dialog.getByRole("button", { name: "Silence 1" })).toBeDisabled();
  await dialog.getByRole("textbox", { name: "Your name" }).fill("ana");
  await expect(dialog).not.toContainText("It can be saved once");
  await dialog.getByLabel("Comment").fill("Moves to the new rack");
  await expectAccessible(page, test.info(), "new silence");
  await dialog.getByRole("button", { name: "Silence 1" }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toBeHidden();

  await page.getByRole("radio", { name: /^Silenced 2/ }).click();
  const held = page.getByRole("table", { name: "Silenced alerts" });
  await expect(held.getByRole("row", { name: /Embeddings/ })).toContainText("Silenced by ana");
  await expect(held.getByRole("row", { name: /ChatQueue/ })).toContainText("Inhibited by ChatSlow chat");

  await page.getByRole("button", { name: "Silences 1" }).click();
  const silence = page.getByRole("table", { name: "Silences" }).getByRole("row", { name: /emb/ });
  await expect(silence).toContainText("1 alert");
  await expect(silence.getByRole("cell", { name: "Moves to the new rack" })).toBeVisible();
  const [made] = (await server.api("/silences")) as readonly { readonly endsAt: string }[];
  await silence.getByRole("button", { name: "Change" }).click();
  const change = page.getByRole("dialog", { name: "Change silence" });
  await expect(change.getByRole("radio", { name: /^Keep its end \(in 1h5\dm\)/ })).toBeChecked();
  await change.getByLabel("Comment").fill("Moves to the old rack");
  await change.getByRole("button", { name: "Save" }).press("Enter");
  await expect(change).toBeHidden();
  await expect(silence.getByRole("cell", { name: "Moves to the old rack" })).toBeVisible();
  expect(await server.api("/silences")).toMatchObject([{ comment: "Moves to the old rack", endsAt: made?.endsAt }]);
  await silence.getByRole("button", { name: "Expire" }).click();
  await expect(silence.getByRole("button", { name: "Revive" })).toBeVisible();
  expect(await server.api("/silences")).toMatchObject([{ status: { state: "expired" }, createdBy: "ana" }]);

  await silence.getByRole("button", { name: "Revive" }).click();
  await expect(dialog.getByRole("radio", { name: /^Keep/ })).toHaveCount(0);
  await dialog.getByRole("button", { name: "Silence 1" }).press("Enter");
  await page.getByRole("table", { name: "Silences" }).getByRole("button", { name: "Change" }).click();
  const all = (await server.api("/silences")) as readonly { readonly id: string; readonly status: { state: string } }[];
  await server.api(`/silence/${all.find(({ status }) => status.state === "active")?.id}`, "DELETE");
  await change.getByLabel("Comment").fill("Too late");
  await change.getByRole("button", { name: "Save" }).press("Enter");
  await expect(change.getByRole("alert")).toContainText("The silence has ended meanwhile");
  await expect(change.getByLabel("Comment")).toHaveValue("Too late");
  await expect(change.getByRole("button", { name: "Save" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(change).toBeHidden();
  expect(await server.api("/silences")).toHaveLength(2);
});

test("who gets an alert is explained: routes, receivers, its group, and what holds it back", async ({ open }) => {
  test.skip(!alertmanagerProgram, "no Alertmanager");
  const page = await open();
  await page.getByRole("radio", { name: /^Silenced/ }).click();
  const held = page.getByRole("table", { name: "Silenced alerts" });
  await held.getByRole("button", { name: "Who gets ChatQueue chat" }).click();
  await expect(page).toHaveURL(/#\/routing\?labels=.*&in=eu/);

  const routes = page.getByRole("table", { name: "Routes" });
  await expect(routes.getByRole("row", { name: /severity="critical"/ })).toContainText("A matcher fails");
  await expect(routes.getByRole("row", { name: /service=~"chat/ })).toContainText("Receives");
  await expect(routes.getByRole("row", { name: /team="gpu"/ })).toContainText("Not asked");
  const receivers = page.getByRole("table", { name: "Receivers" });
  await expect(receivers.getByRole("row", { name: /^chat/ })).toContainText('alertname="ChatQueue"');
  await expect(receivers.getByRole("row", { name: /^chat/ })).toContainText("Muted in always");
  const inhibitor = page.getByRole("table", { name: "Held back" }).getByRole("row", { name: /Inhibit rule/ });
  await expect(inhibitor).toContainText("ChatSlow chat");
  await expect(inhibitor.getByRole("rowheader")).toHaveText(/^Inhibit rule of line \d+ as eu has it$/);
  await expect(page.getByText("Lines of the configuration as eu has it")).toBeVisible();
  await expectAccessible(page, test.info(), "alert routing");

  await page.getByLabel("Labels of the alert").fill('severity="critical", service="embed"');
  await page.getByLabel("Labels of the alert").press("Enter");
  await expect(receivers.getByRole("row", { name: /^pager/ })).toContainText("webhook");
  await expect(routes.getByRole("row", { name: /severity="critical"/ })).toContainText("Receives, goes on");
  await page.getByLabel("Labels of the alert").fill("severity=~critical");
  await page.getByLabel("Labels of the alert").press("Enter");
  await expect(page.getByText(/Write labels with their values/)).toBeVisible();
  await expect(page.getByLabel("Labels of the alert")).toBeFocused();
  await expect(receivers).toHaveCount(0);
  await expect(routes).toHaveCount(0);
});

test("a link to a routing of no such server, or with labels that cannot be read, says so", async ({ open }) => {
  const page = await open("#/routing?labels=%7Ba%3D%22b%22%7D&in=nope");
  await expect(page.getByText("No Alertmanager and no file is called nope")).toBeVisible();
  await open("#/routing?labels=%7B&in=nope");
  await expect(page.getByText(/Write labels with their values/)).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
});

test("of two Alertmanagers one is chosen for a silence, after what it would hold back there", async ({
  open,
  fleet,
}) => {
  test.skip(!alertmanagerProgram, "no Alertmanager");
  const file = join(fleet.workspaceFolder, "midwatch.yaml");
  const before = readFileSync(file, "utf8");
  const other = await startAlertmanager(alertmanagerProgram ?? "", configuration);
  try {
    await other.api("/alerts", "POST", [{ labels: { alertname: "EdgeSlow", service: "edge", severity: "warning" } }]);
    appendFileSync(file, `  - { kind: alertmanager, name: us, url: "${other.url}" }\n`);
    const page = await open();
    const row = page.getByRole("table", { name: "Firing alerts" }).getByRole("row", { name: /EdgeSlow/ });
    await row.getByRole("button", { name: "Silence" }).click({ timeout: 20_000 });
    const dialog = page.getByRole("dialog", { name: "New silence" });
    const preview = dialog.getByRole("region", { name: "What would be silenced" });
    await expect(dialog.getByRole("radio", { name: "us" })).toBeChecked();
    await expect(preview).toContainText("1 alert would be silenced");
    await dialog.getByRole("radio", { name: "eu" }).click();
    await expect(preview).toContainText("No alert matches now");
    await dialog.getByRole("radio", { name: "us" }).click();
    await dialog.getByRole("textbox", { name: "Your name" }).fill("ana");
    await expectAccessible(page, test.info(), "silence in one of two Alertmanagers");
    await dialog.getByRole("button", { name: "Silence 1" }).press("Enter");
    await expect(dialog).toBeHidden();
    await expect(row).toBeHidden();
    expect(await other.api("/silences")).toMatchObject([{ createdBy: "ana", status: { state: "active" } }]);

    await page.getByRole("button", { name: /^Silences \d/ }).click();
    const silences = page.getByRole("table", { name: "Silences" });
    const made = silences.getByRole("row", { name: /EdgeSlow/ });
    await expect(made.getByRole("cell", { name: "us", exact: true })).toBeVisible();
    await expect(made.getByRole("cell", { name: "1 alert", exact: true })).toBeVisible();
    await expectAccessible(page, test.info(), "silences of two Alertmanagers");
    await made.getByRole("button", { name: "Expire" }).click();
    await expect(made.getByRole("button", { name: "Revive" })).toBeVisible();
    expect(await other.api("/silences")).toMatchObject([{ status: { state: "expired" } }]);
  } finally {
    writeFileSync(file, before);
    await other.stop();
  }
});

test("rules are listed with their state, health and noise, and lead to their expression and their history", async ({
  open,
  fleet,
}) => {
  writeFileSync(join(fleet.workspaceFolder, "rules", "more.yaml"), moreRules);
  const page = await open();
  await page.getByRole("button", { name: "Rules" }).click();
  const table = page.getByRole("table", { name: "Rules" });
  const watched = table.getByRole("row", { name: /HostWatched/ });
  await expect(watched).toContainText("Firing 3");
  await expect(table.getByRole("row", { name: /SoonBad/ })).toContainText("Pending 1");
  await expect(table.getByRole("row", { name: /Never/ })).toContainText("Inactive");
  await expect(table.getByRole("row", { name: /Broken/ })).toContainText("Failed", { timeout: 20_000 });
  await expectAccessible(page, test.info(), "rules");

  await page.getByRole("radio", { name: /^Failing 1/ }).click();
  await table.getByRole("row", { name: /Broken/ }).click();
  const broken = page.getByRole("region", { name: "Broken" });
  await expect(broken).toContainText("more.yaml:5");
  await expect(broken.getByText(/regular expression/)).toBeVisible();

  await page.getByRole("radio", { name: /^Firing/ }).click();
  await page.getByRole("searchbox", { name: "Filter rules" }).fill("watched");
  await table.getByRole("row", { name: /HostWatched/ }).click();
  const detail = page.getByRole("region", { name: "HostWatched" });
  await detail.getByRole("button", { name: "History" }).click();
  const history = page.getByRole("table", { name: "History of HostWatched" });
  await expect(history.getByRole("row", { name: /gpu-a01/ })).toContainText("still fires");
  await page.getByRole("button", { name: "Close" }).click();
  await detail.getByRole("button", { name: "Explore" }).click();
  await expect(page).toHaveURL(/#\/explore\?q=up%7B/);
});
