/** JSON whose whole numbers beyond 2^53 are kept as their digits: ids and nanoseconds would lose some. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key: string, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    const { source = "" } = context ?? {};
    return /^-?\d+$/.test(source) ? source : value;
  });
}
