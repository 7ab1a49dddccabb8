import type * as scrape from "../../shared/contract/areas/scrape.ts";
import type * as setup from "../../shared/contract/areas/setup.ts";
import type { DeepReadonly } from "../../shared/contract/define.ts";
import type * as host from "../../shared/domain/host/state.ts";
import type * as lint from "../../shared/domain/metrics/lint/model.ts";
import type * as scraped from "../../shared/domain/metrics/scrapeState.ts";

/** The contract's data as the UI holds it: read-only throughout. */
export type HostSummary = DeepReadonly<host.HostSummary>;
export type HostDetail = DeepReadonly<host.HostDetail>;
export type StopReason = DeepReadonly<host.StopReason>;
export type HostKey = DeepReadonly<host.HostKey>;
export type Failure = DeepReadonly<host.Failure>;
export type Prompt = DeepReadonly<setup.Prompt>;
export type HostCheck = DeepReadonly<setup.HostCheck>;
export type CandidateHost = DeepReadonly<setup.CandidateHost>;
export type ScrapeTarget = DeepReadonly<scraped.ScrapeState>;
export type ScrapeProposal = DeepReadonly<scrape.ScrapeProposal>;
export type ExporterReport = DeepReadonly<lint.ExporterReport>;
