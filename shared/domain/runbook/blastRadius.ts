import { z } from "zod";
import type { FrontMatter } from "./frontMatter.ts";

/** A host of the fleet, as far as it matters for what else is left. */
export interface FleetHost {
  readonly host: string;
  readonly group: string;
  readonly gpus: number;
  /** Connected, fresh, and without a critical finding. */
  readonly healthy: boolean;
}

export const blastRadius = z.object({
  targets: z.number().int(),
  gpus: z.number().int(),
  groups: z.array(
    z.object({
      group: z.string(),
      targets: z.number().int(),
      hosts: z.number().int(),
      healthy: z.number().int(),
      /** Healthy ones while the largest wave is away. */
      healthyLeft: z.number().int(),
    }),
  ),
  /** Caps that are broken, in words; a run with any is refused. */
  problems: z.array(z.string()),
});
export type BlastRadius = Readonly<z.infer<typeof blastRadius>>;

/** What a run touches, and which caps of the runbook stand against it. */
export function computeBlastRadius(
  fleet: readonly FleetHost[],
  waves: readonly (readonly string[])[],
  caps: FrontMatter["targets"],
): BlastRadius {
  const chosen = new Set(waves.flat());
  const targets = fleet.filter(({ host }) => chosen.has(host));
  const groups = [...new Set(targets.map(({ group }) => group))].map((group) => {
    const hosts = fleet.filter((one) => one.group === group);
    const healthy = hosts.filter((one) => one.healthy);
    const away = Math.max(...waves.map((wave) => healthy.filter(({ host }) => wave.includes(host)).length));
    return {
      group,
      targets: hosts.filter(({ host }) => chosen.has(host)).length,
      hosts: hosts.length,
      healthy: healthy.length,
      healthyLeft: healthy.length - away,
    };
  });
  const problems: string[] = [];
  if (chosen.size > caps.max) {
    problems.push(`${chosen.size} targets are chosen, the runbook allows ${caps.max}`);
  }
  for (const { group, targets: count, hosts, healthyLeft } of groups) {
    const { maxShare, minHealthy } = caps;
    if (maxShare !== undefined && count > 1 && count / hosts > maxShare) {
      problems.push(`${count} of the ${hosts} hosts of ${group} are chosen, the runbook allows ${percent(maxShare)}`);
    }
    if (healthyLeft < minHealthy) {
      problems.push(
        `${healthyLeft} healthy hosts of ${group} would be left at the least, the runbook asks for ${minHealthy}`,
      );
    }
  }
  return { targets: chosen.size, gpus: targets.reduce((sum, { gpus }) => sum + gpus, 0), groups, problems };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
