/** Requests that a server holds and does not answer. A restart clears a jam, unless what causes it is elsewhere: it then returns. */
export type Jam = "clears" | "returns" | null;

type Act = {
  /** `kill`: by the kernel, for memory. */
  readonly kind: "stop" | "kill" | "start" | "drain" | "undrain";
  /** Null for every replica of the host. */
  readonly replica: number | null;
  readonly t: number;
};

/** Between the end of a server and its next start. */
export const stopSeconds = 2;
/** Weights are read into memory for that long. */
const loadSeconds = 6;
/** Traffic comes back to a server, and leaves one that is drained, within that. */
const rampSeconds = 10;
const jammedRequests = 140;
const jamPerSecond = 9;

/** What was done to a host's model servers, and how they are at a moment; `t` is seconds since the simulation began. */
export class ServerLives {
  private acts: Act[] = [];
  private readonly jam: Jam;

  constructor(jam: Jam) {
    this.jam = jam;
  }

  act(kind: Act["kind"], replica: number | null, t: number): void {
    this.acts.push({ kind, replica, t });
    this.acts.sort((a, b) => a.t - b.t);
  }

  /** What was going to happen does not. */
  forgetAfter(t: number): void {
    this.acts = this.acts.filter((act) => act.t <= t);
  }

  isUp(replica: number, t: number): boolean {
    const last = this.last(replica, t, "stop", "kill", "start");
    return last === undefined || last.kind === "start";
  }

  /** When it was last started; null for one that ran when the simulation began. */
  startedAt(replica: number, t: number): number | null {
    const last = this.last(replica, t, "stop", "kill", "start");
    return last?.kind === "start" ? last.t : null;
  }

  /** When the kernel killed it, oldest first. */
  kills(replica: number, t: number): readonly number[] {
    return this.acts.flatMap((act) => (act.kind === "kill" && act.replica === replica && act.t <= t ? [act.t] : []));
  }

  /** When it will be killed, or was; null for one that is not. */
  killNear(replica: number, t: number, withinSeconds: number): number | null {
    return this.kills(replica, t + withinSeconds).findLast((at) => at > t - withinSeconds) ?? null;
  }

  /** Its port answers: the weights are loaded. */
  answers(replica: number, t: number): boolean {
    const startedAt = this.startedAt(replica, t);
    return this.isUp(replica, t) && (startedAt === null || t >= startedAt + loadSeconds);
  }

  /** 0..1 of the traffic that it has otherwise. */
  trafficShare(replica: number, t: number): number {
    if (!this.answers(replica, t)) return 0;
    const startedAt = this.startedAt(replica, t);
    const risen = startedAt === null ? 1 : Math.min(1, (t - startedAt - loadSeconds) / rampSeconds);
    const drain = this.last(replica, t, "drain", "undrain");
    if (!drain) return risen;
    const since = Math.min(1, (t - drain.t) / rampSeconds);
    return risen * (drain.kind === "drain" ? 1 - since : since);
  }

  /** 0..1 of the memory that it takes otherwise. */
  memoryShare(replica: number, t: number): number {
    if (!this.isUp(replica, t)) return 0;
    const startedAt = this.startedAt(replica, t);
    return startedAt === null ? 1 : Math.min(1, (t - startedAt) / loadSeconds);
  }

  /** Requests that wait for nothing: the jam is in the first replica. */
  jammed(replica: number, t: number): number {
    if (this.jam === null || replica !== 0) return 0;
    const startedAt = this.startedAt(replica, t);
    if (startedAt === null) return jammedRequests;
    if (this.jam === "clears") return 0;
    return Math.min(jammedRequests, Math.max(0, t - startedAt - loadSeconds) * jamPerSecond);
  }

  private last(replica: number, t: number, ...kinds: readonly Act["kind"][]): Act | undefined {
    return this.acts.findLast(
      (act) => act.t <= t && kinds.includes(act.kind) && (act.replica === null || act.replica === replica),
    );
  }
}
