import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import { ExpositionParser } from "../../../shared/domain/metrics/exposition/parser.ts";
import { lintExporter } from "../../../shared/domain/metrics/lint/lintExporter.ts";
import { type ScrapeTarget, scrapeTimeoutMs } from "../../../shared/domain/workspace/scrapeTarget.ts";
import type { HttpService } from "../../services/http/types.ts";
import { askTarget } from "../../services/scrape/askTarget.ts";
import { createTargetReach } from "../../services/scrape/targetReach.ts";
import type { SshConnection } from "../../services/ssh/types.ts";
import type { DoctorReport } from "./report.ts";

type TargetReport = DoctorReport["targets"][number];

/** Asks each of the host's scrape targets once and judges what it answers. Failures are in the report. */
export async function examineTargets(options: {
  readonly clock: Clock;
  readonly connection: SshConnection;
  readonly http: HttpService;
  readonly targets: readonly ScrapeTarget[];
  readonly signal: CancelSignal;
}): Promise<readonly TargetReport[]> {
  const reports: TargetReport[] = [];
  for (const target of options.targets) reports.push(await examineTarget(target, options));
  return reports;
}

async function examineTarget(
  target: ScrapeTarget,
  { clock, connection, http, signal }: Parameters<typeof examineTargets>[0],
): Promise<TargetReport> {
  const { job, port, path, scheme } = target;
  const reach = createTargetReach({ connection, http, target });
  const startedMs = clock.monotonicMs();
  const parser = new ExpositionParser();
  const timeoutMs = scrapeTimeoutMs(target);
  const about = { job, url: `${scheme}://127.0.0.1:${port}${path}` };
  try {
    const { exposition, bytes } = await askTarget({ target, reach, http, parser, timeoutMs, signal });
    const wallMs = Math.round(clock.monotonicMs() - startedMs);
    const { findings } = lintExporter({ exposition, snapshots: [] });
    const samples = exposition.samples.length;
    return { ...about, via: reach.via, samples, bytes, wallMs, failure: null, findings };
  } catch (error) {
    const failure = { code: isMidwatchError(error) ? error.code : "INTERNAL", message: errorText(error) };
    return { ...about, via: null, samples: null, bytes: null, wallMs: null, failure, findings: [] };
  } finally {
    reach.dispose();
  }
}
