import type { LokiStreams } from "./lokiStreams.ts";

/** Enough for what a re-reading brings twice. */
const mostRemembered = 50_000;

/** Tells entries that were had already: by time, text and place, since Loki names a live line's stream otherwise. */
export class SeenEntries {
  private recent = new Set<string>();
  private older = new Set<string>();

  fresh(streams: LokiStreams): LokiStreams {
    return streams.map(({ stream, values }) => ({
      stream,
      values: values.filter(([ns, text]) => this.isNew(`${ns} ${text}`)),
    }));
  }

  private isNew(key: string): boolean {
    if (this.recent.has(key) || this.older.has(key)) return false;
    if (this.recent.size >= mostRemembered) {
      this.older = this.recent;
      this.recent = new Set();
    }
    this.recent.add(key);
    return true;
  }
}
