import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, type TestInfo } from "@playwright/test";

/** Every rule of WCAG 2.2 A and AA that a machine can check; the picture stays with the test's results. */
export async function expectAccessible(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.screenshot({ path: info.outputPath(`${name}.png`) });
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  const told = violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(" | ")}`,
  );
  expect(told, name).toEqual([]);
}

const tableRoles = ["rowgroup", "row", "columnheader", "rowheader", "cell"];

/** The roles that make a table, as Chromium tells them to assistive technology of the table of that name. */
export async function tableRolesIn(page: Page, name: string): Promise<ReadonlySet<string>> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const roles = new Set<string>();
  const visit = (id: string) => {
    const node = byId.get(id);
    const is = node?.role?.value;
    if (typeof is === "string" && tableRoles.includes(is)) roles.add(is);
    for (const child of node?.childIds ?? []) visit(child);
  };
  const table = nodes.find((node) => node.role?.value === "table" && node.name?.value === name);
  if (table) visit(table.nodeId);
  return roles;
}
