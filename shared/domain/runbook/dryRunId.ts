/** Names the check that is the dry run of a step on a target. */
export function dryRunId(target: string, step: number): string {
  return `dry-run-${target}-${step}`;
}
