const template = /\{\{\s*\.window\s*\}\}/g;

export function hasWindow(query: string): boolean {
  return query.search(template) !== -1;
}

/** The query over that range. */
export function fillWindow(query: string, range: string): string {
  return query.replace(template, range);
}

/** The query over five minutes with every other character at its place, so that what is wrong can be pointed at. */
export function checkable(query: string): string {
  return query.replace(template, (text) => "5m".padEnd(text.length));
}
