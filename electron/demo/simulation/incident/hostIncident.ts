import { type ServerLives, stopSeconds } from "../serverLives.ts";
import type { Release, Scenario, ScenarioFigures, ScenarioStep } from "./scenario.ts";

type Step<K extends ScenarioStep["kind"]> = Extract<ScenarioStep, { readonly kind: K }>;

/** Between the deploys of two hosts, in seconds of the scenario. */
const rolloutSeconds = 3;
/** A container that was killed is started again after that, in seconds of the simulation. */
const killedSeconds = 12;

/**
 * What a scenario does to one host, at any moment: nothing before it begins. Seconds of the scenario pass `speed` times as
 * fast as those of the simulation (`t`).
 */
export class HostIncident {
  private readonly deploys: readonly Step<"deploy">[];
  private readonly ramps: readonly Step<"ramp">[];
  private readonly kills: readonly Step<"kill">[];
  private readonly xids: readonly Step<"xid">[];
  private readonly cutOffs: readonly Step<"cutOff">[];
  private readonly releases: readonly Release[];
  private readonly sums = new Map<keyof ScenarioFigures, { second: number; total: number }>();
  /** What was rolled out by hand: from then on the scenario deploys and kills nothing here. */
  private readonly rollouts: { readonly t: number; readonly release: Release }[] = [];
  private readonly position: number;
  private readonly lives: ServerLives;
  private began: { readonly t: number; readonly speed: number } | null = null;

  /** `position` is the host's among those of the scenario. */
  constructor({ release, steps }: Scenario, position: number, lives: ServerLives) {
    this.deploys = steps.filter((step) => step.kind === "deploy");
    const isHere = ({ host = position }: { readonly host?: number }) => host === position;
    this.ramps = steps.filter((step) => step.kind === "ramp").filter(isHere);
    this.xids = steps.filter((step) => step.kind === "xid").filter(isHere);
    this.cutOffs = steps.filter((step) => step.kind === "cutOff").filter(isHere);
    this.kills = steps.filter((step) => step.kind === "kill");
    this.releases = [release, ...this.deploys.map((step) => step.release)];
    this.position = position;
    this.lives = lives;
  }

  /** Begins now; what has begun goes on as it is. */
  begin(t: number, speed: number): void {
    if (this.began) return;
    this.began = { t, speed };
    for (const step of this.deploys) {
      const stopped = this.momentOf(this.deployedSeconds(step));
      this.lives.act("stop", null, stopped);
      this.lives.act("start", null, stopped + stopSeconds);
    }
    for (const { atSeconds, host, replica } of this.kills) {
      if (host !== this.position) continue;
      const killed = this.momentOf(atSeconds);
      this.lives.act("kill", replica, killed);
      this.lives.act("start", replica, killed + killedSeconds);
    }
  }

  /** Starts every server in a release that it has had; false for one that is not known here. */
  rollOut(version: string, t: number): boolean {
    if (!this.adopt(version, t)) return false;
    this.lives.act("stop", null, t);
    this.lives.act("start", null, t + stopSeconds);
    return true;
  }

  /** Takes a release that it has had for what runs; who asks starts the servers. False for one that is not known here. */
  adopt(version: string, t: number): boolean {
    const release = this.releases.find((one) => one.version === version);
    if (!release) return false;
    this.rollouts.push({ t, release });
    this.lives.forgetAfter(t);
    return true;
  }

  /** Something was rolled out that is not of the scenario. */
  isInHand(t: number): boolean {
    return this.rolledOut(t) !== null;
  }

  /** The release that the last deploy brought; null before the first. */
  release(t: number): Release | null {
    const byHand = this.rolledOut(t);
    if (byHand) return byHand;
    const seconds = this.secondsAt(t);
    return this.deploys.findLast((step) => this.deployedSeconds(step) <= seconds)?.release ?? null;
  }

  /** What is wrong comes with the scenario's releases, and goes with them. */
  figure(name: keyof ScenarioFigures, t: number): number {
    if (this.rolledOut(t) === this.releases[0]) return 0;
    const seconds = this.secondsAt(t);
    let value = 0;
    for (const { figure, to, atSeconds, overSeconds } of this.ramps) {
      if (figure !== name || atSeconds > seconds) continue;
      value += (to - value) * Math.min(1, (seconds - atSeconds) / Math.max(overSeconds, 0.001));
    }
    return value;
  }

  /** Whether the scenario ever does that to this host. */
  drives(name: keyof ScenarioFigures): boolean {
    return this.ramps.some(({ figure }) => figure === name);
  }

  /** A figure added up over the seconds so far; asked of times that go forward only. */
  total(name: keyof ScenarioFigures, t: number): number {
    if (!this.drives(name)) return 0;
    const sum = this.sums.get(name) ?? { second: 0, total: 0 };
    this.sums.set(name, sum);
    for (; sum.second < Math.floor(t); sum.second += 1) sum.total += this.figure(name, sum.second);
    return sum.total + this.figure(name, sum.second) * Math.max(0, t - sum.second);
  }

  /** What the driver has told so far; `t` is when, in seconds of the simulation. */
  xidsUntil(t: number): readonly (Pick<Step<"xid">, "gpu" | "code" | "text"> & { readonly t: number })[] {
    return this.xids.flatMap(({ atSeconds, gpu, code, text }) => {
      const told = this.momentOf(atSeconds);
      return told <= t ? [{ gpu, code, text, t: told }] : [];
    });
  }

  /** When nobody reaches the host any more, in seconds of the simulation; null where that does not happen. */
  get cutOffAt(): number | null {
    const [first] = this.cutOffs;
    return first && this.began !== null ? this.momentOf(first.atSeconds) : null;
  }

  private rolledOut(t: number): Release | null {
    return this.rollouts.findLast((one) => one.t <= t)?.release ?? null;
  }

  private deployedSeconds({ atSeconds }: Step<"deploy">): number {
    return atSeconds + this.position * rolloutSeconds;
  }

  private secondsAt(t: number): number {
    return this.began === null ? Number.NEGATIVE_INFINITY : (t - this.began.t) * this.began.speed;
  }

  private momentOf(seconds: number): number {
    return this.began === null ? Number.POSITIVE_INFINITY : this.began.t + seconds / this.began.speed;
  }
}
