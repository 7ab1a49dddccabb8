import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { DataTable } from "../../../../renderer/ui/DataTable.tsx";

const columns = [{ id: "name", header: "Name", name: true, cell: (row: string) => row }];
const rowsOf = (count: number) => {
  const rows = Array.from({ length: count }, (_, index) => `row-${index}`);
  const html = renderToStaticMarkup(
    <DataTable label="Rows" columns={columns} rows={rows} rowKey={(row) => row} windowed />,
  );
  return { table: html.match(/<table[^>]*>/)?.[0] ?? "", rows: html.match(/<tr[^>]*>.*?<\/tr>/g) ?? [] };
};

test("rows of a long table tell which of all they are, and the room of those that are not drawn is none", () => {
  const { table, rows } = rowsOf(10_000);
  expect(table).toContain('aria-rowcount="10001"');
  expect(rows[0]).toMatch(/aria-rowindex="1".*Name/);
  expect(rows[1]).toMatch(/aria-rowindex="2".*row-0/);
  expect(rows.length).toBeLessThan(200);
  expect(rows.at(-1)).toMatch(/^<tr aria-hidden="true">/);
  expect(rows.filter((row) => !row.includes("aria-rowindex"))).toHaveLength(1);
});

test("a table that is drawn whole leaves the counting to the browser", () => {
  const { table, rows } = rowsOf(3);
  expect([table, ...rows].join("")).not.toMatch(/aria-row|aria-hidden/);
  expect(rows).toHaveLength(4);
});
