/** Text as a pattern that finds just that text; good for JavaScript and RE2. */
export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
