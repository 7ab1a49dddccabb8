import type { WorkspacePrices } from "../workspace/service.ts";
import type { ServiceCost, ServiceState } from "./model.ts";

/** The GPUs of one host that a service occupies. */
export interface OccupiedGpus {
  readonly count: number;
  /** `H100 80 GB`; null where it was never read. */
  readonly model: string | null;
}

const secondsPerHour = 3600;

/** What the GPUs of a service cost, by the hour and by what it does now. */
export function serviceCost(
  gpus: readonly OccupiedGpus[],
  prices: WorkspacePrices | undefined,
  signals: ServiceState["signals"],
): ServiceCost {
  const known = gpus.filter(({ count }) => count > 0);
  if (known.length === 0) return { kind: "noGpus" };
  if (!prices) return { kind: "noPrice", model: null };
  let perHour = 0;
  for (const { count, model } of known) {
    const price = priceOf(prices, model);
    if (price === null) return { kind: "noPrice", model };
    perHour += count * price;
  }
  const { requests, promptTokens = 0, generationTokens } = signals;
  const each = (perSecond: number | undefined, count: number) =>
    perSecond === undefined || perSecond <= 0 ? null : (perHour / secondsPerHour / perSecond) * count;
  return {
    kind: "known",
    currency: prices.currency,
    gpus: known.reduce((sum, { count }) => sum + count, 0),
    perHour,
    perRequest: each(requests, 1),
    perThousandTokens: each(generationTokens === undefined ? undefined : promptTokens + generationTokens, 1000),
    perThousandGenerated: each(generationTokens, 1000),
  };
}

/** The price of the longest name whose words are all in the model's: `H100` is of `H100 80 GB`, `A100 40` not of `A100 80 GB`. */
function priceOf({ gpuHour }: WorkspacePrices, model: string | null): number | null {
  if (typeof gpuHour === "number") return gpuHour;
  if (model === null) return null;
  const words = new Set(wordsOf(model));
  const fitting = Object.entries(gpuHour).filter(([name]) => wordsOf(name).every((word) => words.has(word)));
  const [best] = fitting.sort(([a], [b]) => b.length - a.length);
  return best?.[1] ?? null;
}

/** `A100-80GB` and `A100 80 GB` say the same. */
function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .replace(/(\d)(gb)\b/g, "$1 $2")
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "" && word !== "nvidia");
}
